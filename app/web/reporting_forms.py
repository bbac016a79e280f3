"""What the forms about costs, staffing, strategies and followers say, as the actions take it, and back again."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from app.errors import Issue
from app.loading.reported_fields import (
    COST,
    EURO,
    FIELDS,
    FLAGS,
    REASON,
    SNAPSHOT,
    STAFFING,
    STRATEGY,
    complete,
    split_position,
)
from app.messages.reports import say_number
from app.models import CostItem, MetricsSnapshot, StaffingRecord, Strategy
from app.web.forms import Entered


def read_cost(entered: Entered) -> dict[str, Any]:
    """Return what a form says of costs. Raises InvalidError with everything found wrong with it."""
    values = _read_of_body(entered, COST) | {name: bool(entered.text(box_of(name))) for name in FLAGS}
    values["positions"] = list(_read_positions(entered))
    entered.ensure_clean()
    return complete(values)


def read_staffing(entered: Entered) -> dict[str, Any]:
    """Return what a form says of staffing. Raises InvalidError with everything found wrong with it."""
    values = _read_of_body(entered, STAFFING)
    entered.ensure_clean()
    return complete(values)


def read_strategy(entered: Entered) -> dict[str, Any]:
    """Return what a form says of a strategy, its goals one a line. Raises InvalidError with everything found wrong."""
    entered.need("kind")
    values = _read_of_body(entered, STRATEGY)
    lines = (line.strip() for line in entered.text("goals").splitlines())
    values["goals"] = [entered.take_value("goals", line, REASON) for line in lines if line]
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
        part = split_position(line)
        if part is not None:
            yield {"label": part[0], "amount": entered.take_value("positions", part[1], EURO)}
        elif line.strip():
            entered.issues.append(Issue("positions", "positions-illegible", {"line": number}))


def fields_of(entry: CostItem | StaffingRecord | Strategy | MetricsSnapshot) -> dict[str, str]:
    """Return an entry as the fields of its form."""
    fields = {name: _say(getattr(entry, name)) for name in FIELDS[type(entry)]}
    if isinstance(entry, MetricsSnapshot):
        return fields
    fields |= {f"platform-{slug}": "1" for slug in entry.platforms}
    if isinstance(entry, CostItem):
        fields |= {box_of(name): "1" for name in FLAGS if getattr(entry, name)}
        fields["positions"] = "\n".join(f"{row.label}; {_say(row.amount)}" for row in entry.positions)
    elif isinstance(entry, Strategy):
        fields["goals"] = "\n".join(row.goal for row in entry.goals)
    return fields | {"organisation": entry.organisation.abbreviation}


def box_of(flag: str) -> str:
    """Return how the box of a flag is called: `is-estimate`."""
    return flag.replace("_", "-")


def _say(value: object) -> str:
    if isinstance(value, Decimal):
        return say_number(value)
    return "" if value is None else str(value)
