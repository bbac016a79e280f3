"""Whose turn it is to look by a rule: one watcher at a time, and not sooner than the rule wants."""

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import PublishingControl, RuleLook
from app.models.finding import FindingRule


def claim_rule(session: Session, rule: FindingRule, *, every: timedelta) -> RuleLook | None:
    """Return the rule's row, locked until the look is written; None where another watcher is at it, or has just been."""
    first = func.to_timestamp(0)
    row = insert(RuleLook).values(rule=rule.value, looked_at=first)
    session.execute(row.on_conflict_do_nothing(index_elements=[RuleLook.rule]))
    query = select(RuleLook).where(
        RuleLook.rule == rule.value,
        (RuleLook.looked_at <= func.clock_timestamp() - every) | RuleLook.error.is_not(None),
    )
    return session.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()


def note_failure(session: Session, rule: FindingRule, error: str) -> None:
    """Write that a look failed and why; when it last succeeded stays."""
    row = insert(RuleLook).values(rule=rule.value, looked_at=func.to_timestamp(0), error=error)
    session.execute(row.on_conflict_do_update(index_elements=[RuleLook.rule], set_={"error": error}))


def set_clock_ok(session: Session, *, is_ok: bool) -> bool:
    """Let things leave by the database's clock, or stop them (G07); tell whether that is news."""
    changed = (
        update(PublishingControl)
        .where(PublishingControl.clock_ok.is_not(is_ok))
        .values(clock_ok=is_ok)
        .returning(PublishingControl.id)
    )
    return bool(session.execute(changed).all())
