"""What is not as it should be in operation: found by the watcher, open until its cause is gone."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified


class FindingRule(StrEnum):
    """What a finding is about; each has its words and its look in `actions/watch`."""

    DELIVERY_OVERDUE = "delivery_overdue"
    NOT_VISIBLE = "not_visible"
    STILL_VISIBLE = "still_visible"
    UNCLEAR_LONG = "unclear_long"
    CLAIM_STUCK = "claim_stuck"
    PART_SILENT = "part_silent"
    QUEUE_OLD = "queue_old"
    CLOCK_WRONG = "clock_wrong"
    CREDENTIAL_EXPIRES = "credential_expires"
    CHAIN_BROKEN = "chain_broken"
    INVARIANT_BROKEN = "invariant_broken"
    TIME_MOVED = "time_moved"
    POST_WITHOUT_ROW = "post_without_row"


ENDED_BY_HAND: Final = frozenset({FindingRule.POST_WITHOUT_ROW})
"""What nobody looks at again: it ends when a person says what was decided."""


class Finding(Identified, Base):
    """Something that is not as it should be: by which rule, and with what.

    Of a rule and a subject one finding at most is open. `subject_id` is a row's id where `subject_type` is a table, else
    a name (a queue, a part, a clock). `detail` holds names, numbers, instants and addresses, never a text of a post.
    """

    __tablename__ = "finding"
    __table_args__ = (
        Index(
            "uq_finding_open",
            "rule",
            "subject_type",
            "subject_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        Index("ix_finding_opened_at", "opened_at", "id"),
        Index("ix_finding_subject_id", "subject_id", "rule"),
    )

    rule: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    opened_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    last_seen_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    ended_at: Mapped[datetime | None]


class RuleLook(Base):
    """When the watcher last looked by a rule, and why the look failed, if it did.

    `memory` is what a look that takes several turns has to remember until the next one.
    """

    __tablename__ = "rule_look"

    rule: Mapped[str] = mapped_column(primary_key=True)
    looked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    error: Mapped[str | None]
    memory: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
