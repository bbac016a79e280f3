"""Entering costs, staffing, strategies and followers by hand, beside what came in files; those stay as printed.

The channel manager enters for every body, a ministry's lead for its own (REQUIREMENTS R126 to R130). What was frozen in
a version of an inquiry does not change with it.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.content import find_organisation
from app.actions.events import record
from app.editorial.permissions import Permission, is_allowed
from app.editorial.reporting import find_issues
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, WrongStateError
from app.messages.reports import say_euro, say_reported
from app.models import (
    Channel,
    CostItem,
    CostPosition,
    MetricsSnapshot,
    Platform,
    StaffingRecord,
    Strategy,
    StrategyGoal,
)
from app.models.cost import PositionRole
from app.models.user import Actor

Entry = TypeVar("Entry", CostItem, StaffingRecord, Strategy, MetricsSnapshot)
AnyEntry = CostItem | StaffingRecord | Strategy | MetricsSnapshot


def enter_reported(session: Session, actor: Actor, model: type[Entry], values: Mapping[str, Any]) -> Entry:
    """Enter what a body has to report.

    `values` are the columns and `organisation` its abbreviation; costs have `positions` of label and amount, a strategy
    has `goals`, a snapshot the `channel_id` that says whose it is. Raises NotAllowedError, InvalidError naming what does
    not go together.
    """
    entry = model()
    with session.no_autoflush:
        _fill(session, actor, entry, values)
    session.add(entry)
    _record(session, actor, "report.enter", entry)
    return entry


def lock_reported(session: Session, actor: Actor, model: type[Entry], entry_id: UUID) -> Entry:
    """Return one that was entered by hand, to change it. Raises NotFoundError, NotAllowedError, WrongStateError."""
    entry = session.get(model, entry_id, with_for_update=True, populate_existing=True)
    if entry is None or not is_allowed(actor, Permission.READ_REPORTS, organisation_id=entry.organisation_id):
        raise NotFoundError
    _ensure_allowed(actor, entry.organisation_id)
    if entry.source_key is not None:
        raise WrongStateError(key="entry-from-file", source=entry.source or entry.source_key)
    return entry


def change_reported(
    session: Session, actor: Actor, model: type[Entry], entry_id: UUID, values: Mapping[str, Any]
) -> None:
    """Say it anew as a whole; the record keeps how it was. Raises InvalidError and what `lock_reported` does."""
    entry = lock_reported(session, actor, model, entry_id)
    before = say_reported(entry)
    if isinstance(entry, CostItem):
        entry.positions.clear()
    elif isinstance(entry, Strategy):
        entry.goals.clear()
    session.flush()  # the old parts go first, for the new ones take their places
    _fill(session, actor, entry, values)
    _record(session, actor, "report.change", entry, before=before)


def remove_reported(session: Session, actor: Actor, model: type[Entry], entry_id: UUID) -> None:
    """Remove what should not have been entered; the record keeps what it said. Raises what `lock_reported` does."""
    entry = lock_reported(session, actor, model, entry_id)
    _record(session, actor, "report.remove", entry)
    session.delete(entry)


def _fill(session: Session, actor: Actor, entry: AnyEntry, values: Mapping[str, Any]) -> None:
    columns = dict(values)
    printed = columns.pop("printed", None)
    if isinstance(entry, MetricsSnapshot):
        channel = _find_channel(session, columns["channel_id"])
        columns |= {"platform_slug": channel.platform_slug, "handle": channel.handle}
        organisation = channel.organisation
    else:
        organisation = find_organisation(session, columns.pop("organisation"), "organisation")
        _ensure_platforms(session, columns["platforms"])
    _ensure_allowed(actor, organisation.id)
    if isinstance(entry, MetricsSnapshot):
        _ensure_single(session, entry, columns)
    elif isinstance(entry, CostItem):
        columns["positions"] = [_position(at, row) for at, row in enumerate(columns["positions"], 1)]
    elif isinstance(entry, Strategy):
        columns["goals"] = [
            StrategyGoal(position=at, goal=goal) for at, goal in enumerate(columns["goals"], 1)
        ]
    entry.organisation = organisation
    for name, value in columns.items():
        setattr(entry, name, value)
    issues = list(find_issues(entry, clock.today()))
    if issues:
        raise InvalidError(issues=issues)
    entry.printed = printed or say_reported(entry)


def _position(number: int, row: Mapping[str, Any]) -> CostPosition:
    return CostPosition(
        position=number,
        number=str(number),
        role=PositionRole.PART,
        label=row["label"],
        platforms=[],
        amount=row["amount"],
        counted=row["amount"],
        is_estimate=False,
        printed=f"{row['label']}: {say_euro(row['amount'])}",
    )


def _find_channel(session: Session, channel_id: UUID) -> Channel:
    channel = session.get(Channel, channel_id)
    if channel is None:
        raise InvalidError(issues=[Issue("channel_id", "channel-unknown")])
    return channel


def _ensure_single(session: Session, entry: MetricsSnapshot, columns: Mapping[str, Any]) -> None:
    """Raise InvalidError where somebody else has entered how it stood with a channel on a day."""
    others = select(MetricsSnapshot.id).where(
        MetricsSnapshot.channel_id == columns["channel_id"],
        MetricsSnapshot.as_of == columns["as_of"],
        MetricsSnapshot.source_key.is_(None),
    )
    if set(session.scalars(others)) - {entry.id}:
        raise InvalidError(issues=[Issue("as_of", "snapshot-known")])


def _ensure_platforms(session: Session, slugs: Collection[str]) -> None:
    known = set(session.execute(select(Platform.slug).where(Platform.slug.in_(slugs))).scalars())
    if set(slugs) - known:
        raise InvalidError(issues=[Issue("platforms", "platform-unknown")])


def _ensure_allowed(actor: Actor, organisation_id: UUID) -> None:
    if not is_allowed(actor, Permission.WRITE_REGISTER, organisation_id=organisation_id):
        raise NotAllowedError


def _record(
    session: Session, actor: Actor, action: str, entry: AnyEntry, *, before: str | None = None
) -> None:
    session.flush()
    whose = {"organisation_id": str(entry.organisation_id)}
    body = {"said": say_reported(entry), **({"said_before": before} if before else {})}
    record(session, actor, action, entry, object_id=entry.id, **whose, **body)
