"""What every decision on a post stands on: who may decide on what, four eyes, and whose claim it goes over."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import db
from app.actions.locking import lock_deliveries, lock_post
from app.editorial.permissions import has_written, may_approve
from app.editorial.workflow import PostAction, ensure_possible, is_claimed_by_other
from app.errors import FourEyesError, NotAllowedError
from app.models import Delivery, Post, Rendering, Variant
from app.models.delivery import DeliveryState
from app.models.user import Actor


def variants_of(session: Session, post: Post) -> list[Variant]:
    """Return the variants of the current revision that nobody has taken back, before or after approval."""
    query = (
        select(Variant)
        .join(Rendering, Rendering.variant_id == Variant.id)
        .outerjoin(Delivery, Delivery.id == Variant.id)
        .where(
            Rendering.revision_id == post.current_revision_id,
            Variant.withdrawn_at.is_(None),
            or_(Delivery.id.is_(None), Delivery.state != DeliveryState.CANCELLED),
        )
        .order_by(Variant.id)
    )
    return list(session.execute(query).scalars())


def lock_for_decision(session: Session, actor: Actor, post_id: UUID, action: PostAction) -> Post:
    """Return the post, locked. Raises NotAllowedError, WrongStateError, AlreadySendingError."""
    post = lock_post(session, actor, post_id)
    if not any(may_approve(actor, post, variant.channel) for variant in variants_of(session, post)):
        raise NotAllowedError
    ensure_possible(post, action, lock_deliveries(session, post))
    return post


def writers_of(post: Post) -> set[UUID]:
    """Return the persons who wrote the post: its author and the last editor."""
    return {post.author.person_id, post.current_revision.editor.person_id}


def ensure_four_eyes(actor: Actor, post: Post) -> None:
    """Raise FourEyesError if the actor, as a person, is author or last editor."""
    if has_written(actor, writers_of(post)):
        raise FourEyesError


def describe_claim(session: Session, actor: Actor, post: Post) -> dict[str, str]:
    """Return for the event over whose claim a decision goes, if over anybody's.

    A claim is a courtesy and no lock: a post must not miss its time because somebody looked at it and left, and what
    was decided on is bound by its hash. Whoever held the claim is in the chain and is told like everybody else.
    """
    is_over = is_claimed_by_other(actor, post, db.now(session))
    return {"claimed_by": str(post.claimed_by_id)} if is_over else {}
