"""Summaries: what somebody chose not to be mailed at once comes together in one mail, at the time they chose.

What concerned a role that they no longer hold is left out.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import db
from app.actions.recipients import is_still_for
from app.models import Letter, Notification
from app.models.letter import LetterState, Medium
from app.models.notification import NotificationKind


def write_digests(session: Session) -> int:
    """Write one letter to everybody whose time has come, of all that was gathered for them; return how many."""
    is_gathered = (Letter.state == LetterState.GATHERED) & Letter.digest_id.is_(None)
    due = select(Letter).where(is_gathered, Letter.due_at <= func.now()).order_by(Letter.id)
    by_user: dict[UUID, list[Letter]] = {}
    for letter in session.execute(due.with_for_update(skip_locked=True)).scalars():
        if letter.user is None or not is_still_for(session, letter.notification, letter.user):
            session.delete(letter)
        else:
            by_user.setdefault(letter.user.id, []).append(letter)
    for user_id, letters in by_user.items():
        _write(session, user_id, letters)
    return len(by_user)


def _write(session: Session, user_id: UUID, letters: list[Letter]) -> None:
    now, occasion = db.now(session), f"{NotificationKind.DIGEST}/{letters[0].id}"
    notification = Notification(
        kind=NotificationKind.DIGEST.value,
        user_id=user_id,
        object_type="user",
        object_id=user_id,
        context={"number": len(letters)},
        due_at=now,
        addressed_at=now,
        occasion=occasion,
        once=f"{occasion}/{user_id}",
    )
    digest = Letter(
        notification=notification,
        medium=Medium.MAIL,
        user_id=user_id,
        state=LetterState.WAITING,
        due_at=now,
        once=f"{occasion}/{Medium.MAIL}/{user_id}",
    )
    session.add(digest)
    session.flush()
    for letter in letters:
        letter.digest_id = digest.id
    session.flush()
