"""Posts, deliveries, revisions and what is said about them."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from app.actions.content import Content, Proposal
from app.api.schemas.decisions import ClaimOut, DecisionOut
from app.api.schemas.fields import (
    Abbreviation,
    Answer,
    CitizenValue,
    ContentWarning,
    Instant,
    Note,
    Reason,
    Request,
    Text,
    Title,
    WebAddress,
    When,
)
from app.api.schemas.media import ImageOut, MediaIn, PostImageOut
from app.models.post import Cause, PostState, Relevance
from app.queries.deliveries import DeliveryView
from app.queries.posts import PostView

MOST_DELIVERIES = 50
MOST_IMAGES = 20
Images = Annotated[list[MediaIn], Field(max_length=MOST_IMAGES)]


class ProposalIn(Request):
    """A channel, when, and a text or images of its own if they differ from the post's."""

    channel_id: UUID
    proposed_at: When
    text: Text | None = None
    media: Images | None = None

    def proposal(self) -> Proposal:
        """Return what the actions take."""
        media = None if self.media is None else [row.use() for row in self.media]
        return Proposal(self.channel_id, self.proposed_at, self.text, media)  # type: ignore[arg-type] # When is a Moment


Proposals = Annotated[list[ProposalIn], Field(max_length=MOST_DELIVERIES)]
Criteria = Annotated[list[Relevance], Field(max_length=len(Relevance))]
JointWith = Annotated[list[Abbreviation], Field(max_length=10)]


class PostIn(Request):
    """A new post. On a theme under an embargo it is hidden from the first moment."""

    organisation: Abbreviation
    title: Title
    text: Text
    note_to_desk: Note | None = None
    alternative_url: WebAddress | None = None
    joint_with: JointWith = Field(default_factory=list)
    content_warning: ContentWarning | None = None
    media: Images = Field(default_factory=list)
    cause: Cause | None = None
    citizen_value: CitizenValue | None = None
    relevance: Criteria = Field(default_factory=list)
    theme_id: UUID | None = None
    deliveries: Proposals

    def content(self) -> Content:
        """Return what the actions take."""
        return Content(
            self.title,
            self.text,
            [row.proposal() for row in self.deliveries],
            self.note_to_desk,
            self.alternative_url,
            self.joint_with,
            self.content_warning,
            [row.use() for row in self.media],
            self.cause,
            self.citizen_value,
            self.relevance,
        )


class PostChange(Request):
    """What is to change: only what is sent counts. `deliveries` is the whole list, matched by channel."""

    title: Title = ""
    text: Text = ""
    note_to_desk: Note | None = None
    alternative_url: WebAddress | None = None
    joint_with: JointWith = Field(default_factory=list)
    content_warning: ContentWarning | None = None
    media: Images = Field(default_factory=list)
    cause: Cause | None = None
    citizen_value: CitizenValue | None = None
    relevance: Criteria = Field(default_factory=list)
    deliveries: Proposals = Field(default_factory=list)

    def changes(self) -> dict[str, Any]:
        """Return only what was sent."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        if "deliveries" in sent:
            sent["proposals"] = [row.proposal() for row in sent.pop("deliveries")]
        if "media" in sent:
            sent["media"] = [row.use() for row in self.media]
        return sent


class ApproveIn(Request):
    """The hash that was looked at, a time or window other than proposed, and a comment for everybody in the chain."""

    revision_sha256: Annotated[str, StringConstraints(max_length=64)]
    due_at: When | None = None
    window_s: Annotated[int, Field(ge=60, le=86400)] | None = None
    comment: Reason | None = None


class ApproveAgainIn(Request):
    """The hash that was looked at."""

    revision_sha256: Annotated[str, StringConstraints(max_length=64)]


class ReleaseIn(ApproveIn):
    """An approval of a held delivery at a new time."""

    due_at: When


class RescheduleIn(Request):
    """Another time."""

    due_at: When


class ReasonIn(Request):
    """A reason, required."""

    reason: Reason


class MaybeReasonIn(Request):
    """A reason, if there is one."""

    reason: Reason | None = None


class CopyIn(Request):
    """What a copy is for, and for when it is proposed; otherwise in an hour where the origin's own time is over."""

    corrects: bool = False
    proposed_at: When | None = None


class DeliveryOut(Answer):
    """A post on one channel."""

    id: UUID
    post_id: UUID
    channel_id: UUID
    channel: str
    state: str
    hold_reason: str | None
    proposed_at: Instant | None
    due_at: Instant | None
    window_s: int
    sent_at: Instant | None
    remote_url: str | None
    text_as_sent: str
    length: int
    limit: int | None
    media: list[ImageOut]
    message: str

    @classmethod
    def of(cls, view: DeliveryView) -> "DeliveryOut":
        """Return the answer for a view."""
        delivery = view.delivery
        return cls(
            id=view.id,
            post_id=view.post.id,
            channel_id=view.channel_row.id,
            channel=view.channel_row.label,
            state=view.state,
            hold_reason=view.hold_reason,
            proposed_at=view.proposed_at,
            due_at=view.due_at,
            window_s=view.window_s,
            sent_at=delivery.sent_at if delivery else None,
            remote_url=delivery.remote_url if delivery else None,
            text_as_sent=view.text_as_sent,
            length=view.length,
            limit=view.limit,
            media=[ImageOut.of(image) for image in view.images],
            message=view.message,
        )


class ProgressOut(Answer):
    """Where the deliveries stand."""

    sent: int
    open: int
    cancelled: int


class RevisionRef(Answer):
    """Which version of the content, and the hash that an approval names."""

    number: int
    sha256: str


class AbilityOut(Answer):
    """An action, whether it is possible now, and otherwise why not."""

    name: str
    allowed: bool
    reason: str | None


class PostOut(Answer):
    """A post with its deliveries and what can be done with it.

    `on_behalf` marks what the central desk wrote for an organisation that has no channel of its own.
    """

    id: UUID
    organisation: str
    on_behalf: bool
    theme_id: UUID | None
    joint_with: list[str]
    author: str
    title: str
    text: str
    note_to_desk: str | None
    alternative_url: str | None
    content_warning: str | None
    cause: Cause | None
    media: list[PostImageOut]
    citizen_value: str | None
    relevance: list[Relevance]
    urgent: bool
    urgent_reason: str | None
    origin_id: UUID | None
    corrects: bool
    corrections: list[UUID]
    state: PostState
    neutrality_declared: bool | None
    justifications: list[dict[str, Any]]
    claim: ClaimOut | None
    decision: DecisionOut | None
    progress: ProgressOut
    revision: RevisionRef
    deliveries: list[DeliveryOut]
    actions: list[AbilityOut]
    message: str
    updated_at: Instant

    @classmethod
    def of(cls, view: PostView) -> "PostOut":
        """Return the answer for a view; notes and justifications only for those who see the whole post."""
        post, revision = view.post, view.post.current_revision
        return cls(
            id=post.id,
            organisation=post.organisation.abbreviation,
            on_behalf=post.on_behalf,
            theme_id=view.theme_id,
            joint_with=list(view.joint_with),
            author=post.author.name,
            title=revision.title,
            text=revision.text,
            note_to_desk=revision.note_to_desk if view.is_whole else None,
            alternative_url=revision.alternative_url,
            content_warning=revision.content_warning,
            cause=revision.cause,
            media=[PostImageOut.of_row(row) for row in revision.media],
            citizen_value=revision.citizen_value if view.is_whole else None,
            relevance=[Relevance(row) for row in revision.relevance] if view.is_whole else [],
            urgent=post.urgent,
            urgent_reason=post.urgent_reason if view.is_whole else None,
            origin_id=post.origin_id,
            corrects=post.corrects,
            corrections=list(view.corrections),
            state=post.state,
            claim=ClaimOut.of(post) if view.is_whole else None,
            decision=DecisionOut.of(view.decision) if view.decision else None,
            neutrality_declared=post.neutrality_declared if view.is_whole else None,
            justifications=post.justifications if view.is_whole else [],
            progress=ProgressOut.model_validate(view.progress),
            revision=RevisionRef(number=revision.number, sha256=revision.sha256),
            deliveries=[DeliveryOut.of(row) for row in view.deliveries],
            actions=[AbilityOut.model_validate(row) for row in view.actions],
            message=view.message,
            updated_at=post.updated_at,
        )
