"""Nutzungskonzepte with the channels they are for, and the imprint of a channel on any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app import clock
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotFoundError
from app.models import (
    Channel,
    ChannelUse,
    Concept,
    ConceptVersion,
    Evaluation,
    ImprintEntry,
    Organisation,
    Platform,
    PlatformFacts,
)
from app.models.channel import ENDED
from app.models.user import Actor
from app.queries.channel_life import ensure_reads_register
from app.queries.channels import get_channel
from app.queries.cursor import Page, as_day, as_id, as_text, fetch_page


@dataclass(frozen=True)
class ConceptView:
    """A concept with its body's channels that have not ended: those whose use is described, and all of them."""

    concept: Concept
    uses: Sequence[tuple[Channel, ChannelUse]]
    channels: Sequence[Channel]
    platforms: Mapping[str, PlatformFacts]
    may_write: bool

    @property
    def newest(self) -> ConceptVersion | None:
        """The version issued last."""
        return self.concept.versions[-1] if self.concept.versions else None

    @property
    def not_covered(self) -> Sequence[Channel]:
        """The channels for which the version issued last is not."""
        covered = self.newest.channel_ids if self.newest else ()
        return [row for row in self.channels if row.id not in covered]


@dataclass(frozen=True)
class Imprint:
    """Whom the imprint of a channel names on a day; empty where its body has no concept."""

    channel: Channel
    day: date
    entries: Sequence[ImprintEntry]


def list_concepts(
    session: Session, actor: Actor, *, is_overdue: bool = False, limit: int, after: str | None
) -> Page[Concept]:
    """Return the concepts by their bodies' abbreviations, or those whose evaluation is overdue. Raises NotAllowedError."""
    ensure_reads_register(actor)
    query = select(Concept).join(Organisation).options(*_whole())
    if is_overdue:
        last = select(func.max(Evaluation.evaluated_on)).where(Evaluation.concept_id == Concept.id)
        first = select(func.min(ConceptVersion.as_of)).where(ConceptVersion.concept_id == Concept.id)
        since = func.coalesce(last.scalar_subquery(), first.scalar_subquery())
        query = query.where(since + func.make_interval(1) < clock.today())
    by = [Organisation.abbreviation, Concept.id]
    return fetch_page(session, query, by=by, kinds=[as_text, as_id], limit=limit, after=after)


def get_concept(session: Session, actor: Actor, concept_id: UUID) -> ConceptView:
    """Return a concept with what it is made of. Raises NotFoundError, NotAllowedError."""
    ensure_reads_register(actor)
    query = select(Concept).where(Concept.id == concept_id).options(*_whole())
    concept = session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if concept is None:
        raise NotFoundError
    theirs = (
        select(Channel, ChannelUse)
        .outerjoin(ChannelUse, ChannelUse.channel_id == Channel.id)
        .join(Platform)
        .where(Channel.organisation_id == concept.organisation_id, Channel.state.not_in(ENDED))
        .options(joinedload(Channel.platform))
        .order_by(Platform.name, Channel.label)
    )
    rows = session.execute(theirs).all()
    slugs = {channel.platform_slug for channel, _ in rows}
    said = select(PlatformFacts).where(PlatformFacts.platform_slug.in_(slugs))
    return ConceptView(
        concept,
        [(channel, use) for channel, use in rows if use is not None],
        [channel for channel, _ in rows],
        {row.platform_slug: row for row in session.execute(said).scalars()},
        is_allowed(actor, Permission.WRITE_REGISTER, organisation_id=concept.organisation_id),
    )


def get_concept_version(session: Session, actor: Actor, version_id: UUID) -> ConceptVersion:
    """Return an issued concept. Raises NotFoundError, NotAllowedError."""
    ensure_reads_register(actor)
    version = session.get(ConceptVersion, version_id, options=[joinedload(ConceptVersion.concept)])
    if version is None:
        raise NotFoundError
    return version


def list_evaluations(session: Session, actor: Actor, *, limit: int, after: str | None) -> Page[Evaluation]:
    """Return the evaluations, the newest first. Raises NotAllowedError."""
    ensure_reads_register(actor)
    by = [Evaluation.evaluated_on, Evaluation.id]
    return fetch_page(
        session,
        select(Evaluation),
        by=by,
        kinds=[as_day, as_id],
        limit=limit,
        after=after,
        descending=True,
    )


def get_platform_facts(session: Session, actor: Actor, slug: str) -> PlatformFacts:
    """Return what concepts say of a platform. Raises NotFoundError where nobody has said it, NotAllowedError."""
    ensure_reads_register(actor)
    facts = find_platform_facts(session, slug)
    if facts is None:
        raise NotFoundError
    return facts


def find_platform_facts(session: Session, slug: str) -> PlatformFacts | None:
    """Return what concepts say of a platform; None where nobody has said it."""
    return session.execute(
        select(PlatformFacts).where(PlatformFacts.platform_slug == slug)
    ).scalar_one_or_none()


def get_imprint(session: Session, actor: Actor, channel_id: UUID, day: date) -> Imprint:
    """Return whom a channel's imprint names on a day. Raises NotFoundError, NotAllowedError."""
    ensure_reads_register(actor)
    channel = get_channel(session, channel_id)
    of_body = (
        select(ImprintEntry).join(Concept).where(Concept.organisation_id == channel.organisation_id)
    ).order_by(ImprintEntry.valid_from, ImprintEntry.id)
    entries = session.execute(of_body).scalars().all()
    return Imprint(channel, day, [row for row in entries if row.is_valid_on(day)])


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Concept.organisation),
        selectinload(Concept.entries),
        selectinload(Concept.versions),
        selectinload(Concept.evaluations).joinedload(Evaluation.by),
    )
