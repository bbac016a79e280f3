"""Who is asking: from a bearer token's hash to an actor with today's grants, read in the transaction that acts."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Final

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app import db
from app.errors import NotFoundError, NotSignedInError, SignInTooOldError
from app.grants import find_grants, find_grants_within
from app.models import ApiToken, CalendarFeed, SecondFactor, SignIn, User
from app.models.user import Actor, Grant, Role, TokenScope
from app.settings import settings

NEEDS_SECOND_FACTOR: Final = {Role.CENTRAL_EDITOR, Role.CHANNEL_MANAGER, Role.ADMIN}
"""Roles whose power reaches beyond one ministry; outside the demo they sign in with a second factor (AU-05)."""
IDLE: Final = timedelta(minutes=30)
"""How long a browser's sign-in lasts unused (SECURITY AU-07)."""
RECENT: Final = timedelta(minutes=5)


def find_actor(session: Session, token_sha256: str, *, in_browser: bool = False) -> Actor:
    """Return the actor of a sign-in that is neither expired nor revoked. Raises NotSignedInError.

    A browser's sign-in counts for pages only and ends unused, a program's counts for the API only. A demo account's
    counts in demo mode only, also if it was given there and the mode has ended since.
    """
    row = session.execute(_sign_in(in_browser=in_browser), {"token_sha256": token_sha256}).one_or_none()
    if row is None:
        raise NotSignedInError
    entry, user = row
    if user.is_demo and not settings().demo:
        raise NotSignedInError
    grants = find_grants(session, user.id)
    return Actor(
        user.id, user.person_id, user.name, grants, entry.issued_at, lacks=_find_lack(session, user, grants)
    )


@cache  # each request asks it, and putting it together takes longer
def _sign_in(*, in_browser: bool) -> Select[SignIn, User]:
    return (
        select(SignIn, User)
        .join(User, User.id == SignIn.user_id)
        .where(
            SignIn.token_sha256 == bindparam("token_sha256"),
            SignIn.seen_at > func.now() - IDLE if in_browser else SignIn.seen_at.is_(None),
            SignIn.revoked_at.is_(None),
            SignIn.expires_at > func.now(),
            User.locked_at.is_(None),
        )
    )


def _find_lack(session: Session, user: User, grants: Sequence[Grant]) -> str | None:
    """Return the key of what the account needs before it may do anything: an own password, then a second factor."""
    if user.password_is_initial:
        return "password-change-required"
    if settings().demo or not any(grant.role in NEEDS_SECOND_FACTOR for grant in grants):
        return None
    query = select(SecondFactor.user_id).where(
        SecondFactor.user_id == user.id, SecondFactor.confirmed_at.is_not(None)
    )
    return None if session.execute(query).first() else "second-factor-missing"


def find_feed_actor(session: Session, token_sha256: str) -> Actor:
    """Return the actor whose calendar feed has this token, with today's rights. Raises NotFoundError.

    Whoever is locked, holds no role or could not sign in fully has none: to a stranger it is as if there was nothing.
    """
    query = (
        select(User)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(CalendarFeed.token_sha256 == token_sha256, User.locked_at.is_(None))
    )
    user = session.execute(query).scalar_one_or_none()
    if user is None or (user.is_demo and not settings().demo):
        raise NotFoundError
    grants = find_grants(session, user.id)
    if not grants or _find_lack(session, user, grants) is not None:
        raise NotFoundError
    return Actor(user.id, user.person_id, user.name, grants)


def ensure_recent(session: Session, actor: Actor) -> None:
    """Raise SignInTooOldError unless the actor signed in within five minutes (SECURITY AU-09)."""
    age = db.now(session) - actor.signed_in_at if actor.signed_in_at else None
    if age is None or age > RECENT:
        raise SignInTooOldError


def find_token_actor(session: Session, token_sha256: str) -> Actor:
    """Return the actor of an API token that is neither expired nor revoked. Raises NotSignedInError.

    Their rights are today's, cut down to the token's organisation and scopes. A service's token is good for as long
    as its owner holds a role there.
    """
    owner = aliased(User)
    row = session.execute(
        select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .outerjoin(owner, owner.id == User.owner_id)
        .where(
            ApiToken.token_sha256 == token_sha256,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > func.now(),
            User.locked_at.is_(None),
            owner.locked_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotSignedInError
    entry, user = row
    if user.is_demo and not settings().demo:
        raise NotSignedInError
    grants = find_grants_within(session, user.id, entry.organisation_id)
    if user.owner_id and not find_grants_within(session, user.owner_id, entry.organisation_id):
        raise NotSignedInError
    scopes = frozenset(TokenScope(scope) for scope in entry.scopes)
    return Actor(user.id, user.person_id, user.name, grants, scopes=scopes)
