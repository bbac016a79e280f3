"""What the forms about Nutzungskonzepte say, as the actions take it."""

from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter

from app.fields import Abbreviation, Text, Title, WebAddress
from app.models.concept import ImprintRole
from app.web.channel_forms import Kinds, read_fields
from app.web.forms import Entered

_text, _title, _day = TypeAdapter(Text), TypeAdapter(Title), TypeAdapter(date)
_short, _address, _role = TypeAdapter(Abbreviation), TypeAdapter(WebAddress), TypeAdapter(ImprintRole)
_choice = TypeAdapter(bool)

LABELS: Final = {
    "organisation": "Stelle",
    "title": "Titel",
    "preamble": "Präambel",
    "mission": "Aufgabe und Anliegen",
    "contact": "Kontakt neben den Plattformen",
    "sources": "Wo dasselbe zu lesen ist",
    "channels": "Zu den Kanälen",
    "commitment": "Selbstverpflichtung",
    "role": "Als",
    "name": "Name",
    "function": "Funktion",
    "area": "Zuständig für",
    "address": "Anschrift",
    "phone": "Telefon",
    "email": "E-Mail",
    "valid_from": "Gilt ab",
    "valid_to": "Gilt bis",
    "as_of": "Stand",
    "evaluated_on": "Geprüft am",
    "goes_on": "Ob",
    "whether": "Warum",
    "how": "Wie",
    "description": "Was die Plattform ist und wozu sie taugt",
    "operator": "Betreiber",
    "seat": "Sitz",
    "is_open": "Ohne Konto lesbar",
    "info_url": "Weitere Informationen",
}
"""What the fields are called."""
START: Final[Kinds] = {"organisation": (_short, True), "title": (_title, True)}
TEXTS: Final[Kinds] = {
    "title": (_title, True),
    "preamble": (_text, False),
    "mission": (_text, False),
    "contact": (_text, False),
    "channels": (_text, False),
    "commitment": (_text, False),
}
ENTRY: Final[Kinds] = {
    "role": (_role, True),
    "name": (_title, True),
    "function": (_title, False),
    "area": (_title, False),
    "address": (_text, False),
    "phone": (_title, False),
    "email": (_title, False),
    "valid_from": (_day, True),
    "valid_to": (_day, False),
}
ISSUE: Final[Kinds] = {"as_of": (_day, True)}
EVALUATION: Final[Kinds] = {
    "evaluated_on": (_day, True),
    "goes_on": (_choice, True),
    "whether": (_text, True),
    "how": (_text, True),
}
FACTS: Final[Kinds] = {
    "description": (_text, True),
    "operator": (_title, False),
    "seat": (_title, False),
    "is_open": (_choice, False),
    "info_url": (_address, False),
}


def read_texts(entered: Entered) -> dict[str, Any]:
    """Return what a body says itself; the addresses stand one a line. Raises InvalidError."""
    lines = [line.strip() for line in entered.text("sources").splitlines() if line.strip()]
    sources = [entered.take_value("sources", line, _address) for line in lines]
    return read_fields(entered, TEXTS) | {"sources": sources}
