"""Entering costs and staffing by hand, beside what came in files; the files' own words stay as they are printed.

The channel manager enters for every body, a ministry's lead for its own (REQUIREMENTS R130). What was frozen in a
version of an inquiry does not change with it.
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
from app.editorial.reporting import find_cost_issues, find_staffing_issues
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, WrongStateError
from app.messages.reports import say_amount, say_euro, say_staffing
from app.models import CostItem, CostPosition, Platform, StaffingRecord
from app.models.cost import PositionRole
from app.models.user import Actor

Entry = TypeVar("Entry", CostItem, StaffingRecord)


def enter_cost(session: Session, actor: Actor, values: Mapping[str, Any]) -> CostItem:
    """Enter what channels cost; `values` are the columns, `organisation` an abbreviation, `positions` label and amount.

    Raises NotAllowedError, InvalidError naming what does not go together.
    """
    return _enter(session, actor, CostItem(), values)


def enter_staffing(session: Session, actor: Actor, values: Mapping[str, Any]) -> StaffingRecord:
    """Enter who looks after channels, as `enter_cost` does."""
    return _enter(session, actor, StaffingRecord(), values)


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
    before = _say(entry)
    if isinstance(entry, CostItem):
        entry.positions.clear()
        session.flush()  # the old ones first, for the new ones take their places
    _fill(session, actor, entry, values)
    _record(session, actor, "report.change", entry, before=before)


def remove_reported(session: Session, actor: Actor, model: type[Entry], entry_id: UUID) -> None:
    """Remove what should not have been entered; the record keeps what it said. Raises what `lock_reported` does."""
    entry = lock_reported(session, actor, model, entry_id)
    _record(session, actor, "report.remove", entry)
    session.delete(entry)


def _enter(session: Session, actor: Actor, entry: Entry, values: Mapping[str, Any]) -> Entry:
    with session.no_autoflush:
        _fill(session, actor, entry, values)
    session.add(entry)
    _record(session, actor, "report.enter", entry)
    return entry


def _fill(
    session: Session, actor: Actor, entry: CostItem | StaffingRecord, values: Mapping[str, Any]
) -> None:
    columns = dict(values)
    organisation = find_organisation(session, columns.pop("organisation"), "organisation")
    _ensure_allowed(actor, organisation.id)
    _ensure_platforms(session, columns["platforms"])
    positions = columns.pop("positions", ())
    printed = columns.pop("printed", None)
    entry.organisation = organisation
    for name, value in columns.items():
        setattr(entry, name, value)
    if isinstance(entry, CostItem):
        entry.positions = [_position(number, row) for number, row in enumerate(positions, 1)]
        issues = list(find_cost_issues(entry, clock.today()))
    else:
        issues = list(find_staffing_issues(entry))
    if issues:
        raise InvalidError(issues=issues)
    entry.printed = printed or _say(entry)


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


def _ensure_platforms(session: Session, slugs: Collection[str]) -> None:
    known = set(session.execute(select(Platform.slug).where(Platform.slug.in_(slugs))).scalars())
    if set(slugs) - known:
        raise InvalidError(issues=[Issue("platforms", "platform-unknown")])


def _ensure_allowed(actor: Actor, organisation_id: UUID) -> None:
    if not is_allowed(actor, Permission.WRITE_REGISTER, organisation_id=organisation_id):
        raise NotAllowedError


def _say(entry: CostItem | StaffingRecord) -> str:
    return say_amount(entry) if isinstance(entry, CostItem) else say_staffing(entry)


def _record(
    session: Session,
    actor: Actor,
    action: str,
    entry: CostItem | StaffingRecord,
    *,
    before: str | None = None,
) -> None:
    session.flush()
    whose = {"organisation_id": str(entry.organisation_id)}
    body = {"said": _say(entry), **({"said_before": before} if before else {})}
    record(session, actor, action, entry, object_id=entry.id, **whose, **body)
