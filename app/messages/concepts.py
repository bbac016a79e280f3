"""Sentences about Nutzungskonzepte: their sections, what is missing before one is issued, who stands in an imprint."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from app.models.concept import ImprintRole

SECTIONS: Final = (
    "Präambel",
    "Aufgabe und Anliegen",
    "Verantwortliche Stellen",
    "Alternative Kontakt- und Informationsmöglichkeiten",
    "Kanäle",
    "Selbstverpflichtung",
)
"""The sections of a concept in their order: those of the Nutzungskonzept Landkreis Mittelsachsen (May 2018)."""
PURPOSE: Final = "Zweck der Nutzung"
EXTENT: Final = "Art und Umfang der Nutzung"
COMMITMENT: Final = (
    "Dieses Nutzungskonzept wird einmal im Jahr von uns hinsichtlich des Ob und Wie der Nutzung evaluiert. Gegebenenfalls "
    "erfolgt eine anlassbezogene Aktualisierung bei der Inbetriebnahme neuer Kanäle. Die Nutzer werden von uns regelmäßig "
    "hinsichtlich der Risiken für ihr Recht auf informationelle Selbstbestimmung sensibilisiert."
)
"""What a body commits itself to unless it says it in words of its own: section 6 of the model."""
ELSEWHERE: Final = (
    "Informationen, die Sie über die sozialen Medien erhalten, können in gleicher oder ähnlicher Form auch abgerufen "
    "werden unter: {sources}"
)
ROLES: Final[Mapping[ImprintRole, str]] = {
    ImprintRole.BODY: "Anbieter",
    ImprintRole.REPRESENTATIVE: "Vertretung",
    ImprintRole.RESPONSIBLE: "Verantwortlich für den Inhalt",
    ImprintRole.CONTACT: "Ansprechstelle",
}
LAWS: Final = ((date(2020, 11, 7), "§ 18 Abs. 2 MStV"), (date.min, "§ 55 Abs. 2 RStV"))
"""Which law asks for a responsible person, and since which day: the MStV is in force since 7 November 2020."""
MONTHS: Final = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
MISSING: Final[Mapping[str, str]] = {
    "preamble": "die Präambel",
    "mission": "Aufgabe und Anliegen",
    "body": "wer die Kanäle anbietet",
    "responsible": "wer für den Inhalt verantwortlich ist",
    "contact": "eine Ansprechstelle neben den Plattformen",
    "sources": "eine Adresse, unter der dasselbe ohne Plattform zu lesen ist",
    "channels": "ein Kanal, dessen Nutzung beschrieben ist",
    "commitment": "die Selbstverpflichtung",
}
REFUSALS: Final[Mapping[str, str]] = {
    "concept-known": "Diese Stelle hat schon ein Nutzungskonzept. Bitte dort weiterarbeiten.",
    "concept-incomplete": "Das Konzept kann zu diesem Stand noch nicht ausgegeben werden. Es fehlt: {missing}.",
    "concept-changed": "Das Konzept wurde inzwischen geändert. Bitte die Seite neu laden und die Änderung erneut vornehmen.",
}


def say_missing(keys: Iterable[str]) -> str:
    """Return what a concept lacks as people read it."""
    return "; ".join(MISSING[key] for key in keys)


def name_law(day: date) -> str:
    """Return the law that asks for a responsible person on a day."""
    return next(law for since, law in LAWS if since <= day)


def say_as_of(day: date) -> str:
    """Return the day a concept stands for, as it is printed at its end: `31. Mai 2018`."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"
