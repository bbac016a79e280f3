"""Sentences about the life of channels: what is missing before one opens, and what steps, notices and stops are called."""

from collections.abc import Iterable, Mapping
from typing import Final

from app.models.channel_life import LifeStep, NoticeMeans, NoticeRecipient, StopEffect

REFUSALS: Final[Mapping[str, str]] = {
    "channel-not-ready": "Der Kanal kann noch nicht öffnen. Es fehlt: {missing}. Bitte auf der Seite des Kanals nachtragen. "
    "Auf Konzept und Anzeigen kann die Zentralredaktion mit Begründung verzichten, auf das Ende einer Sperre nicht.",
    "concept-without-day": "Zu einem Nutzungskonzept gehören Titel und Stand. Bitte beides angeben oder keines von beiden.",
    "privacy-without-version": "Zu einer Datenschutzerklärung gehören Adresse und Fassung. Bitte beides angeben oder keines von beiden.",
    "platform-stopped": "Diese Plattform ist schon gesperrt. Bitte zuerst die Sperre aufheben.",
    "platform-not-stopped": "Diese Plattform ist nicht gesperrt. Es gibt nichts aufzuheben.",
    "decision-unknown": "Diese Entscheidung ist nicht im Verzeichnis. Siehe /api/v1/decisions.",
    "delivery-not-sent-here": "Auf diesem Kanal ist das nicht veröffentlicht. Bitte eine Ausspielung dieses Kanals nennen.",
    "delivery-noted": "Dieser Beitrag steht schon in der Liste der Nachweise.",
    "day-to-come": "Dieser Tag liegt in der Zukunft. Bitte heute oder einen früheren Tag angeben.",
}
MISSING: Final[Mapping[str, str]] = {
    "use": "Zweck, Art und Umfang der Nutzung",
    "concept": "das Nutzungskonzept mit Stand",
    "notice_pia": "die Anzeige beim PIA",
    "notice_lfd": "die Anzeige beim Landesbeauftragten für den Datenschutz",
    "platform_stopped": "das Ende der Sperre dieser Plattform",
}
STEPS: Final[Mapping[LifeStep, str]] = {
    LifeStep.RESERVE: "Namen reservieren",
    LifeStep.ACTIVATE: "In Betrieb nehmen",
    LifeStep.TRY_OUT: "Auf Probe betreiben",
    LifeStep.PAUSE: "Ruhen lassen",
    LifeStep.DEACTIVATE: "Stilllegen",
    LifeStep.TRANSFER: "An eine andere Stelle übergeben",
    LifeStep.DISCONTINUE: "Endgültig einstellen",
}
RECIPIENTS: Final[Mapping[NoticeRecipient, str]] = {
    NoticeRecipient.PIA: "Presse- und Informationsamt (PIA)",
    NoticeRecipient.LFD: "Landesbeauftragter für den Datenschutz (LfD)",
}
MEANS: Final[Mapping[NoticeMeans, str]] = {
    NoticeMeans.SENT: "versandt",
    NoticeMeans.HANDED_OVER: "übergeben",
}
EFFECTS: Final[Mapping[StopEffect, str]] = {
    StopEffect.PAUSED: "Kanäle ruhen lassen",
    StopEffect.DEACTIVATED: "Kanäle stilllegen",
}


def say_missing(keys: Iterable[str]) -> str:
    """Return what is missing as people read it, one after the other."""
    return "; ".join(MISSING[key] for key in keys)
