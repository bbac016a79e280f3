"""Choosing a password, and the first one that somebody is given."""

import secrets
from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.actions.events import record
from app.actions.notifications import notify_user
from app.actions.sign_in import end_sign_ins, hash_password, is_right_password
from app.editorial.passwords import find_password_issues
from app.errors import InvalidError, Issue
from app.models import User
from app.models.notification import NotificationKind
from app.models.user import Actor


def ensure_good(password: str, *, about: Iterable[str | None] = ()) -> None:
    """Raise InvalidError for a password that is too short, too long or easily guessed; `about` are words of its owner."""
    if issues := find_password_issues(password, about=about):
        raise InvalidError(issues=issues)


def make_initial_password() -> str:
    """Return a password for one sign-in, after which its owner chooses their own."""
    return secrets.token_urlsafe(12)


def change_password(session: Session, actor: Actor, *, current: str, new: str, token_sha256: str) -> None:
    """Choose a new password for oneself; every sign-in of the account but the one with this token ends.

    Raises InvalidError where the current one is wrong or the new one is not good.
    """
    user = session.get_one(User, actor.user_id, with_for_update={"key_share": True})
    if user.password_hash is None or not is_right_password(user.password_hash, current):
        raise InvalidError(issues=[Issue("current", "password-wrong")])
    if new == current:
        raise InvalidError(issues=[Issue("password", "password-unchanged")])
    ensure_good(new, about=(user.email, user.name))
    user.password_hash, user.password_is_initial = hash_password(new), False
    end_sign_ins(session, user.id, but=token_sha256)
    event = record(session, actor, "user.password_change", user, object_id=user.id)
    notify_user(session, NotificationKind.PASSWORD_CHANGED, user.id, user, once=str(event.id))
