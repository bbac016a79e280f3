"""Moving an embargo, and hanging posts on themes: what is approved is held at once where it is due too early (G17, ADR 0033)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.events import record
from app.actions.hanging import lock_theme_of_post
from app.actions.locking import lock_deliveries, lock_post
from app.actions.posts import ensure_allowed, hold
from app.actions.restore_mode import ensure_normal
from app.editorial.permissions import IN_HAND, Permission, is_allowed
from app.editorial.themes import may_plan
from app.errors import NotAllowedError, WrongStateError
from app.models import Delivery, Package, Post, Theme, Variant
from app.models.delivery import DeliveryState, HoldReason
from app.models.user import Actor

STILL_IN = (DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.CANCELLED)
"""Where nothing is on its channel or on its way."""


def assign_theme(session: Session, actor: Actor, post_id: UUID, theme_id: UUID | None) -> Post:
    """Hang a post on a theme, or on none. Raises WrongStateError once something of it is out, InvalidError for no such theme.

    From a theme on which the central channels go first only the desk takes it away again, from one under an embargo only
    who plans that theme: neither is got round so.
    """
    post = lock_post(session, actor, post_id)
    ensure_allowed(actor, Permission.WRITE, post)
    theme = lock_theme_of_post(session, actor, theme_id) if theme_id is not None else None
    if post.theme is not None and post.theme_id != theme_id and not _may_leave(actor, post.theme):
        raise NotAllowedError
    deliveries = lock_deliveries(session, post)
    _ensure_still_in(session, deliveries)
    if post.theme_id != theme_id and _is_in_package(session, post):
        raise WrongStateError(key="post-in-package")
    before = post.theme_id
    post.theme = theme
    session.flush()
    if theme is not None:
        hold_until_embargo(session, actor, theme, deliveries)
    record(
        session,
        actor,
        "post.assign_theme",
        post,
        object_id=post.id,
        theme_id=str(theme_id) if theme_id else None,
        theme_before=str(before) if before else None,
    )
    return post


def lock_movable(session: Session, theme: Theme) -> list[Delivery]:
    """Return the theme's deliveries, locked in id order. Raises WrongStateError where one is out or on its way: it cannot be called back."""
    mine = select(Post.id).where(Post.theme_id == theme.id)
    query = select(Delivery).where(Delivery.post_id.in_(mine)).order_by(Delivery.id).with_for_update()
    deliveries = list(session.execute(query.execution_options(populate_existing=True)).scalars())
    _ensure_still_in(session, deliveries)
    return deliveries


def hold_until_embargo(session: Session, actor: Actor, theme: Theme, deliveries: Sequence[Delivery]) -> None:
    """Hold what is approved for a time before the theme's embargo ends (T3): somebody gives it another time.

    What waits for a hand is held anew: under an embargo it is in nobody's hand, and shown to none.
    """
    for delivery in deliveries:
        is_early = theme.embargo_until is not None and delivery.due_at < theme.embargo_until
        is_in_hand = delivery.hold_reason in IN_HAND
        if is_early and (delivery.state is DeliveryState.WAITING or is_in_hand):
            hold(session, actor, delivery, HoldReason.EMBARGO, None)


def _may_leave(actor: Actor, theme: Theme) -> bool:
    """Tell whether the actor may take a post away from a theme, with what the theme holds it to."""
    is_led = theme.is_central_first and not is_allowed(actor, Permission.PUT_CENTRAL_FIRST)
    return not is_led and (not theme.is_under_embargo or may_plan(actor, theme))


def _is_in_package(session: Session, post: Post) -> bool:
    """Tell whether something of a post is in a package, whose theme it shares."""
    query = (
        select(Package.id)
        .join(Variant, Variant.package_id == Package.id)
        .where(Variant.post_id == post.id, Package.cancelled_at.is_(None))
    )
    return session.execute(query.limit(1)).first() is not None


def _ensure_still_in(session: Session, deliveries: list[Delivery]) -> None:
    if deliveries:
        ensure_normal(session)
    if any(row.state not in STILL_IN for row in deliveries):
        raise WrongStateError(key="theme-is-out")
