"""Telling old news to nobody: the story is shown in the application, mailed to no one and logged as nobody's alarm."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app.editorial.telling import Group
from app.editorial.wishes import DIGEST_AT
from app.models import NotificationChoice, User
from app.models.notification_choice import Choice


@contextmanager
def in_silence(session: Session) -> Iterator[None]:
    """Let nobody wish for mails while the story is told, and log nothing: old news is shown, and alarms nobody today."""
    in_app = {group.value: Choice.IN_APP.value for group in Group}
    known = select(NotificationChoice.user_id)
    users = session.execute(select(User.id).where(User.is_demo, User.id.not_in(known))).scalars().all()
    session.add_all(
        NotificationChoice(user_id=user_id, groups=in_app, digest_at=DIGEST_AT) for user_id in users
    )
    session.flush()
    with capture_logs():
        yield
    mine = NotificationChoice.user_id.in_(users)
    session.execute(update(NotificationChoice).where(mine).values(groups={}))
