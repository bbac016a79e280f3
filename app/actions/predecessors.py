"""What stands before a delivery: its theme's embargo, a central channel, its package (G17, G18, G23; ADR 0033, 0034)."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, outerjoin, select
from sqlalchemy.orm import Session, aliased

from app.db import among_given
from app.models import Channel, Delivery, Package, Post, Theme, Variant
from app.models.channel import ChannelScope
from app.models.delivery import DeliveryState, HoldReason
from app.models.package import Rest
from app.models.theme import CENTRAL_FIRST


class Ahead(NamedTuple):
    """What a delivery's theme puts before it, the end of an embargo and a central channel, and what its package does."""

    embargo_until: datetime | None = None
    waits_for_central: bool = False
    waits_for_package: bool = False
    fires_at: datetime | None = None


def find_ahead(session: Session, ids: Collection[UUID]) -> dict[UUID, Ahead]:
    """Return by delivery what stands before it; what has neither theme nor package is left out."""
    return {row[0]: Ahead(*row[1:]) for row in session.execute(_ahead(), {"ids": list(ids)})}


@cache  # here as below: putting it together takes longer than asking it
def _ahead() -> Select[UUID, datetime | None, bool, bool, datetime | None]:
    return (
        select(Delivery.id, Theme.embargo_until, waits_for_central(), waits_for_package(), Package.fires_at)
        .join(Post, Post.id == Delivery.post_id)
        .join(Variant, Variant.id == Delivery.id)
        .outerjoin(Theme, Theme.id == Post.theme_id)
        .outerjoin(Package, (Package.id == Variant.package_id) & Package.cancelled_at.is_(None))
        .where(among_given(Delivery.id), or_(Post.theme_id.is_not(None), Variant.package_id.is_not(None)))
    )


@cache
def waits_for_central(of: type[Delivery] | type[Variant] = Delivery) -> ColumnElement[bool]:
    """Return the condition under which a delivery, or what is to be one, waits until a central channel has its theme (G18).

    What was sent there once is enough, also if it was removed since.
    """
    post, theme, channel = aliased(Post), aliased(Theme), aliased(Channel)
    first, first_post, central = aliased(Delivery), aliased(Post), aliased(Channel)
    has_gone_first = (
        exists()
        .where(first.sent_at.is_not(None), first_post.theme_id == theme.id)
        .where(first_post.id == first.post_id, central.id == first.channel_id)
        .where(central.scope == ChannelScope.CENTRAL)
        .correlate(theme)
    )
    return (
        exists()
        .where(post.id == of.post_id, theme.id == post.theme_id, theme.kind.in_(CENTRAL_FIRST))
        .where(channel.id == of.channel_id, channel.scope == ChannelScope.OWN, ~has_gone_first)
        .correlate(of)
    )


@cache
def waits_for_package(of: type[Delivery] | type[Variant] = Delivery) -> ColumnElement[bool]:
    """Return the condition under which a delivery, or what is to be one, waits for its package (G23).

    It is not fired, or where all are to leave another member stands: not approved, held or taken back. What waits for a
    hand does not stand.
    """
    mine, other, theirs, package = aliased(Variant), aliased(Variant), aliased(Delivery), aliased(Package)
    stands = or_(
        other.withdrawn_at.is_not(None),
        theirs.id.is_(None),
        theirs.state == DeliveryState.CANCELLED,
        theirs.hold_reason != HoldReason.MANUAL,
    )
    is_stopped = (
        exists()
        .select_from(outerjoin(other, theirs, theirs.id == other.id))
        .where(other.package_id == package.id, stands)
        .correlate(package)
    )
    is_fired = func.coalesce(package.fires_at <= func.now(), false())
    return (
        exists()
        .where(mine.id == of.id, package.id == mine.package_id, package.cancelled_at.is_(None))
        .where(or_(~is_fired, (package.rest == Rest.ALL) & is_stopped))
        .correlate(of)
    )
