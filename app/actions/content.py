"""From what an editor hands in to an immutable revision: resolve names, check, render, hash."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, db
from app.actions.media_uses import MediaUse, describe_images, keep_uses, uses_of
from app.editorial.payload import Image, digest, digest_of_all, render
from app.errors import InvalidError, Issue
from app.models import Channel, Delivery, Organisation, Post, Rendering, Revision, Variant
from app.models.channel import ChannelScope
from app.models.delivery import DeliveryState
from app.models.post import Cause, Relevance
from app.models.user import Actor

POST_MEDIA = "media"


@dataclass(frozen=True)
class Proposal:
    """What an editor wants on one channel: when, and a text and images of its own or the post's."""

    channel_id: UUID
    proposed: clock.Moment
    text: str | None = None
    media: Sequence[MediaUse] | None = None


@dataclass(frozen=True)
class Content:
    """The content of a revision as handed in; `joint_with` holds abbreviations."""

    title: str
    text: str
    proposals: Sequence[Proposal]
    note_to_desk: str | None = None
    alternative_url: str | None = None
    joint_with: Sequence[str] = ()
    content_warning: str | None = None
    media: Sequence[MediaUse] = ()
    cause: Cause | None = None
    citizen_value: str | None = None
    relevance: Sequence[Relevance] = ()


def find_organisation(session: Session, abbreviation: str, field: str) -> Organisation:
    """Return the organisation with this abbreviation. Raises InvalidError naming the field."""
    found = session.execute(
        select(Organisation).where(Organisation.abbreviation == abbreviation)
    ).scalar_one_or_none()
    if found is None:
        raise InvalidError(issues=[Issue(field, "organisation-unknown", {"abbreviation": abbreviation})])
    return found


def not_past(session: Session, moment: clock.Moment, field: str) -> clock.Moment:
    """Return the moment, or now if it lies up to a minute back. Raises InvalidError `time.past` beyond that."""
    reference = db.now(session)
    if clock.is_up_to_a_minute_past(moment.instant, reference):
        return clock.from_instant(reference)
    if moment.instant < reference:
        issue = Issue(field, "time.past", {"now": clock.rfc3339(reference)})
        raise InvalidError(issues=[issue])
    return moment


def write_revision(session: Session, actor: Actor, post: Post, content: Content) -> Revision:
    """Add a revision with a rendering per channel and make it the post's current one.

    Raises InvalidError with an issue for every organisation, channel or image that cannot be used.
    """
    joint = _joint(session, content.joint_with, post)
    channels = _usable_channels(session, post, content.proposals)
    variants = _variants(session, post, content.proposals)
    images = describe_images(session, actor, media_lists(content))
    last = session.execute(select(func.max(Revision.number)).where(Revision.post_id == post.id)).scalar_one()
    revision = Revision(
        post_id=post.id,
        number=(last or 0) + 1,
        editor_id=actor.user_id,
        title=content.title,
        text=normalised(content.text),
        note_to_desk=content.note_to_desk,
        alternative_url=content.alternative_url,
        joint_with=[organisation.id for organisation in joint],
        content_warning=content.content_warning,
        cause=content.cause,
        media=images[POST_MEDIA],
        citizen_value=content.citizen_value,
        relevance=[row.value for row in Relevance if row in content.relevance],
        sha256="",
    )
    signers = [post.organisation, *joint]
    rendered = {proposal.channel_id: _draft(variants, proposal) for proposal in content.proposals}
    for index, (channel_id, row) in enumerate(rendered.items()):
        row.media = images.get(channel_media(index))
        row.payload = rerender(channels[channel_id], revision, row, signers)
        row.payload_sha256 = digest(row.payload)
    hashes = ((channel_id, row.payload_sha256) for channel_id, row in rendered.items())
    revision.sha256 = digest_of_all(hashes, content.cause)
    session.add(revision)
    session.flush()
    keep_uses(session, revision, images.values())
    for row in rendered.values():
        row.revision_id = revision.id
        session.add(row)
    post.current_revision_id = revision.id
    session.flush()
    session.refresh(post, ["current_revision"])
    return revision


def normalised(text: str) -> str:
    """Return the text in NFC with plain line breaks, as it is stored, counted and hashed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def current_content(session: Session, post: Post) -> Content:
    """Return the current revision as content, without what was cancelled."""
    revision = post.current_revision
    rows = session.execute(
        select(Rendering, Variant, Delivery.state)
        .join(Variant, Variant.id == Rendering.variant_id)
        .outerjoin(Delivery, Delivery.id == Variant.id)
        .where(Rendering.revision_id == revision.id, Variant.withdrawn_at.is_(None))
    ).all()
    proposals = [
        Proposal(
            variant.channel_id,
            clock.Moment(row.proposed_at, row.proposed_wall, row.proposed_zone, row.proposed_fold),
            row.text,
            None if row.media is None else uses_of(row.media),
        )
        for row, variant, state in rows
        if state is not DeliveryState.CANCELLED
    ]
    joint = [organisation.abbreviation for organisation in signers_of(session, post, revision)[1:]]
    return Content(
        revision.title,
        revision.text,
        proposals,
        revision.note_to_desk,
        revision.alternative_url,
        joint,
        revision.content_warning,
        uses_of(revision.media),
        revision.cause,
        revision.citizen_value,
        [Relevance(row) for row in revision.relevance],
    )


def signers_of(session: Session, post: Post, revision: Revision) -> list[Organisation]:
    """Return who signs: the responsible organisation first, then those joint with it."""
    joint = session.execute(select(Organisation).where(Organisation.id.in_(revision.joint_with))).scalars()
    by_id = {organisation.id: organisation for organisation in joint}
    return [post.organisation, *(by_id[organisation_id] for organisation_id in revision.joint_with)]


def find_expired_signers(signers: Sequence[Organisation], due_at: datetime) -> list[str]:
    """Return the abbreviations that may not sign on the Berlin day of an instant."""
    day: date = clock.from_instant(due_at).wall.date()
    return [organisation.abbreviation for organisation in signers if not organisation.is_valid_on(day)]


def rerender(
    channel: Channel, revision: Revision, rendering: Rendering, signers: Sequence[Organisation]
) -> str:
    """Return the payload as today's template and abbreviations make it."""
    return render(
        channel,
        text=rendering.text if rendering.text is not None else revision.text,
        alternative_url=revision.alternative_url,
        abbreviations=[organisation.abbreviation for organisation in signers],
        content_warning=revision.content_warning,
        media=map(Image.of, revision.media if rendering.media is None else rendering.media),
    )


def media_lists(content: Content) -> dict[str, Sequence[MediaUse]]:
    """Return each list of images in the content by its field."""
    own = {channel_media(index): row.media for index, row in enumerate(content.proposals)}
    return {POST_MEDIA: content.media} | {field: uses for field, uses in own.items() if uses is not None}


def channel_media(index: int) -> str:
    """Return the field of the images that a delivery has for itself."""
    return f"deliveries.{index}.media"


def _joint(session: Session, abbreviations: Sequence[str], post: Post) -> list[Organisation]:
    found = [
        find_organisation(session, abbreviation, f"joint_with.{index}")
        for index, abbreviation in enumerate(abbreviations)
    ]
    for index, organisation in enumerate(found):
        if organisation.id == post.organisation_id or organisation in found[:index]:
            raise InvalidError(issues=[Issue(f"joint_with.{index}", "organisation-doubled")])
    return found


def find_channels(session: Session, proposals: Sequence[Proposal]) -> Sequence[Channel]:
    """Return the channels that the proposals name, as far as they exist."""
    ids = [proposal.channel_id for proposal in proposals]
    return session.execute(select(Channel).where(Channel.id.in_(ids))).scalars().all()


def _usable_channels(session: Session, post: Post, proposals: Sequence[Proposal]) -> dict[UUID, Channel]:
    ids = [proposal.channel_id for proposal in proposals]
    channels = {row.id: row for row in find_channels(session, proposals)}
    issues = []
    for index, channel_id in enumerate(ids):
        key = (
            "channel-doubled" if channel_id in ids[:index] else find_obstacle(channels.get(channel_id), post)
        )
        if key:
            issues.append(Issue(f"deliveries.{index}.channel_id", key, {"channel_id": str(channel_id)}))
    if issues:
        raise InvalidError(issues=issues)
    return channels


def find_obstacle(channel: Channel | None, post: Post) -> str | None:
    """Return the key of what stands between a post and a channel, if anything does."""
    if channel is None:
        return "channel-unknown"
    if channel.scope is ChannelScope.OWN and channel.organisation_id != post.organisation_id:
        return "channel-foreign"
    if not channel.is_open:
        return "channel-closed"
    return None if channel.is_connected else "channel-not-connected"


def _variants(session: Session, post: Post, proposals: Sequence[Proposal]) -> dict[UUID, Variant]:
    rows = session.execute(select(Variant).where(Variant.post_id == post.id)).scalars()
    variants = {variant.channel_id: variant for variant in rows}
    for proposal in proposals:
        if proposal.channel_id not in variants:
            variants[proposal.channel_id] = Variant(post_id=post.id, channel_id=proposal.channel_id)
            session.add(variants[proposal.channel_id])
        variants[proposal.channel_id].withdrawn_at = None
    session.flush()
    return variants


def _draft(variants: Mapping[UUID, Variant], proposal: Proposal) -> Rendering:
    """Return the rendering of a proposal, still without its payload."""
    return Rendering(
        variant_id=variants[proposal.channel_id].id,
        text=None if proposal.text is None else normalised(proposal.text),
        proposed_at=proposal.proposed.instant,
        proposed_wall=proposal.proposed.wall,
        proposed_zone=proposal.proposed.zone,
        proposed_fold=proposal.proposed.fold,
    )
