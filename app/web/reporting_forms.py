"""What the forms about costs, staffing, strategies and followers say, as the actions take it, and back again."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BeforeValidator, TypeAdapter

from app.errors import Issue
from app.fields import Amount, Count, Effort, Heads, Quantity, Reason, RefusedValue, Share, Title, Year
from app.messages.reports import say_number
from app.models import CostItem, MetricsSnapshot, StaffingRecord, Strategy
from app.models.cost import AdvertisingBudget, Award, CostBasis, CostKind, Rounding
from app.models.printed import Nothing
from app.models.staffing import Comparator, StaffingBasis
from app.models.strategy import StrategyKind
from app.web.forms import Entered

GERMAN: Final = re.compile(r"(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
LABELS: Final = {
    "organisation": "Stelle",
    "platforms": "Plattformen",
    "year_from": "Erstes Jahr",
    "year_to": "Letztes Jahr",
    "kind": "Art",
    "service": "Leistung",
    "contractor": "Auftragnehmer",
    "award": "Vergabe",
    "is_framework": "Rahmenvertrag",
    "amount": "Betrag in Euro",
    "basis": "Netto oder brutto",
    "share": "Anteil in Prozent",
    "share_reason": "Begründung des Anteils",
    "rounding": "Rundung",
    "is_estimate": "Geschätzt",
    "unit_price": "Einzelpreis in Euro",
    "quantity": "Menge",
    "advertising": "Werbebudget",
    "is_third_party": "Auf Kanälen Dritter",
    "not_separable": "Warum es sich keinem einzelnen Medium zuordnen lässt",
    "nothing": "Warum es keine Angabe gibt",
    "positions": "Unterpositionen",
    "printed": "Wortlaut",
    "source": "Nachweis",
    "persons_min": "Personen, mindestens",
    "persons_max": "Personen, höchstens",
    "comparator": "Wie genau",
    "effort": "Aufwand",
    "external": "Von außen",
    "document": "Papier",
    "goals": "Ziele",
    "channel_id": "Kanal",
    "as_of": "Stand vom",
    "followers": "Abonnenten",
    "views": "Aufrufe",
}
FLAGS: Final = {
    "is_framework": "is-framework",
    "is_estimate": "is-estimate",
    "is_third_party": "is-third-party",
}
"""What is ticked or not, and how its box is called."""


def _from_german(text: object) -> object:
    """Return a number as Germans write it, `1.041,24`, as programs do."""
    if not isinstance(text, str) or not GERMAN.fullmatch(text):
        raise RefusedValue("number-illegible")
    return text.replace(".", "").replace(",", ".")


_number = BeforeValidator(_from_german)
_euro = TypeAdapter[Decimal](Annotated[Amount, _number])
_title, _reason, _year, _heads = (
    TypeAdapter(Title),
    TypeAdapter(Reason),
    TypeAdapter(Year),
    TypeAdapter(Heads),
)
_WORDING: Final[dict[str, TypeAdapter[Any]]] = {"printed": _reason, "source": _title}
_COMMON: Final = _WORDING | {"nothing": TypeAdapter(Nothing)}
COST: Final[Mapping[str, TypeAdapter[Any]]] = _COMMON | {
    "year_from": _year,
    "year_to": _year,
    "kind": TypeAdapter(CostKind),
    "service": _title,
    "contractor": _title,
    "award": TypeAdapter(Award),
    "amount": _euro,
    "basis": TypeAdapter(CostBasis),
    "share": TypeAdapter(Annotated[Share, _number]),
    "share_reason": _reason,
    "rounding": TypeAdapter(Rounding),
    "unit_price": _euro,
    "quantity": TypeAdapter(Annotated[Quantity, _number]),
    "advertising": TypeAdapter(AdvertisingBudget),
    "not_separable": _reason,
}
STAFFING: Final[Mapping[str, TypeAdapter[Any]]] = _COMMON | {
    "persons_min": _heads,
    "persons_max": _heads,
    "comparator": TypeAdapter(Comparator),
    "effort": TypeAdapter(Annotated[Effort, _number]),
    "basis": TypeAdapter(StaffingBasis),
    "external": _title,
}
STRATEGY: Final[Mapping[str, TypeAdapter[Any]]] = _WORDING | {
    "kind": TypeAdapter(StrategyKind),
    "document": _title,
}
SNAPSHOT: Final[Mapping[str, TypeAdapter[Any]]] = _WORDING | {
    "channel_id": TypeAdapter(UUID),
    "as_of": TypeAdapter(date),
    "followers": TypeAdapter(Annotated[Count, _number]),
    "views": TypeAdapter(Annotated[Count, _number]),
}
_BY_MODEL: Final[Mapping[type[Any], Mapping[str, TypeAdapter[Any]]]] = {
    CostItem: COST,
    StaffingRecord: STAFFING,
    Strategy: STRATEGY,
    MetricsSnapshot: SNAPSHOT,
}


def read_cost(entered: Entered) -> dict[str, Any]:
    """Return what a form says of costs. Raises InvalidError with everything found wrong with it."""
    values = _read_of_body(entered, COST) | {name: bool(entered.text(box)) for name, box in FLAGS.items()}
    values["positions"] = list(_read_positions(entered))
    if values["year_to"] is None:
        values["year_to"] = values["year_from"]
    entered.ensure_clean()
    return values


def read_staffing(entered: Entered) -> dict[str, Any]:
    """Return what a form says of staffing. Raises InvalidError with everything found wrong with it."""
    values = _read_of_body(entered, STAFFING)
    if values["persons_max"] is None:
        values["persons_max"] = values["persons_min"]
    entered.ensure_clean()
    return values


def read_strategy(entered: Entered) -> dict[str, Any]:
    """Return what a form says of a strategy, its goals one a line. Raises InvalidError with everything found wrong."""
    entered.need("kind")
    values = _read_of_body(entered, STRATEGY)
    lines = (line.strip() for line in entered.text("goals").splitlines())
    values["goals"] = [entered.take_value("goals", line, _reason) for line in lines if line]
    entered.ensure_clean()
    return values


def read_snapshot(entered: Entered) -> dict[str, Any]:
    """Return what a form says of followers and views on a day. Raises InvalidError with everything found wrong."""
    entered.need("channel_id", "as_of")
    values = _read(entered, SNAPSHOT)
    entered.ensure_clean()
    return values


def _read(entered: Entered, kinds: Mapping[str, TypeAdapter[Any]]) -> dict[str, Any]:
    return {name: entered.take_if_any(name, kind) for name, kind in kinds.items()}


def _read_of_body(entered: Entered, kinds: Mapping[str, TypeAdapter[Any]]) -> dict[str, Any]:
    entered.need("organisation")
    values = _read(entered, kinds)
    chosen = [name.removeprefix("platform-") for name in entered.texts if name.startswith("platform-")]
    return values | {"organisation": entered.text("organisation"), "platforms": chosen}


def _read_positions(entered: Entered) -> Iterator[dict[str, Any]]:
    """Yield the parts of an amount, one a line: what it was, a semicolon, its amount."""
    for number, line in enumerate(entered.text("positions").splitlines(), 1):
        label, _, amount = (part.strip() for part in line.rpartition(";"))
        if label and GERMAN.fullmatch(amount):
            yield {"label": label, "amount": entered.take_value("positions", amount, _euro)}
        elif line.strip():
            entered.issues.append(Issue("positions", "positions-illegible", {"line": number}))


def fields_of(entry: CostItem | StaffingRecord | Strategy | MetricsSnapshot) -> dict[str, str]:
    """Return an entry as the fields of its form."""
    fields = {name: _say(getattr(entry, name)) for name in _BY_MODEL[type(entry)]}
    if isinstance(entry, MetricsSnapshot):
        return fields
    fields |= {f"platform-{slug}": "1" for slug in entry.platforms}
    if isinstance(entry, CostItem):
        fields |= {box: "1" for name, box in FLAGS.items() if getattr(entry, name)}
        fields["positions"] = "\n".join(f"{row.label}; {_say(row.amount)}" for row in entry.positions)
    elif isinstance(entry, Strategy):
        fields["goals"] = "\n".join(row.goal for row in entry.goals)
    return fields | {"organisation": entry.organisation.abbreviation}


def _say(value: object) -> str:
    if isinstance(value, Decimal):
        return say_number(value)
    return "" if value is None else str(value)
