"""Accounts: made by admins, changed by others than their owners, locked at once (SECURITY AU-08, AZ-06)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.content import find_organisation
from app.actions.events import record
from app.actions.managing import ensure_manages, ensure_manages_users, find_managed, find_user
from app.actions.notifications import notify_user
from app.actions.passwords import ensure_good, make_initial_password
from app.actions.sign_in import end_sign_ins, hash_password
from app.editorial.memberships import Terms, find_membership_issues
from app.errors import InvalidError, Issue, WrongStateError
from app.models import Membership, User
from app.models.notification import NotificationKind
from app.models.user import Actor, Role


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
    valid_to: date | None = None,
    is_demo: bool = False,
) -> User:
    """Add an account with one role. Raises InvalidError for a known address, a poor password or no such organisation.

    `person_id` names the human being behind it where they already have an account.
    """
    address = find_free_address(session, email)
    ensure_good(password, about=(address, name))
    terms = Terms(role, can_approve=can_approve, valid_to=valid_to)
    if issues := find_membership_issues(terms, is_service=False, today=clock.today()):
        raise InvalidError(issues=issues)
    known_person: dict[str, Any] = {"person_id": person_id} if person_id else {}
    user = User(
        email=address, name=name, password_hash=hash_password(password), is_demo=is_demo, **known_person
    )
    home = find_organisation(session, organisation, "organisation")
    user.memberships.append(
        Membership(organisation_id=home.id, role=role, can_approve=can_approve, valid_to=valid_to)
    )
    session.add(user)
    session.flush()
    record(session, actor, "user.add", user, object_id=user.id, role=role.value, organisation=organisation)
    return user


def create_user(
    session: Session, actor: Actor, *, email: str, name: str, same_person_as: UUID | None
) -> tuple[User, str]:
    """Add an account without any role, and return it with its initial password, shown this once.

    `same_person_as` is another account of the same human being. Raises InvalidError for a known address.
    """
    ensure_manages_users(actor)
    person = find_user(session, same_person_as, "same_person_as") if same_person_as else None
    password = make_initial_password()
    user = User(
        email=find_free_address(session, email),
        name=name,
        password_hash=hash_password(password),
        password_is_initial=True,
    )
    if person is not None:
        user.person_id = person.person_id
    session.add(user)
    session.flush()
    record(session, actor, "user.add", user, object_id=user.id)
    return user, password


def create_service(session: Session, actor: Actor, *, name: str, owner_id: UUID) -> User:
    """Add a service account, which its owner answers for and makes tokens for; it has no password."""
    ensure_manages_users(actor)
    owner = find_user(session, owner_id, "owner_id")
    if owner.owner_id is not None:
        raise InvalidError(issues=[Issue("owner_id", "owner-is-service")])
    service = User(name=name, owner_id=owner.id, person_id=owner.person_id, is_demo=owner.is_demo)
    session.add(service)
    session.flush()
    record(session, actor, "user.add", service, object_id=service.id, owner_id=str(owner.id))
    return service


def change_user(session: Session, actor: Actor, user: User, *, email: str | None, name: str | None) -> User:
    """Change an account's address or name; the account is locked by the caller (`lock_row`)."""
    ensure_manages(actor, user)
    changed = []
    if email is not None and user.owner_id is not None:
        raise InvalidError(issues=[Issue("email", "service-without-address")])
    if email is not None and email.strip().lower() != user.email:
        user.email = find_free_address(session, email)
        changed.append("email")
    if name is not None and name != user.name:
        user.name = name
        changed.append("name")
    record(session, actor, "user.change", user, object_id=user.id, changed=changed)
    return user


def reset_password(session: Session, actor: Actor, user_id: UUID) -> tuple[User, str]:
    """Give an account a new initial password, shown this once; its sign-ins end."""
    user = find_managed(session, actor, user_id)
    if user.owner_id is not None:
        raise WrongStateError(state="service")
    password = make_initial_password()
    user.password_hash, user.password_is_initial = hash_password(password), True
    end_sign_ins(session, user.id)
    event = record(session, actor, "user.password_reset", user, object_id=user.id)
    notify_user(session, NotificationKind.PASSWORD_CHANGED, user.id, user, once=str(event.id))
    return user, password


def find_free_address(session: Session, email: str) -> str:
    """Return the address as it is kept. Raises InvalidError for what is none, or belongs to another account."""
    address = email.strip().lower()
    if "@" not in address:
        raise InvalidError(issues=[Issue("email", "email-invalid", {"email": email})])
    if session.execute(select(User.id).where(User.email == address)).scalar_one_or_none():
        raise InvalidError(issues=[Issue("email", "email-taken", {"email": address})])
    return address
