"""Who holds which role where, as admins see it."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.actions.managing import ensure_manages_users
from app.errors import NotFoundError
from app.models import Membership, Organisation
from app.models.user import Actor, Role
from app.queries.cursor import Page, as_id, fetch_page


def list_memberships(
    session: Session,
    actor: Actor,
    *,
    user_id: UUID | None,
    organisation: str | None,
    role: Role | None,
    limit: int,
    after: str | None,
) -> Page[Membership]:
    """Return the roles in organisations, newest first, past and future ones included. Admins only."""
    ensure_manages_users(actor)
    query = select_memberships()
    if user_id:
        query = query.where(Membership.user_id == user_id)
    if organisation:
        query = query.join(Membership.organisation).where(Organisation.abbreviation == organisation)
    if role:
        query = query.where(Membership.role == role)
    return fetch_page(
        session, query, by=[Membership.id], kinds=[as_id], limit=limit, after=after, descending=True
    )


def get_membership(
    session: Session, actor: Actor, membership_id: UUID, *, is_to_change: bool = False
) -> Membership:
    """Return one role, locked if it is to be changed. Raises NotAllowedError for everybody but admins, NotFoundError."""
    ensure_manages_users(actor)
    query = (
        select_memberships().where(Membership.id == membership_id).execution_options(populate_existing=True)
    )
    if is_to_change:
        query = query.with_for_update(of=Membership)
    membership = session.execute(query).scalar_one_or_none()
    if membership is None:
        raise NotFoundError
    return membership


def select_memberships() -> Select[Membership]:
    """Return the query for roles with all that is shown of them."""
    return select(Membership).options(
        joinedload(Membership.user, innerjoin=True),
        joinedload(Membership.organisation, innerjoin=True),
        joinedload(Membership.deputy_for),
        selectinload(Membership.entrusted),
    )
