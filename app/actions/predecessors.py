"""Themes behind deliveries: whose embargo runs until when, and what waits for a central channel (G17, G18; ADR 0033)."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from app.db import among
from app.models import Channel, Delivery, Post, Theme, Variant
from app.models.channel import ChannelScope
from app.models.theme import CENTRAL_FIRST


class Ahead(NamedTuple):
    """What a delivery's theme puts before it: the end of an embargo, and whether a central channel goes first."""

    embargo_until: datetime | None = None
    waits_for_central: bool = False


def find_ahead(session: Session, ids: Collection[UUID]) -> dict[UUID, Ahead]:
    """Return by delivery what its theme puts before it; what hangs on no theme is left out."""
    query = (
        select(Delivery.id, Theme.embargo_until, waits_for_central())
        .join(Post, Post.id == Delivery.post_id)
        .join(Theme, Theme.id == Post.theme_id)
        .where(among(Delivery.id, ids))
    )
    return {row[0]: Ahead(row[1], row[2]) for row in session.execute(query)}


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
