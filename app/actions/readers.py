"""Who can be told something about a post because they see it anyway: people and houses of its chain."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.actions.chain import find_reader
from app.editorial.permissions import may_comment
from app.models import Membership, Organisation, Post, User
from app.models.user import Role


def find_readers(session: Session, post: Post) -> list[User]:
    """Return the people who may comment on the post today, by name: its house, those above it, and the desk."""
    near = or_(
        Membership.role == Role.CENTRAL_EDITOR, Membership.organisation_id.in_(find_houses(session, post))
    )
    rows = session.execute(
        select(User)
        .where(
            User.id.in_(select(Membership.user_id).where(near)),
            User.locked_at.is_(None),
            User.owner_id.is_(None),
        )
        .order_by(User.name, User.id)
    ).scalars()
    return [user for user in rows if may_comment(find_reader(session, user), post)]


def find_houses(session: Session, post: Post) -> set[UUID]:
    """Return the post's organisation and those above it in the tree."""
    house = select(Organisation.id, Organisation.parent_id).where(Organisation.id == post.organisation_id)
    tree = house.cte("above", recursive=True)
    above = aliased(Organisation)
    tree = tree.union_all(select(above.id, above.parent_id).join(tree, above.id == tree.c.parent_id))
    return set(session.execute(select(tree.c.id)).scalars())
