"""What a finding about the register says."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.models.channel import Channel
from app.models.cost import CostItem
from app.models.metrics_snapshot import MetricsSnapshot
from app.models.staffing import StaffingRecord
from app.models.strategy import Strategy

Answer = CostItem | StaffingRecord | Strategy | MetricsSnapshot


class RegisterRule(StrEnum):
    """What the register is looked through for."""

    CHANNEL = "channel"
    OWNER = "owner"
    UNREGISTERED = "unregistered"
    ADDRESS = "address"
    SINCE = "since"
    COPIED = "copied"
    NAME = "name"
    NAME_UNKNOWN = "name_unknown"
    AMOUNT = "amount"
    BUDGET = "budget"
    ROUNDING = "rounding"
    QUANTITY = "quantity"
    NOT_PER_MEDIUM = "not_per_medium"
    BASES = "bases"


@dataclass(frozen=True)
class RegisterFinding:
    """One thing to look into: by which rule, whose, what (a German sentence), and where it is printed."""

    rule: RegisterRule
    key: str | None
    label: str
    organisation: str
    sentence: str
    source: str | None


def find_in(
    rule: RegisterRule, label: str, rows: Iterable[Answer | Channel], sentence: str
) -> RegisterFinding:
    """Return a finding about one or more rows; each page they stand on is named once."""
    rows = list(rows)
    sources = dict.fromkeys(row.source for row in rows if row.source)
    organisations = dict.fromkeys(row.organisation.abbreviation for row in rows)
    return RegisterFinding(
        rule, rows[0].source_key, label, ", ".join(organisations), sentence, "; ".join(sources) or None
    )


def join(words: Iterable[str]) -> str:
    """Return names as a German list: `Facebook, Twitter und YouTube`."""
    *first, last = words
    return f"{', '.join(first)} und {last}" if first else last
