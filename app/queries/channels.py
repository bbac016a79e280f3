"""The register of channels: filters, one channel, ended ones included."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.errors import NotFoundError
from app.models import Channel, Delivery, Organisation, Platform
from app.models.channel import ENDED, ChannelScope, ChannelState
from app.models.delivery import DeliveryState
from app.queries.cursor import Page, as_id, fetch_page

_WHOLE = (
    joinedload(Channel.platform),
    joinedload(Channel.organisation),
    selectinload(Channel.history),
    selectinload(Channel.credentials),
)


def list_channels(
    session: Session,
    *,
    scope: ChannelScope | None,
    platform: str | None,
    state: ChannelState | None,
    organisation: str | None,
    limit: int,
    after: str | None,
) -> Page[Channel]:
    """Return channels in the order of registration; without `state` ended ones are among them."""
    query = select(Channel).options(*_WHOLE)
    if scope:
        query = query.where(Channel.scope == scope)
    if platform:
        query = query.where(Channel.platform_slug == platform)
    if state:
        query = query.where(Channel.state == state)
    if organisation:
        owner = select(Organisation.id).where(Organisation.abbreviation == organisation)
        query = query.where(Channel.organisation_id.in_(owner))
    return fetch_page(session, query, by=[Channel.id], kinds=[as_id], limit=limit, after=after)


def list_connected(session: Session) -> Sequence[Channel]:
    """Return the channels that something can leave through: central ones first, by label."""
    query = select(Channel).where(Channel.idempotency.is_not(None)).options(joinedload(Channel.platform))
    return session.execute(query.order_by(Channel.scope, Channel.label, Channel.id)).scalars().all()


def list_entrustable(session: Session, *, also: Collection[UUID] = ()) -> Sequence[Channel]:
    """Return the channels that have not ended, and those named beside them: central ones first, by label."""
    query = select(Channel).where(or_(Channel.state.not_in(ENDED), Channel.id.in_(also)))
    by = (Channel.scope, Channel.label, Channel.id)
    return session.execute(query.options(joinedload(Channel.organisation)).order_by(*by)).scalars().all()


def list_platforms(session: Session) -> Sequence[Platform]:
    """Return the platforms by name."""
    return session.execute(select(Platform).order_by(Platform.name)).scalars().all()


def get_channel(session: Session, channel_id: UUID) -> Channel:
    """Return one channel with its history. Raises NotFoundError."""
    channel = session.get(Channel, channel_id, options=_WHOLE, populate_existing=True)
    if channel is None:
        raise NotFoundError
    return channel


def list_published(session: Session, channel_id: UUID) -> Sequence[Delivery]:
    """Return what stands on a channel, the newest first, as many as somebody chooses from."""
    sent = select(Delivery).where(Delivery.channel_id == channel_id, Delivery.state == DeliveryState.SENT)
    return session.execute(sent.order_by(Delivery.sent_at.desc(), Delivery.id).limit(30)).scalars().all()


def name_platforms(session: Session) -> dict[str, str]:
    """Return the names of all platforms by slug."""
    return {row.slug: row.name for row in session.scalars(select(Platform).order_by(Platform.name))}
