"""What somebody may be today: their roles, each with the organisations and channels it reaches."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.models import Membership, Organisation
from app.models.user import Grant


def find_grants_within(session: Session, user_id: UUID, organisation_id: UUID) -> tuple[Grant, ...]:
    """Return the roles a user holds today in one organisation and below it, and no further."""
    reach = find_reach(session, organisation_id)
    return tuple(
        replace(grant, reach=grant.reach & reach)
        for grant in find_grants(session, user_id)
        if grant.reach & reach
    )


def find_grants(session: Session, user_id: UUID) -> tuple[Grant, ...]:
    """Return the roles a user holds today, each with its organisation and everything below it."""
    today = clock.today()
    memberships = session.execute(
        select(Membership).where(Membership.user_id == user_id).order_by(Membership.id)
    ).scalars()
    return tuple(
        Grant(
            membership.role,
            membership.organisation_id,
            membership.organisation.abbreviation,
            find_reach(session, membership.organisation_id),
            membership.can_approve,
            frozenset(row.channel_id for row in membership.entrusted),
            membership.deputy_for.name if membership.deputy_for else None,
        )
        for membership in memberships
        if membership.is_valid_on(today)
    )


def find_reach(session: Session, organisation_id: UUID) -> frozenset[UUID]:
    """Return an organisation's id and those of everything below it in the tree."""
    tree = select(Organisation.id).where(Organisation.id == organisation_id).cte("tree", recursive=True)
    child = aliased(Organisation)
    tree = tree.union_all(select(child.id).join(tree, child.parent_id == tree.c.id))
    return frozenset(session.execute(select(tree.c.id)).scalars())
