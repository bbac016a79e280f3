"""What the public sees: deliveries in `sent` on channels of the portal, and nothing else (PUBLISHING section 7).

The text is that of the approved payload. A post's title is internal: it is not even read here.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from app.editorial.payload import Image, images_of
from app.models import Channel, Delivery, Organisation, Post, Revision
from app.models.channel import ChannelState
from app.models.delivery import DeliveryState
from app.models.organisation import OrganisationKind
from app.queries.cursor import Page, as_id, as_instant, fetch_page

PORTAL: Final = "portal"
PAGE_LENGTH: Final = 20
FEED_LENGTH: Final = 50
GONE: Final = (DeliveryState.REMOVING, DeliveryState.REMOVED)


@dataclass(frozen=True)
class Publisher:
    """An organisation as the public knows it."""

    id: UUID
    abbreviation: str
    name: str


@dataclass(frozen=True)
class PortalChannel:
    """A channel of the portal: what a feed of its own is about."""

    id: UUID
    label: str


@dataclass(frozen=True)
class PortalPost:
    """One published post: `text` as approved, `unsigned_text` the same without the signature at its end.

    `content_warning` is to be read before the text.
    """

    id: UUID
    text: str
    unsigned_text: str
    content_warning: str | None
    images: tuple[Image, ...]
    sent_at: datetime
    channel: PortalChannel
    organisation: Publisher
    joint_with: tuple[Publisher, ...]
    alternative_url: str | None


def find_post(session: Session, delivery_id: UUID) -> PortalPost | None:
    """Return the published post of a delivery, or None where there is nothing to see."""
    return next(iter(_fetch_newest(session, _published().where(Delivery.id == delivery_id))), None)


def find_image(session: Session, delivery_id: UUID, sha256: str) -> Image | None:
    """Return an image of a published post, or None where there is nothing to see."""
    post = find_post(session, delivery_id)
    return next((image for image in post.images if image.sha256 == sha256), None) if post else None


def is_gone(session: Session, delivery_id: UUID) -> bool:
    """Tell whether a delivery was on the portal and has been taken down; from the moment removal begins it has."""
    query = select(
        exists().where(
            Delivery.id == delivery_id,
            Delivery.state.in_(GONE),
            Delivery.channel_id == Channel.id,
            Channel.platform_slug == PORTAL,
        )
    )
    return bool(session.execute(query).scalar_one())


def find_page(session: Session, after: str | None = None) -> Page[PortalPost]:
    """Return the newest posts, or those behind a cursor. Raises InvalidError for a cursor nobody was given."""
    found = fetch_page(
        session,
        _published(),
        by=(Delivery.sent_at, Delivery.id),
        kinds=(as_instant, as_id),
        limit=PAGE_LENGTH,
        after=after,
        descending=True,
    )
    return Page(_portal_posts(session, found.items), found.next)


def find_posts_of_channel(session: Session, channel_id: UUID) -> list[PortalPost]:
    """Return a channel's newest posts, as many as a feed holds."""
    return _fetch_newest(session, _published().where(Delivery.channel_id == channel_id))


def find_posts_of_organisation(session: Session, organisation_id: UUID) -> list[PortalPost]:
    """Return the newest posts an organisation answers for, alone or jointly, as many as a feed holds."""
    is_its_own = or_(Post.organisation_id == organisation_id, Revision.joint_with.contains([organisation_id]))
    return _fetch_newest(session, _published().where(is_its_own))


def find_channel(session: Session, channel_id: UUID) -> PortalChannel | None:
    """Return a channel of the portal; channels of other platforms have no feed here."""
    query = select(Channel.id, Channel.label).where(Channel.id == channel_id, Channel.platform_slug == PORTAL)
    row = session.execute(query).one_or_none()
    return PortalChannel(row.id, row.label) if row else None


def find_publisher(session: Session, abbreviation: str) -> Publisher | None:
    """Return the organisation with this abbreviation."""
    query = select(Organisation).where(Organisation.abbreviation == abbreviation)
    organisation = session.execute(query).scalar_one_or_none()
    return _publisher(organisation) if organisation else None


def list_channels(session: Session) -> list[PortalChannel]:
    """Return the portal's channels that are open or have something to show, by label."""
    has_posts = exists().where(Delivery.channel_id == Channel.id, Delivery.state == DeliveryState.SENT)
    is_open = Channel.state.in_((ChannelState.ACTIVE, ChannelState.TRIAL))
    query = (
        select(Channel.id, Channel.label)
        .where(Channel.platform_slug == PORTAL, or_(is_open, has_posts))
        .order_by(Channel.label, Channel.id)
    )
    return [PortalChannel(row.id, row.label) for row in session.execute(query)]


def list_ministries(session: Session, today: date) -> list[Publisher]:
    """Return the ministries in office that day: the Staatskanzlei first, then by abbreviation."""
    query = (
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.MINISTRY)
        .options(selectinload(Organisation.names))
        .order_by(Organisation.is_lead.desc(), Organisation.abbreviation)
    )
    return [_publisher(ministry) for ministry in session.scalars(query) if ministry.is_valid_on(today)]


def _published() -> Select[Delivery]:
    """Return the one query everything public starts from."""
    return (
        select(Delivery)
        .join(Delivery.channel)
        .join(Delivery.post)
        .join(Delivery.revision)
        .where(Channel.platform_slug == PORTAL, Delivery.state == DeliveryState.SENT)
        .options(
            contains_eager(Delivery.channel).load_only(Channel.label, Channel.signature),
            contains_eager(Delivery.post)
            .load_only(Post.organisation_id)
            .selectinload(Post.organisation)
            .selectinload(Organisation.names),
            contains_eager(Delivery.revision).load_only(Revision.joint_with),
        )
    )


def _fetch_newest(session: Session, query: Select[Delivery]) -> list[PortalPost]:
    newest = query.order_by(Delivery.sent_at.desc(), Delivery.id.desc()).limit(FEED_LENGTH)
    return _portal_posts(session, session.scalars(newest).all())


def _portal_posts(session: Session, deliveries: Iterable[Delivery]) -> list[PortalPost]:
    """Return what the public sees of deliveries; the statements needed do not grow with their number."""
    found = list(deliveries)
    partners = _find_partners(session, found)
    return [_portal_post(delivery, partners) for delivery in found]


def _find_partners(session: Session, deliveries: Iterable[Delivery]) -> dict[UUID, Publisher]:
    """Return the organisations that sign jointly, by id."""
    ids = {partner for delivery in deliveries for partner in delivery.revision.joint_with}
    if not ids:
        return {}
    query = select(Organisation).where(Organisation.id.in_(ids)).options(selectinload(Organisation.names))
    return {organisation.id: _publisher(organisation) for organisation in session.scalars(query)}


def _portal_post(delivery: Delivery, partners: dict[UUID, Publisher]) -> PortalPost:
    content = json.loads(delivery.payload)
    return PortalPost(
        delivery.id,
        content["text"],
        _without_signature(content["text"], delivery.channel.signature, content["abbreviation"]),
        content.get("content_warning"),
        images_of(delivery.payload),
        cast("datetime", delivery.sent_at),  # the table's `sent_has_evidence`
        PortalChannel(delivery.channel_id, delivery.channel.label),
        _publisher(delivery.post.organisation),
        tuple(partners[partner] for partner in delivery.revision.joint_with if partner in partners),
        content["alternative_url"],
    )


def _publisher(organisation: Organisation) -> Publisher:
    return Publisher(organisation.id, organisation.abbreviation, organisation.name)


def _without_signature(text: str, template: str, abbreviation: str) -> str:
    """Take the signature off the end; a channel may have been given another template since the text was signed."""
    bare = text.removesuffix(template.replace("{abbreviation}", abbreviation))
    if bare == text and template and abbreviation:
        bare = re.sub(rf"\s*[(\[\u2013-]\s*{re.escape(abbreviation)}\s*[)\]]?\s*$", "", text)
    return bare.rstrip()
