"""What people are told about cases (Löschverfahren)."""

from collections.abc import Mapping
from typing import Final

from app.models.takedown import AnswerKind, TakedownKind, TakedownOutcome, TakedownState

REFUSALS: Final[Mapping[str, str]] = {
    "takedown-open": "Dazu läuft bereits ein Löschverfahren. Bitte dort weiterarbeiten oder es zuerst beenden.",
    "takedown-names-one": "Bitte entweder post_id oder delivery_id angeben.",
    "nothing-published": "Davon ist noch nichts veröffentlicht. Bitte stattdessen anhalten, zur Nachbesserung "
    "zurückgeben oder ablehnen.",
    "own-channel": "Auf dem eigenen Kanal eines Ressorts entfernt nur das Ressort selbst. Möglich ist ein Hinweis "
    "an das Ressort.",
    "notice-only": "Das ist ein Hinweis an das Ressort. Er gibt kein Recht zur Entfernung.",
    "takedown-not-ready": "Die Entfernung ist noch nicht möglich. {missing}",
    "notice-not-delivered": "Die Ankündigung ist dem Ressort noch nicht nachweislich zugegangen.",
    "deadline-running": "Das Ressort hat bis {moment} Zeit und hat nicht zugestimmt.",
    "second-person": "Wer das Verfahren eröffnet hat, führt es nicht selbst aus: Bitte eine zweite Person hinzuziehen "
    "oder schriftlich begründen; die Begründung bleibt dauerhaft vermerkt.",
    "answer-binds": "Zustimmen und selbst entfernen kann nur, wer Beiträge des Ressorts entfernen darf. Möglich sind "
    "eine eigene Berichtigung und ein Widerspruch.",
    "objection-without-statement": "Ein Widerspruch braucht eine Stellungnahme.",
    "deadline-without-time": "Diese Frist ist schon vorbei. Ohne Frist geht es nur mit Begründung der "
    "Dringlichkeit.",
    "still-there": "Davon ist noch etwas veröffentlicht oder unterwegs. Bitte den Stand der Ausspielungen ansehen.",
    "removal-begun": "Die Entfernung hat begonnen und lässt sich nicht mehr zurücknehmen.",
}

TAKEDOWNS: Final[Mapping[str, str]] = {
    TakedownState.OPEN: "Angekündigt: Das Ressort kann bis {deadline} antworten; danach entscheidet die "
    "Zentralredaktion.",
    "notice_only": "Hinweis an das Ressort: Es kann antworten und entscheidet selbst, was mit dem Beitrag geschieht.",
    TakedownState.ANSWERED: "Das Ressort hat geantwortet ({answer}). Die Zentralredaktion entscheidet.",
    TakedownState.EXECUTING: "Die Entfernung ist angeordnet und wird ausgeführt.",
    TakedownState.EXECUTED: "Entfernt. Der Beitrag bleibt in der Akte.",
    TakedownState.CLOSED: "Abgeschlossen: {outcome}.",
    TakedownState.REVOKED: "Zurückgenommen: Das Verfahren hat keine Folgen.",
}

KINDS: Final[Mapping[TakedownKind, str]] = {
    TakedownKind.REMOVAL: "Entfernung",
    TakedownKind.NOTICE_ONLY: "Hinweis an das Ressort",
}

ANSWERS: Final[Mapping[AnswerKind, str]] = {
    AnswerKind.CHANGE: "berichtigt selbst",
    AnswerKind.REMOVE: "entfernt selbst",
    AnswerKind.AGREE: "stimmt der Entfernung zu",
    AnswerKind.OBJECT: "widerspricht",
}

OUTCOMES: Final[Mapping[TakedownOutcome, str]] = {
    TakedownOutcome.CORRECTED: "Das Ressort hat berichtigt",
    TakedownOutcome.REMOVED_BY_MINISTRY: "Das Ressort hat selbst entfernt",
    TakedownOutcome.OBJECTION_UPHELD: "Dem Widerspruch wurde gefolgt",
    TakedownOutcome.NOTED: "Der Hinweis ist zur Kenntnis genommen",
    TakedownOutcome.NEVER_PUBLISHED: "Der Beitrag stand nie auf dem Kanal",
}
