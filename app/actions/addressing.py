"""Working out whom a notification reaches, and how: one letter per recipient and medium."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock, db
from app.actions.recipients import find_hooks, find_recipients, find_wishes
from app.editorial.telling import TERMS, Terms
from app.editorial.wishes import Wishes, plan_mail
from app.models import Letter, Notification, Organisation
from app.models.letter import LetterState, Medium
from app.models.notification import NotificationKind
from app.models.notification_choice import Choice
from app.settings import Settings

AT_ONCE_LIMIT = 200


def address_due(session: Session, *, settings: Settings) -> int:
    """Write the letters of every notification that may be told by now; return how many notifications there were.

    Who is meant is settled here, with the roles of today. A service has no address; who is locked is told nothing. What
    a newer version wrote waits for a worker that knows its kind.
    """
    due = (
        select(Notification)
        .where(
            Notification.addressed_at.is_(None),
            Notification.due_at <= func.now(),
            Notification.kind.in_([kind.value for kind in TERMS]),
        )
        .order_by(Notification.due_at, Notification.id)
        .limit(AT_ONCE_LIMIT)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(due).scalars().all()
    now = db.now(session)
    for notification in rows:
        _address(session, notification, now, settings)
        notification.addressed_at = now
    session.flush()
    return len(rows)


def _address(session: Session, notification: Notification, now: datetime, settings: Settings) -> None:
    terms = TERMS[NotificationKind(notification.kind)]
    for user in find_recipients(session, notification, terms):
        if not terms.is_mail_only:
            _write(session, notification, Medium.IN_APP, LetterState.SENT, now, user_id=user.id)
        choice, due_at = _plan(terms, find_wishes(session, user.id), now)
        if choice is not Choice.IN_APP:
            state = LetterState.GATHERED if choice is Choice.DIGEST else LetterState.WAITING
            _write(session, notification, Medium.MAIL, state, due_at, user_id=user.id)
    for hook in find_hooks(session, notification, terms):
        _write(session, notification, Medium.HOOK, LetterState.WAITING, now, hook_id=hook.id)
    if mailbox := _mailbox(session, notification, settings):
        _write(session, notification, Medium.MAIL, LetterState.WAITING, now, address=mailbox)


def _plan(terms: Terms, wishes: Wishes, now: datetime) -> tuple[Choice, datetime]:
    wall = clock.from_instant(now).wall
    choice, until = plan_mail(terms, wishes, wall)
    return choice, now if until == wall else clock.settle(until)


def _mailbox(session: Session, notification: Notification, settings: Settings) -> str | None:
    """Return the office's own mailbox that is told as well, if any."""
    if notification.kind == NotificationKind.BARRIER_REPORTED and settings.accessibility_address:
        return settings.accessibility_address
    return settings.duty_address if _is_for_desk(session, notification) else None


def _is_for_desk(session: Session, notification: Notification) -> bool:
    home = notification.organisation_id and session.get(Organisation, notification.organisation_id)
    return bool(home and home.is_lead)


def _write(
    session: Session,
    notification: Notification,
    medium: Medium,
    state: LetterState,
    due_at: datetime,
    **recipient: UUID | str,
) -> None:
    (whom,) = recipient.values()
    row = insert(Letter).values(
        notification_id=notification.id,
        medium=medium,
        state=state,
        due_at=due_at,
        sent_at=due_at if state is LetterState.SENT else None,
        once=f"{notification.occasion}/{medium}/{whom}",
        **recipient,
    )
    session.execute(row.on_conflict_do_nothing(index_elements=[Letter.once]))
