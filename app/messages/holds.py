"""Who takes care of what is held, and what they do next: one line for each reason."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from app.models.delivery import HoldReason


class Care(NamedTuple):
    """Who takes care of a held delivery, and what they do next, in German."""

    owner: str
    next_step: str


_APPROVERS, _MANAGERS, _OPERATORS = "Freigebende des Kanals", "Kanalverwaltung", "Technik"
_AGAIN = "Prüfen, ob der Beitrag noch passt, und zu einer neuen Zeit wieder freigeben oder zurückziehen."

CARES: Final[Mapping[HoldReason, Care]] = {
    HoldReason.MISSED_WINDOW: Care(_APPROVERS, _AGAIN),
    HoldReason.EMERGENCY_STOP: Care(_APPROVERS, f"Den Not-Aus aufheben lassen. Danach: {_AGAIN}"),
    HoldReason.BY_PERSON: Care(
        _APPROVERS, "Den Einspruch klären, dann zu einer neuen Zeit wieder freigeben oder zurückziehen."
    ),
    HoldReason.APPROVAL_LAPSED: Care(
        _APPROVERS,
        "Nach einer Änderung: auf die erneute Einreichung warten, die Änderungen ansehen und die neue Fassung freigeben. "
        "In der Vorwahlzeit: Eine zweite Person sieht dieselbe Fassung an und gibt sie frei.",
    ),
    HoldReason.FOUR_EYES: Care(
        _APPROVERS,
        "Eine Person, die den Text weder verfasst noch zuletzt geändert hat, gibt ihn wieder frei.",
    ),
    HoldReason.HASH_MISMATCH: Care(
        _OPERATORS,
        "Nicht wieder freigeben. Die Abweichung anhand des Protokolls klären, dann den Beitrag neu einreichen lassen.",
    ),
    HoldReason.CHANNEL_REFUSED: Care(
        "Redaktion des Ressorts", "Den Inhalt an die Regeln des Kanals anpassen und erneut einreichen."
    ),
    HoldReason.CHANNEL_ACCESS: Care(
        _MANAGERS, "Die Zugangsdaten des Kanals erneuern. Danach geben Freigebende wieder frei."
    ),
    HoldReason.CHANNEL_CLOSED: Care(
        "Redaktion des Ressorts",
        "Die Ausspielung zurückziehen oder in einem neuen Beitrag einen anderen Kanal wählen.",
    ),
    HoldReason.WRONG_ENVIRONMENT: Care(_OPERATORS, "Die Zuordnung des Kanals zu dieser Installation prüfen."),
    HoldReason.ATTEMPTS_EXHAUSTED: Care(
        _MANAGERS, "Prüfen, warum der Kanal nicht antwortet. Danach geben Freigebende wieder frei."
    ),
    HoldReason.MANUAL: Care(
        "Kanalverwaltung oder Leitung", "Von Hand veröffentlichen und die Adresse des Beitrags eintragen."
    ),
    HoldReason.CONFIRMED_ABSENT: Care(
        _APPROVERS, "Entscheiden, ob der Beitrag noch einmal veröffentlicht wird, oder ihn zurückziehen."
    ),
    HoldReason.POISON: Care(
        "Redaktion des Ressorts", "Die Bilder prüfen und neu hochladen, dann den Beitrag erneut einreichen."
    ),
    HoldReason.EMBARGO: Care(
        _APPROVERS, "Zu einer Zeit nach dem Ende der Sperrfrist wieder freigeben oder zurückziehen."
    ),
    HoldReason.PREDECESSOR: Care(
        _APPROVERS,
        "Mit der Zentralredaktion klären, wann der Landeskanal veröffentlicht. Danach zu einer neuen Zeit wieder freigeben "
        "oder zurückziehen.",
    ),
    HoldReason.RESTORED: Care(
        _APPROVERS,
        "Prüfen, ob der Beitrag seit der Sicherung zurückgezogen oder geändert wurde. Danach zu einer neuen Zeit wieder "
        "freigeben oder zurückziehen.",
    ),
}
