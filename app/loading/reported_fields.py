"""The fields of what bodies report, as people write them in forms and files: German numbers, days and words."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BeforeValidator, TypeAdapter

from app.fields import Amount, Count, Effort, Heads, Quantity, Reason, RefusedValue, Share, Title, Year
from app.messages.reports import (
    AWARDS,
    BASES,
    BUDGETS,
    COMPARATORS,
    COST_KINDS,
    MEASURES,
    NOTHINGS,
    ROUNDINGS,
    STRATEGY_KINDS,
)
from app.models import CostItem, MetricsSnapshot, StaffingRecord, Strategy
from app.models.cost import AdvertisingBudget, Award, CostBasis, CostKind, Rounding
from app.models.printed import Nothing
from app.models.staffing import Comparator, StaffingBasis
from app.models.strategy import StrategyKind

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
FLAGS: Final = ("is_framework", "is_estimate", "is_third_party")


def labels_of(model: type[Any]) -> dict[str, str]:
    """Return what the fields of an entry are called; staffing is measured in something else than amounts are."""
    return LABELS | ({"basis": "Worin gemessen"} if model is StaffingRecord else {})


def _from_german(text: object) -> object:
    """Return a number as Germans write it, `1.041,24`, as programs do."""
    if not isinstance(text, str) or not GERMAN.fullmatch(text):
        raise RefusedValue("number-illegible")
    return text.replace(".", "").replace(",", ".")


_number = BeforeValidator(_from_german)
EURO: Final = TypeAdapter[Decimal](Annotated[Amount, _number])
REASON: Final = TypeAdapter(Reason)
_title, _year, _heads = TypeAdapter(Title), TypeAdapter(Year), TypeAdapter(Heads)
_WORDING: Final[dict[str, TypeAdapter[Any]]] = {"printed": REASON, "source": _title}
_COMMON: Final = _WORDING | {"nothing": TypeAdapter(Nothing)}
COST: Final[Mapping[str, TypeAdapter[Any]]] = _COMMON | {
    "year_from": _year,
    "year_to": _year,
    "kind": TypeAdapter(CostKind),
    "service": _title,
    "contractor": _title,
    "award": TypeAdapter(Award),
    "amount": EURO,
    "basis": TypeAdapter(CostBasis),
    "share": TypeAdapter(Annotated[Share, _number]),
    "share_reason": REASON,
    "rounding": TypeAdapter(Rounding),
    "unit_price": EURO,
    "quantity": TypeAdapter(Annotated[Quantity, _number]),
    "advertising": TypeAdapter(AdvertisingBudget),
    "not_separable": REASON,
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
FIELDS: Final[Mapping[type[Any], Mapping[str, TypeAdapter[Any]]]] = {
    CostItem: COST,
    StaffingRecord: STAFFING,
    Strategy: STRATEGY,
    MetricsSnapshot: SNAPSHOT,
}
"""By kind of entry: the fields that hold one value each."""
_NOTHINGS: Final = {"nothing": NOTHINGS}
WORDS: Final[Mapping[type[Any], Mapping[str, Mapping[Any, str]]]] = {
    CostItem: _NOTHINGS
    | {
        "kind": COST_KINDS,
        "award": AWARDS,
        "basis": BASES,
        "rounding": ROUNDINGS,
        "advertising": BUDGETS,
    },
    StaffingRecord: _NOTHINGS
    | {
        "comparator": {**COMPARATORS, Comparator.EXACTLY: "genau"},
        "basis": {**MEASURES, StaffingBasis.UNQUANTIFIED: "nicht bezifferbar"},
    },
    Strategy: {"kind": STRATEGY_KINDS},
    MetricsSnapshot: {},
}
"""By kind of entry and field: the words for its values."""


def complete(values: dict[str, Any]) -> dict[str, Any]:
    """Return values with what goes without saying: one year is the first and the last, one number the least and the most."""
    for first, last in (("year_from", "year_to"), ("persons_min", "persons_max")):
        if first in values and values[last] is None:
            values[last] = values[first]
    return values


def split_position(line: str) -> tuple[str, str] | None:
    """Return what a part of an amount was and its amount, `Schnitt; 241,24`; None where a line says something else."""
    label, _, amount = (part.strip() for part in line.rpartition(";"))
    return (label, amount) if label and GERMAN.fullmatch(amount) else None
