"""Roles in organisations: given, changed and ended by admins, effective with the next request (SECURITY AZ-04, AU-08)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.content import find_organisation
from app.actions.events import record
from app.actions.managing import ensure_manages, find_managed, find_user
from app.actions.sign_in import end_sign_ins
from app.editorial.memberships import Terms, find_membership_issues
from app.errors import InvalidError, Issue
from app.models import Channel, EntrustedChannel, Membership, User
from app.models.user import Actor


def add_membership(
    session: Session, actor: Actor, *, user_id: UUID, organisation: str, terms: Terms
) -> Membership:
    """Give an account a role in an organisation. Raises InvalidError for terms that cannot be."""
    find_user(session, user_id, "user_id")
    user = find_managed(session, actor, user_id)
    home = find_organisation(session, organisation, "organisation")
    _ensure_possible(session, user, home.id, terms)
    same = (
        Membership.user_id == user.id,
        Membership.organisation_id == home.id,
        Membership.role == terms.role,
    )
    if session.execute(select(Membership.id).where(*same)).first():
        raise InvalidError(issues=[Issue("role", "membership-doubled")])
    membership = Membership(user_id=user.id, organisation_id=home.id, role=terms.role)
    _set_terms(membership, terms)
    session.add(membership)
    session.flush()
    _record(session, actor, "membership.add", membership)
    return membership


def change_membership(
    session: Session, actor: Actor, membership: Membership, changes: dict[str, Any]
) -> Membership:
    """Change a role's days, channels or right to approve; the row is locked by the caller.

    `changes` holds any fields of Terms but the role.
    """
    ensure_manages(actor, membership.user)
    terms = replace(terms_of(membership), **changes)
    _ensure_possible(session, membership.user, membership.organisation_id, terms)
    _set_terms(membership, terms)
    session.flush()
    _record(session, actor, "membership.change", membership)
    return membership


def end_membership(session: Session, actor: Actor, membership: Membership) -> None:
    """Take a role away; the row is locked by the caller."""
    ensure_manages(actor, membership.user)
    _record(session, actor, "membership.end", membership)
    session.delete(membership)
    session.flush()


def terms_of(membership: Membership) -> Terms:
    """Return the terms on which a role is held."""
    return Terms(
        membership.role,
        membership.can_approve,
        membership.valid_from,
        membership.valid_to,
        membership.deputy_for_id,
        tuple(row.channel_id for row in membership.entrusted),
    )


def _set_terms(membership: Membership, terms: Terms) -> None:
    membership.can_approve, membership.deputy_for_id = terms.can_approve, terms.deputy_for_id
    membership.valid_from, membership.valid_to = terms.valid_from, terms.valid_to
    known = {row.channel_id: row for row in membership.entrusted}
    membership.entrusted = [
        known.get(channel_id) or EntrustedChannel(channel_id=channel_id)
        for channel_id in dict.fromkeys(terms.channel_ids)
    ]


def _ensure_possible(session: Session, user: User, organisation_id: UUID, terms: Terms) -> None:
    issues = find_membership_issues(terms, is_service=user.owner_id is not None, today=clock.today())
    issues += _find_unknown_channels(session, terms.channel_ids)
    if terms.deputy_for_id and not _is_held(session, user, organisation_id, terms):
        issues.append(Issue("deputy_for_id", "deputy-without-role"))
    if issues:
        raise InvalidError(issues=issues)


def _find_unknown_channels(session: Session, channel_ids: Sequence[UUID]) -> list[Issue]:
    known = set(session.execute(select(Channel.id).where(Channel.id.in_(channel_ids))).scalars())
    return [
        Issue(f"channel_ids.{index}", "channel-unknown", {"channel_id": str(channel_id)})
        for index, channel_id in enumerate(channel_ids)
        if channel_id not in known
    ]


def _is_held(session: Session, user: User, organisation_id: UUID, terms: Terms) -> bool:
    """Tell whether the one to be deputised for is another person and holds the role there themselves."""
    query = (
        select(Membership.id)
        .join(Membership.user)
        .where(
            Membership.user_id == terms.deputy_for_id,
            Membership.organisation_id == organisation_id,
            Membership.role == terms.role,
            Membership.deputy_for_id.is_(None),
            User.person_id != user.person_id,
        )
    )
    return session.execute(query).first() is not None


def _record(session: Session, actor: Actor, action: str, membership: Membership) -> None:
    """Write the event; what somebody is signed in to ends with a change of what they may do (SECURITY AU-06)."""
    end_sign_ins(session, membership.user_id)
    days = (membership.valid_from, membership.valid_to)
    record(
        session,
        actor,
        action,
        membership,
        object_id=membership.id,
        user_id=str(membership.user_id),
        organisation_id=str(membership.organisation_id),
        role=membership.role.value,
        can_approve=membership.can_approve,
        days=[day and day.isoformat() for day in days],
        deputy_for_id=str(membership.deputy_for_id) if membership.deputy_for_id else None,
        channel_ids=[str(row.channel_id) for row in membership.entrusted],
    )
