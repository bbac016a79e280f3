"""Reading what one is told: whoever has read a notice can be shown to know of it."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.actions.things import find_post_of_case
from app.editorial.wishes import DIGEST_AT, Wishes
from app.errors import InvalidError, Issue, NotFoundError
from app.models import Letter, NotificationChoice
from app.models.letter import Medium
from app.models.user import Actor


def read_notice(session: Session, actor: Actor, letter_id: UUID) -> Letter:
    """Note that the actor has read one of their notices; the first time counts. Raises NotFoundError."""
    query = select(Letter).where(
        Letter.id == letter_id, Letter.user_id == actor.user_id, Letter.medium == Medium.IN_APP
    )
    letter = session.execute(query.with_for_update()).scalar_one_or_none()
    if letter is None:
        raise NotFoundError
    _note_read(session, actor, letter, clock_of(session))
    return letter


def read_notices(session: Session, actor: Actor) -> int:
    """Note that the actor has read everything they were told; return how many notices that were."""
    query = select(Letter).where(
        Letter.user_id == actor.user_id, Letter.medium == Medium.IN_APP, Letter.read_at.is_(None)
    )
    letters = session.execute(query.order_by(Letter.id).with_for_update()).scalars().all()
    for letter in letters:
        _note_read(session, actor, letter, clock_of(session))
    return len(letters)


def _note_read(session: Session, actor: Actor, letter: Letter, now: datetime) -> None:
    if letter.read_at is None:
        letter.read_at = now
        about = letter.notification
        record(
            session,
            actor,
            "notification.read",
            about,
            object_id=about.id,
            kind=about.kind,
            about=str(about.object_id),
            post_id=find_post_of_case(session, about),
        )


def choose_notifications(session: Session, actor: Actor, wishes: Wishes) -> NotificationChoice:
    """Keep what the actor wants to be mailed, and when. Raises InvalidError for quiet hours without an end."""
    if (wishes.quiet_from is None) != (wishes.quiet_until is None):
        missing = "quiet_until" if wishes.quiet_until is None else "quiet_from"
        raise InvalidError(issues=[Issue(missing, "missing")])
    if wishes.quiet_from is not None and wishes.quiet_from == wishes.quiet_until:
        raise InvalidError(issues=[Issue("quiet_until", "quiet-without-end")])
    row = session.get(NotificationChoice, actor.user_id, with_for_update=True)
    if row is None:
        row = NotificationChoice(user_id=actor.user_id, groups={}, digest_at=DIGEST_AT)
        session.add(row)
    row.groups = {group.value: choice.value for group, choice in wishes.groups.items()}
    row.digest_at = wishes.digest_at
    row.quiet_from, row.quiet_until = wishes.quiet_from, wishes.quiet_until
    record(
        session,
        actor,
        "notification.choose",
        row,
        object_id=row.user_id,
        groups=row.groups,
        digest_at=_hour(row.digest_at),
        quiet_from=_hour(row.quiet_from),
        quiet_until=_hour(row.quiet_until),
    )
    return row


def _hour(at: time | None) -> str | None:
    return f"{at:%H:%M}" if at else None
