"""Which API tokens there are; never the tokens themselves."""

from uuid import UUID

from sqlalchemy import false as never
from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session, joinedload

from app.editorial.permissions import Permission, is_allowed
from app.models import ApiToken, User
from app.models.user import Actor
from app.queries.cursor import Page, as_id, fetch_page


def list_tokens(
    session: Session, actor: Actor, *, user_id: UUID | None = None, limit: int, after: str | None
) -> Page[ApiToken]:
    """Return one's own tokens and those of one's services, newest first; admins also see those of every service.

    `user_id` narrows them to one account.
    """
    sees_services = true() if is_allowed(actor, Permission.MANAGE_USERS) else never()
    query = (
        select(ApiToken)
        .join(User, User.id == ApiToken.user_id)
        .where(
            or_(
                User.id == actor.user_id,
                User.owner_id == actor.user_id,
                sees_services & User.owner_id.is_not(None),
            )
        )
        .options(joinedload(ApiToken.user), joinedload(ApiToken.organisation))
    )
    if user_id is not None:
        query = query.where(User.id == user_id)
    return fetch_page(
        session, query, by=[ApiToken.id], kinds=[as_id], limit=limit, after=after, descending=True
    )
