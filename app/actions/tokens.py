"""API tokens: made for oneself or a service one answers for, shown once, revoked at any time (SECURITY TK)."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from app import clock, db
from app.actions.content import find_organisation, not_past
from app.actions.events import record
from app.actions.sign_in import digest_token
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotFoundError
from app.grants import find_grants
from app.models import ApiToken, User
from app.models.user import Actor, Grant, TokenScope, union

API_TOKEN_PREFIX = "rdt_"  # noqa: S105 - what makes a token recognisable, not a token
LONGEST_LIFE = timedelta(days=90)
USE_NOTED_EVERY = timedelta(minutes=1)


def create_token(
    session: Session,
    actor: Actor,
    *,
    name: str,
    scopes: Sequence[TokenScope],
    expires: clock.Moment,
    organisation: str | None,
    service_id: UUID | None,
) -> tuple[str, ApiToken]:
    """Return a new token, shown this once, and what is kept of it.

    Without `organisation` it is bound to the only one in which a role is held. Raises InvalidError where a field
    cannot be: more than 90 days, an organisation without a role, a service of somebody else.
    """
    user = _bearer_of(session, actor, service_id)
    grants = find_grants(session, user.id)
    token = API_TOKEN_PREFIX + secrets.token_urlsafe(32)
    now = db.now(session)
    expires_at = not_past(session, expires, "expires_at").instant
    if expires_at > now + LONGEST_LIFE:
        raise InvalidError(issues=[Issue("expires_at", "token-life", {"days": LONGEST_LIFE.days})])
    entry = ApiToken(
        user_id=user.id,
        organisation_id=_organisation_of(session, grants, organisation),
        name=name,
        scopes=sorted({scope.value for scope in scopes}),
        token_sha256=digest_token(token),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(entry)
    session.flush()
    record(
        session, actor, "token.create", entry, object_id=entry.id, user_id=str(user.id), scopes=entry.scopes
    )
    return token, entry


def revoke_token(session: Session, actor: Actor, token_id: UUID) -> None:
    """Make a token good for nothing at once: one's own, one's services', for admins those of every service."""
    entry = session.get(ApiToken, token_id, with_for_update=True)
    if entry is None or not may_see_token(actor, entry):
        raise NotFoundError
    if entry.revoked_at is None:
        entry.revoked_at = db.now(session)
        record(session, actor, "token.revoke", entry, object_id=entry.id, user_id=str(entry.user_id))


def may_see_token(actor: Actor, entry: ApiToken) -> bool:
    """Tell whether the actor may know of a token and revoke it."""
    if actor.user_id in {entry.user_id, entry.user.owner_id}:
        return True
    return entry.user.owner_id is not None and is_allowed(actor, Permission.MANAGE_USERS)


def note_use(session: Session, token_sha256: str) -> None:
    """Write down that a token was used, at most once a minute."""
    is_news = or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < func.now() - USE_NOTED_EVERY)
    is_good = ApiToken.revoked_at.is_(None) & (ApiToken.expires_at > func.now())
    session.execute(
        update(ApiToken)
        .where(ApiToken.token_sha256 == token_sha256, is_news, is_good)
        .values(last_used_at=func.now())
    )


def _bearer_of(session: Session, actor: Actor, service_id: UUID | None) -> User:
    """Return the account a token is for: the actor's own, or a service that they own."""
    if service_id is None:
        return session.get_one(User, actor.user_id)
    query = select(User).where(User.id == service_id, User.owner_id == actor.user_id)
    service = session.execute(query).scalar_one_or_none()
    if service is None:
        raise InvalidError(issues=[Issue("service_id", "service-unknown", {"service_id": str(service_id)})])
    return service


def _organisation_of(session: Session, grants: Sequence[Grant], abbreviation: str | None) -> UUID:
    if abbreviation is None:
        held = {grant.organisation_id for grant in grants}
        if len(held) != 1:
            raise InvalidError(issues=[Issue("organisation", "missing")])
        return held.pop()
    organisation = find_organisation(session, abbreviation, "organisation")
    if organisation.id not in union(grant.reach for grant in grants):
        raise InvalidError(
            issues=[Issue("organisation", "token-without-role", {"abbreviation": abbreviation})]
        )
    return organisation.id
