"""Inviting somebody, and giving a forgotten password back: by a link that works once (SECURITY AU-10).

Whoever asks for a reset is told the same whether there is such an account or not, and the same is done for it.
"""

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app import db
from app.actions.events import record
from app.actions.managing import find_managed
from app.actions.notifications import notify_user
from app.actions.passwords import ensure_good
from app.actions.sign_in import digest_token, end_sign_ins, hash_password
from app.errors import InvalidError, Issue, WrongStateError
from app.models import AccountLink, User
from app.models.account_link import LinkKind
from app.models.notification import NotificationKind
from app.models.user import Actor
from app.settings import Settings

LINK_TOKEN_PREFIX: Final = "rdl_"  # noqa: S105 - what makes a token recognisable, not a token
LIVES: Final = {LinkKind.INVITATION: timedelta(days=3), LinkKind.PASSWORD_RESET: timedelta(hours=1)}
KINDS: Final = {
    LinkKind.INVITATION: NotificationKind.INVITATION,
    LinkKind.PASSWORD_RESET: NotificationKind.PASSWORD_FORGOTTEN,
}
_KEEP_FOR: Final = timedelta(days=7)


def invite_user(session: Session, actor: Actor, user_id: UUID) -> User:
    """Mail somebody a link with which they choose their own first password; links from before are good for nothing."""
    user = find_managed(session, actor, user_id)
    if user.owner_id is not None:
        raise WrongStateError(state="service")
    if user.locked_at is not None:
        raise WrongStateError(state="locked")
    _promise(session, user, AccountLink(kind=LinkKind.INVITATION))
    record(session, actor, "user.invite", user, object_id=user.id)
    return user


def ask_for_link(session: Session, *, email: str) -> None:
    """Note that somebody asked for a new password for this address; whether it is one of ours, a worker finds out."""
    session.add(AccountLink(kind=LinkKind.PASSWORD_RESET, email=email.strip().lower()))
    session.flush()


def answer_requests(session: Session, *, settings: Settings) -> None:
    """Promise a link to each account for whose address one was asked, and forget the addresses that are none of ours."""
    asked = select(AccountLink).where(AccountLink.email.is_not(None)).order_by(AccountLink.id)
    for link in session.execute(asked.with_for_update(skip_locked=True)).scalars():
        user = session.execute(select(User).where(User.email == link.email)).scalar_one_or_none()
        if user is None or user.locked_at is not None or (user.is_demo and not settings.demo):
            session.delete(link)
        else:
            _promise(session, user, link)
    session.flush()


def arm_link(session: Session, link_id: UUID) -> str:
    """Return a fresh token for a link that is being mailed just now; one of an earlier try opens nothing any more."""
    token = LINK_TOKEN_PREFIX + secrets.token_urlsafe(32)
    link = session.get_one(AccountLink, link_id, with_for_update=True)
    link.token_sha256, link.expires_at = digest_token(token), db.now(session) + LIVES[link.kind]
    session.flush()
    return token


def use_link(session: Session, *, token: str, password: str) -> User:
    """Choose the password of the account that a link is for; it works once, also if two ask at the same moment.

    Every sign-in of the account ends. Raises InvalidError for a link that opens nothing, or a poor password: then the
    link stays good.
    """
    query = select(AccountLink).where(
        AccountLink.token_sha256 == digest_token(token),
        AccountLink.used_at.is_(None),
        AccountLink.expires_at > func.now(),
    )
    link = session.execute(query.with_for_update()).scalar_one_or_none()
    user = session.get(User, link.user_id, with_for_update={"key_share": True}) if link else None
    if link is None or user is None or user.locked_at is not None:
        raise InvalidError(issues=[Issue("token", "link-good-for-nothing")])
    ensure_good(password, about=(user.email, user.name))
    user.password_hash, user.password_is_initial = hash_password(password), False
    _void(session, user.id)
    end_sign_ins(session, user.id)
    person = Actor(user.id, user.person_id, user.name)
    record(session, person, "user.password_set", user, object_id=user.id, link=link.kind.value)
    notify_user(session, NotificationKind.PASSWORD_CHANGED, user.id, user, once=str(link.id))
    return user


def forget_old_links(session: Session) -> int:
    """Delete links of more than a week ago and return how many there were; the record keeps what was done with them."""
    gone = delete(AccountLink).where(AccountLink.created_at < func.now() - _KEEP_FOR)
    return len(session.execute(gone.returning(AccountLink.id)).all())


def _promise(session: Session, user: User, link: AccountLink) -> None:
    """Let a link be mailed, and make those from before good for nothing."""
    _void(session, user.id)
    link.user_id, link.email = user.id, None
    session.add(link)
    session.flush()
    notify_user(session, KINDS[link.kind], user.id, link, once="1")


def _void(session: Session, user_id: UUID) -> None:
    """Make every open link of an account good for nothing."""
    is_open = (AccountLink.user_id == user_id) & AccountLink.used_at.is_(None)
    session.execute(
        update(AccountLink)
        .where(is_open)
        .values(used_at=func.now())
        .execution_options(synchronize_session="fetch")
    )
