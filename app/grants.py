"""What somebody may be today: their roles, each with the organisations and channels it reaches."""

from dataclasses import replace
from functools import cache
from uuid import UUID

from sqlalchemy import ARRAY, CTE, ColumnElement, Select, Uuid, bindparam, func, select
from sqlalchemy.orm import Session, aliased, joinedload

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
    memberships = session.execute(_memberships_with_reach(), {"user_id": user_id})
    return tuple(
        Grant(
            membership.role,
            membership.organisation_id,
            membership.organisation.abbreviation,
            frozenset(below),
            membership.can_approve,
            frozenset(row.channel_id for row in membership.entrusted),
            membership.deputy_for.name if membership.deputy_for else None,
        )
        for membership, below in memberships.unique()
        if membership.is_valid_on(today)
    )


@cache  # each request asks it, and putting it together takes longer
def _memberships_with_reach() -> Select[Membership, tuple[UUID, ...]]:
    """Return the statement for a user's memberships, each with the ids of its organisation and those below it."""
    is_theirs = Membership.user_id == bindparam("user_id", type_=Uuid())
    tree = _below(Organisation.id.in_(select(Membership.organisation_id).where(is_theirs)))
    ids = func.array_agg(tree.c.id, type_=ARRAY(Uuid(), as_tuple=True))
    reach = select(tree.c.top, ids.label("ids")).group_by(tree.c.top).subquery()
    return (
        select(Membership, reach.c.ids)
        .join(reach, reach.c.top == Membership.organisation_id)
        .where(is_theirs)
        .order_by(Membership.id)
        .options(
            joinedload(Membership.organisation),
            joinedload(Membership.entrusted),
            joinedload(Membership.deputy_for),
        )
    )


def find_reach(session: Session, organisation_id: UUID) -> frozenset[UUID]:
    """Return an organisation's id and those of everything below it in the tree."""
    tree = _below(Organisation.id == organisation_id)
    return frozenset(session.execute(select(tree.c.id)).scalars())


def _below(is_top: ColumnElement[bool]) -> CTE:
    """Return pairs of a top organisation and what is below it, itself first."""
    tree = select(Organisation.id.label("top"), Organisation.id).where(is_top).cte("tree", recursive=True)
    child = aliased(Organisation)
    return tree.union_all(select(tree.c.top, child.id).join(tree, child.parent_id == tree.c.id))
