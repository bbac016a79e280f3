"""Signing in and out. The same work and the same answer, whether the account exists or not (SECURITY AU-10)."""

import secrets
from datetime import timedelta
from functools import cache
from hashlib import sha256
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app import db
from app.actions.codes import ensure_code, hold_account
from app.actions.events import record
from app.errors import NotSignedInError
from app.identity import IDLE, find_actor
from app.models import SignIn, User
from app.models.user import Actor
from app.settings import Settings

LIFETIME = timedelta(hours=10)
PRESENCE_NOTED_EVERY = timedelta(minutes=1)
TOKEN_PREFIX = "rds_"  # noqa: S105 - what makes a token recognisable, not a token
_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """Return the hash of a password that nobody knows; made once, at the first sign-in whoever that is."""
    return _hasher.hash(secrets.token_urlsafe())


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(password)


def sign_in(
    session: Session,
    *,
    email: str,
    password: str,
    otp: str | None,
    settings: Settings,
    in_browser: bool = False,
) -> tuple[str, SignIn]:
    """Return a new token, shown this once, and its sign-in. Raises NotSignedInError.

    `otp` is the code of the second factor, for accounts that have one. `in_browser` makes it a sign-in for pages,
    otherwise it is a bearer token for the API. Demo accounts are refused outside demo mode.
    """
    user = _find_account(session, email, password, settings)
    ensure_code(session, user, otp, settings=settings)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    now = db.now(session)
    entry = SignIn(
        user_id=user.id,
        token_sha256=digest_token(token),
        issued_at=now,
        expires_at=now + LIFETIME,
        seen_at=now if in_browser else None,
    )
    session.add(entry)
    session.flush()
    actor = find_actor(session, digest_token(token), in_browser=in_browser)
    record(session, actor, "user.sign_in", user, object_id=user.id)
    return token, entry


def _find_account(session: Session, email: str, password: str, settings: Settings) -> User:
    """Return the account with this password, held, so that nothing it was checked against changes any more."""
    known = session.execute(select(User).where(User.email == email.strip().lower())).scalar_one_or_none()
    checked, nobodys = known.password_hash if known else None, _nobody()
    is_right = is_right_password(checked or nobodys, password)
    if known is None or not is_right:
        raise NotSignedInError(key="sign-in-refused")
    user = hold_account(session, known.id)
    if user.locked_at or user.password_hash != checked or (user.is_demo and not settings.demo):
        raise NotSignedInError(key="sign-in-refused")
    return user


def sign_out(session: Session, actor: Actor, token_sha256: str) -> None:
    """Revoke the sign-in that the request came with."""
    entry = session.execute(
        select(SignIn).where(SignIn.token_sha256 == token_sha256).with_for_update()
    ).scalar_one()
    entry.revoked_at = db.now(session)
    record(session, actor, "user.sign_out", entry.user, object_id=entry.user_id)


def end_sign_ins(session: Session, user_id: UUID, *, but: str | None = None) -> None:
    """Revoke every sign-in of an account, but the one with this token: the next request has to sign in anew."""
    query = update(SignIn).where(SignIn.user_id == user_id, SignIn.revoked_at.is_(None))
    if but is not None:
        query = query.where(SignIn.token_sha256 != but)
    session.execute(query.values(revoked_at=func.now()))


def sign_out_everywhere(session: Session, actor: Actor) -> int:
    """Revoke every sign-in of the actor's account, in browsers and programs, and return how many there were."""
    query = select(SignIn).where(
        SignIn.user_id == actor.user_id, SignIn.revoked_at.is_(None), SignIn.expires_at > func.now()
    )
    entries = session.execute(query.order_by(SignIn.id).with_for_update()).scalars().all()
    for entry in entries:
        entry.revoked_at = db.now(session)
    user = session.get_one(User, actor.user_id)
    record(session, actor, "user.sign_out", user, object_id=user.id, sign_ins=len(entries))
    return len(entries)


def note_presence(session: Session, token_sha256: str) -> None:
    """Write down that a browser came with its sign-in, at most once a minute; one that has ended stays ended."""
    is_news = SignIn.seen_at.between(func.now() - IDLE, func.now() - PRESENCE_NOTED_EVERY)
    session.execute(
        update(SignIn).where(SignIn.token_sha256 == token_sha256, is_news).values(seen_at=func.now())
    )


def forget_old_sign_ins(session: Session) -> int:
    """Delete sign-ins that ended more than a day ago and return how many there were."""
    gone = delete(SignIn).where(SignIn.expires_at < func.now() - timedelta(days=1)).returning(SignIn.id)
    return len(session.execute(gone).all())


def digest_token(token: str) -> str:
    """Return the SHA-256 under which a token is stored."""
    return sha256(token.encode()).hexdigest()


def is_right_password(password_hash: str, password: str) -> bool:
    """Tell whether the password belongs to the hash."""
    try:
        return _hasher.verify(password_hash, password)
    except VerificationError:
        return False
