"""What happens next with a delivery, and why one stands still."""

from collections.abc import Mapping
from typing import Final

from app.models.delivery import DeliveryState, HoldReason

DELIVERIES: Final[Mapping[str, str]] = {
    "proposed": "Vorgeschlagen für {due} – noch nicht freigegeben.",
    DeliveryState.WAITING: "Freigegeben für {due} – wird dann veröffentlicht.",
    DeliveryState.SENDING: "Wird gerade veröffentlicht.",
    DeliveryState.UNCLEAR: "Unklar, ob es veröffentlicht wurde – wird geprüft; bitte nichts doppelt veröffentlichen.",
    DeliveryState.SENT: "Veröffentlicht am {sent}.",
    DeliveryState.CANCELLED: "Abgebrochen – wird nicht veröffentlicht.",
    DeliveryState.REMOVING: "Wird gerade vom Kanal entfernt.",
    DeliveryState.REMOVED: "Vom Kanal entfernt.",
}

BEHIND: Final = "Wartet auf den Landeskanal: Dieses Thema erscheint zuerst dort."
"""What is added while a central channel has to go first."""

PACKED: Final = "Wartet auf das Paket: Es geht gemeinsam hinaus, sobald das Paket ausgelöst ist und niemand darin die anderen aufhält."
"""What is added while its package is not fired, or stands still."""

AGAINST_HANDS: Final[Mapping[str, str]] = {
    "G07": "Die Uhr des Servers geht falsch. Die Technik muss sie zuerst stellen.",
    "G18": BEHIND,
    "G23": PACKED,
}
"""What speaks against posting by hand, by guard, where nothing is held for it."""

LATER: Final = "Bitte in einigen Minuten noch einmal versuchen."
"""What is said of every other guard that only asks to wait."""

BY_HAND: Final[Mapping[str, str]] = {
    DeliveryState.UNCLEAR: "Wird gerade von Hand veröffentlicht – bitte danach die Adresse eintragen.",
    DeliveryState.REMOVING: "Bitte von Hand vom Kanal entfernen und danach bestätigen.",
}
"""What is said instead where a channel is served by hand."""

HOLDS: Final[Mapping[HoldReason, str]] = {
    HoldReason.MISSED_WINDOW: "Angehalten: Das Zeitfenster ist verstrichen. Freigebende entscheiden über eine neue Zeit.",
    HoldReason.EMERGENCY_STOP: "Angehalten durch Not-Aus. Nach der Aufhebung einzeln wieder freigeben.",
    HoldReason.BY_PERSON: "Angehalten nach Einspruch. Freigebende können die Ausspielung wieder freigeben.",
    HoldReason.APPROVAL_LAPSED: "Angehalten: Die Freigabe gilt nicht mehr, weil sich etwas geändert hat, oder in der Vorwahlzeit "
    "fehlt die Freigabe einer zweiten Person.",
    HoldReason.FOUR_EYES: "Angehalten: Vier-Augen-Prinzip verletzt. Eine andere Person muss freigeben.",
    HoldReason.HASH_MISMATCH: "Angehalten: Der Inhalt weicht vom freigegebenen ab. Bitte die Verwaltung verständigen.",
    HoldReason.CHANNEL_REFUSED: "Angehalten: Der Kanal hat den Beitrag abgelehnt. Bitte Inhalt prüfen.",
    HoldReason.CHANNEL_ACCESS: "Angehalten: Der Zugang zum Kanal ist gesperrt. Die Kanalverwaltung muss ihn erneuern.",
    HoldReason.CHANNEL_CLOSED: "Angehalten: Der Kanal ist nicht mehr aktiv. Bitte einen anderen Kanal wählen.",
    HoldReason.WRONG_ENVIRONMENT: "Angehalten: Der Kanal gehört zu einer anderen Installation.",
    HoldReason.ATTEMPTS_EXHAUSTED: "Angehalten nach zehn Versuchen. Bitte den Kanal prüfen und erneut freigeben.",
    HoldReason.MANUAL: "Wartet auf das Veröffentlichen von Hand. Die Kanalverwaltung oder die Leitung veröffentlicht und "
    "trägt die Adresse ein.",
    HoldReason.CONFIRMED_ABSENT: "Angehalten: Der Beitrag steht nachweislich nicht auf dem Kanal. Freigebende "
    "entscheiden, ob er erneut veröffentlicht wird.",
    HoldReason.POISON: "Angehalten: Die Vorbereitung der Medien ist dreimal gescheitert. Bitte die Medien prüfen.",
    HoldReason.EMBARGO: "Angehalten: Für das Thema gilt noch eine Sperrfrist. Nach deren Ende zu einer neuen Zeit wieder freigeben.",
    HoldReason.PREDECESSOR: "Angehalten: Der Landeskanal ging nicht voran. Themen des Kabinetts und der Landespressekonferenz "
    "erscheinen zuerst dort.",
    HoldReason.RESTORED: "Angehalten nach der Wiederherstellung der Datenbank. Was seit der Sicherung geschah, ist verloren; "
    "Freigebende entscheiden neu.",
}
