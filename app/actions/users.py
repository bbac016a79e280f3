"""Accounts and the roles they hold."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.content import find_organisation
from app.actions.events import record
from app.actions.sign_in import hash_password
from app.errors import InvalidError, Issue
from app.models import Membership, User
from app.models.user import Actor, Role

SHORTEST, LONGEST = 12, 128


def add_user(  # noqa: PLR0913 - an account has that many parts
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    password: str,
    role: Role,
    organisation: str,
    person_id: UUID | None = None,
    can_approve: bool = False,
    is_demo: bool = False,
) -> User:
    """Add an account with one role. Raises InvalidError for a known address, a short password or no such organisation.

    `person_id` names the human being behind it where they already have an account.
    """
    address = email.strip().lower()
    if "@" not in address:
        raise InvalidError(issues=[Issue("email", "email-invalid", {"email": email})])
    if session.execute(select(User.id).where(User.email == address)).scalar_one_or_none():
        raise InvalidError(issues=[Issue("email", "email-taken", {"email": address})])
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidError(
            issues=[Issue("password", "password-length", {"shortest": SHORTEST, "longest": LONGEST})]
        )
    known_person: dict[str, Any] = {"person_id": person_id} if person_id else {}
    user = User(
        email=address, name=name, password_hash=hash_password(password), is_demo=is_demo, **known_person
    )
    home = find_organisation(session, organisation, "organisation")
    user.memberships.append(Membership(organisation_id=home.id, role=role, can_approve=can_approve))
    session.add(user)
    session.flush()
    record(session, actor, "user.add", user, object_id=user.id, role=role.value, organisation=organisation)
    return user
