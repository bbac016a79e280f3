"""What somebody needs in order to write: for whom, on which channels, what they left unsaved, and what would be sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.check_facts import gather_facts
from app.actions.checking import Checked, check_revision
from app.actions.content import (
    POST_MEDIA,
    Content,
    Proposal,
    channel_media,
    find_obstacle,
    media_lists,
    normalised,
    rerender,
)
from app.actions.media_uses import describe_images
from app.editorial.checks import find_issues
from app.editorial.counting import length_of, limit_of
from app.editorial.payload import text_of
from app.editorial.permissions import Permission, is_allowed_on, is_on_behalf
from app.errors import Issue
from app.models import Channel, Organisation, Post, Rendering, Revision, Variant, WorkingCopy
from app.models.post import PostState
from app.models.user import Actor
from app.queries.channels import list_connected


@dataclass(frozen=True)
class ChannelPreview:
    """What one channel would be sent; `length` and `limit` as the channel counts."""

    channel: Channel
    text: str
    length: int
    limit: int | None

    @property
    def left(self) -> int | None:
        """How many characters are left, below zero where there are too many."""
        return None if self.limit is None else self.limit - self.length


@dataclass(frozen=True)
class Preview:
    """What would be sent where, and what stands in the way; deliveries are numbered as in the content."""

    channels: Sequence[ChannelPreview]
    issues: Sequence[Issue]
    checked: Checked | None = None


def find_copy(session: Session, actor: Actor, post_id: UUID | None) -> WorkingCopy | None:
    """Return what the actor left unsaved of a post, or of one that does not exist yet."""
    query = select(WorkingCopy).where(
        WorkingCopy.user_id == actor.user_id, WorkingCopy.post_id.is_not_distinct_from(post_id)
    )
    return session.execute(query).scalar_one_or_none()


def list_organisations_to_write_for(session: Session, actor: Actor) -> list[Organisation]:
    """Return the organisations on whose behalf the actor may begin a post on some channel, by abbreviation."""
    rows = session.execute(select(Organisation).order_by(Organisation.abbreviation)).scalars()
    return [row for row in rows if list_channels_to_write_on(session, actor, blank_post(actor, row))]


def list_channels_to_write_on(session: Session, actor: Actor, post: Post) -> list[Channel]:
    """Return the channels that take a post and on which the actor may write it: central ones first, by label."""
    return [
        row
        for row in list_connected(session)
        if find_obstacle(row, post) is None and is_allowed_on(actor, Permission.CREATE, post, channels=[row])
    ]


def blank_post(actor: Actor, organisation: Organisation) -> Post:
    """Return the post as it would be before anything is written; it belongs to no session."""
    return Post(
        organisation_id=organisation.id,
        author_id=actor.user_id,
        state=PostState.DRAFT,
        on_behalf=is_on_behalf(actor, organisation),
    )


def preview_content(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    content: Content,
    *,
    post_id: UUID | None = None,
    is_to_check: bool = True,
) -> Preview:
    """Return what would be sent, what stands in its way and what else the checks say unless nobody asks.

    Writes nothing. Raises InvalidError for unknown images.
    """
    register = list(session.execute(select(Organisation)).scalars())
    joint = [row for row in register if row.abbreviation in content.joint_with]
    signers = [organisation, *joint]
    ids = [proposal.channel_id for proposal in content.proposals]
    channels = {row.id: row for row in session.execute(select(Channel).where(Channel.id.in_(ids))).scalars()}
    images = describe_images(session, actor, media_lists(content))
    revision = Revision(
        title=content.title,
        text=normalised(content.text),
        alternative_url=content.alternative_url,
        content_warning=content.content_warning,
        media=images[POST_MEDIA],
        cause=content.cause,
        citizen_value=content.citizen_value,
        relevance=list(content.relevance),
    )
    rows = [
        _render(channels[proposal.channel_id], revision, proposal, signers, images.get(channel_media(index)))
        for index, proposal in enumerate(content.proposals)
    ]
    abbreviations = [row.abbreviation for row in signers]
    issues = find_issues(
        revision, rows, signers=abbreviations, register=[row.abbreviation for row in register]
    )
    shown = [_show(row) for row in rows]
    if not is_to_check:
        return Preview(shown, issues)
    facts = gather_facts(session, rows, abbreviations, post_id=post_id)
    return Preview(shown, issues, check_revision(session, revision, rows, facts))


def _render(
    channel: Channel,
    revision: Revision,
    proposal: Proposal,
    signers: Sequence[Organisation],
    media: list[dict[str, Any]] | None,
) -> Rendering:
    row = Rendering(text=None if proposal.text is None else normalised(proposal.text))
    row.variant, row.media = Variant(channel=channel), media
    row.proposed_at, row.proposed_wall = proposal.proposed.instant, proposal.proposed.wall
    row.payload = rerender(channel, revision, row, signers)
    return row


def _show(row: Rendering) -> ChannelPreview:
    channel = row.variant.channel
    return ChannelPreview(channel, text_of(row.payload), length_of(channel, row.payload), limit_of(channel))
