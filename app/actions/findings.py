"""Writing down what is not as it should be, and that it is over: for the watcher, and whoever else comes upon it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions.notifications import notify_desk
from app.messages.findings import FINDINGS, Level, say_finding
from app.models import Finding
from app.models.finding import FindingRule
from app.models.notification import NotificationKind

SAME_FOR: Final = timedelta(minutes=15)
"""What comes back so soon after its end is still the same finding; nobody is told of it anew."""
KINDS: Final = {Level.ALARM: NotificationKind.FINDING_ALARM, Level.WARNING: NotificationKind.FINDING_WARNING}
Subject = tuple[str, str]
"""What a finding is about: the type of a thing, and its id or name."""


def file_finding(
    session: Session, rule: FindingRule, subject_type: str, subject_id: object, **detail: Any
) -> Finding:
    """Write that something is not as it should be, or that it still is not; return the open finding.

    The desk is told of it once. Whoever files the same at the same time waits here and gets the same row.
    """
    finding, is_new = _write(session, rule, (subject_type, str(subject_id)), detail)
    if is_new:
        _tell(session, rule, [finding])
    return finding


def settle_findings(
    session: Session,
    rule: FindingRule,
    faults: Mapping[Subject, Mapping[str, Any]],
    *,
    is_whole: bool,
) -> tuple[Sequence[Finding], Sequence[Finding]]:
    """File all that a look found wrong, and end what it no longer did if it was whole; return what is new and what ended.

    The desk is told once of all that is new.
    """
    written = [_write(session, rule, subject, faults[subject]) for subject in sorted(faults)]
    new = [finding for finding, is_new in written if is_new]
    if new:
        _tell(session, rule, new)
    if not is_whole:
        return new, []
    open_ones = select(Finding).where(Finding.rule == rule.value, Finding.ended_at.is_(None))
    ended = [
        finding
        for finding in session.execute(open_ones).scalars()
        if (finding.subject_type, finding.subject_id) not in faults
    ]
    for finding in ended:
        end_finding(session, rule, finding.subject_type, finding.subject_id)
    return new, ended


def end_finding(session: Session, rule: FindingRule, subject_type: str, subject_id: object) -> bool:
    """Write that the cause is gone; tell whether a finding was open."""
    ended = (
        update(Finding)
        .where(
            Finding.rule == rule.value,
            Finding.subject_type == subject_type,
            Finding.subject_id == str(subject_id),
            Finding.ended_at.is_(None),
        )
        .values(ended_at=func.clock_timestamp())
    )
    return bool(session.execute(ended.returning(Finding.id)).all())


def _write(
    session: Session, rule: FindingRule, about: Subject, detail: Mapping[str, Any]
) -> tuple[Finding, bool]:
    """Return the open finding, and whether it was written just now."""
    subject = {"rule": rule.value, "subject_type": about[0], "subject_id": about[1]}
    seen = {"detail": dict(detail), "last_seen_at": func.clock_timestamp(), "ended_at": None}
    last = select(Finding.id).filter_by(**subject).order_by(Finding.opened_at.desc()).limit(1)
    again = (
        update(Finding)
        .where(Finding.id == last.scalar_subquery(), _is_open_or_just_ended())
        .values(seen)
        .returning(Finding)
        .execution_options(populate_existing=True)
    )
    found = session.execute(again).scalar_one_or_none()
    if found is not None:
        return found, False
    new = (
        insert(Finding)
        .values(**subject, detail=dict(detail))
        .on_conflict_do_update(
            index_elements=list(subject), index_where=Finding.ended_at.is_(None), set_=seen
        )
        .returning(Finding)
    )
    return session.execute(new).scalar_one(), True


def _tell(session: Session, rule: FindingRule, new: Sequence[Finding]) -> None:
    """Tell the desk of new findings by one rule; who filed the same at the same time does so in vain."""
    said, first = FINDINGS[rule], new[0]
    notify_desk(
        session,
        KINDS[said.level],
        first,
        once="",
        name=said.title,
        sentence=say_finding(rule, first.detail),
        next_step=said.next_step,
        more=len(new) - 1,
    )


def _is_open_or_just_ended() -> ColumnElement[bool]:
    return or_(Finding.ended_at.is_(None), Finding.ended_at > func.clock_timestamp() - SAME_FOR)
