"""Telling of what cannot follow: where the central channels go first and nothing is on its way to one, those behind learn of it."""

from typing import Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.actions.notifications import notify_desk, notify_organisation
from app.actions.predecessors import waits_for_central
from app.messages import HOLDS
from app.models import Channel, Delivery, Post
from app.models.channel import ChannelScope
from app.models.delivery import DeliveryState
from app.models.notification import NotificationKind

ON_ITS_WAY: Final = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNCLEAR)
OVER: Final = (DeliveryState.HELD, DeliveryState.CANCELLED)
TAKEN_BACK: Final = "Sie wurde dort zurückgezogen."


def tell_of_missing_central(session: Session) -> None:
    """Tell ministry and desk of each delivery that waits for a central channel on which its theme stands still (R024).

    Once for each way in which it came to stand: held anew, it is told anew. Those of the central delivery itself are told
    like of any other that is held or taken back.
    """
    for delivery, post, central in session.execute(_find_behind()):
        why = HOLDS[central.hold_reason] if central.hold_reason is not None else TAKEN_BACK
        said = {
            "channel": delivery.channel.label,
            "central": central.channel.label,
            "due_at": delivery.due_at.isoformat(),
            "why": why,
        }
        once, kind = f"{central.id}/{central.fence}", NotificationKind.CENTRAL_STANDS
        notify_organisation(session, kind, post.organisation_id, delivery, once=once, **said)
        notify_desk(session, kind, delivery, once=once, **said)


def _find_behind() -> Select[Delivery, Post, Delivery]:
    """Return what waits for a central channel, each with the theme's central delivery that came to stand last."""
    first, first_post, central = aliased(Delivery), aliased(Post), aliased(Channel)
    of_theme = (
        (first_post.id == first.post_id)
        & (first_post.theme_id == Post.theme_id)
        & (central.id == first.channel_id)
        & (central.scope == ChannelScope.CENTRAL)
    )
    is_coming = exists().where(of_theme, first.state.in_(ON_ITS_WAY)).correlate(Post)
    last = (
        select(first.id)
        .where(of_theme, first.state.in_(OVER))
        .order_by(first.due_at.desc(), first.id)
        .limit(1)
        .correlate(Post)
        .scalar_subquery()
    )
    standing = aliased(Delivery)
    return (
        select(Delivery, Post, standing)
        .join(Post, Post.id == Delivery.post_id)
        .join(standing, standing.id == last)
        .where(
            Delivery.state == DeliveryState.WAITING,
            Delivery.due_at > func.now() - func.make_interval(0, 0, 0, 7),
        )
        .where(Post.theme_id.is_not(None), waits_for_central(), ~is_coming)
        .order_by(Delivery.id)
    )
