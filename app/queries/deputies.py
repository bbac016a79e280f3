"""Who deputises for whom, who could, and which roles end soon, as admins see it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.orm import Session

from app import clock
from app.actions.managing import ensure_manages_users
from app.editorial.memberships import NEVER_DEPUTISED
from app.models import Membership, Organisation, User
from app.models.user import Actor
from app.queries.memberships import select_memberships


def list_deputies(session: Session, actor: Actor, user_id: UUID) -> Sequence[Membership]:
    """Return the roles in which others deputise for somebody, past and future ones included. Admins only."""
    ensure_manages_users(actor)
    query = select_memberships().where(Membership.deputy_for_id == user_id)
    return session.execute(query.order_by(Membership.id)).scalars().all()


def list_deputisable(session: Session, actor: Actor, user: User) -> Sequence[Membership]:
    """Return the roles that others hold themselves and somebody may deputise in, by organisation and name. Admins only."""
    ensure_manages_users(actor)
    query = (
        select_memberships()
        .join(Membership.user)
        .join(Membership.organisation)
        .where(
            Membership.deputy_for_id.is_(None),
            Membership.role.not_in(NEVER_DEPUTISED),
            or_(Membership.valid_to.is_(None), Membership.valid_to >= clock.today()),
            User.person_id != user.person_id,
            User.locked_at.is_(None),
        )
    )
    by = (Organisation.abbreviation, Membership.role, User.name, Membership.id)
    return session.execute(query.order_by(*by)).scalars().all()


def list_ending(session: Session, actor: Actor, *, within: timedelta) -> Sequence[Membership]:
    """Return the roles that are held today and end within so many days, the next first. Admins only."""
    ensure_manages_users(actor)
    today = clock.today()
    has_begun = or_(Membership.valid_from.is_(None), Membership.valid_from <= today)
    query = select_memberships().where(has_begun, Membership.valid_to.between(today, today + within))
    return session.execute(query.order_by(Membership.valid_to, Membership.id)).scalars().all()
