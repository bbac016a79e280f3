"""The life of channels: planned, described, announced, opened, ended; and decisions that it rests on. Days are Berlin days."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import (
    Abbreviation,
    Answer,
    Instant,
    Name,
    Reason,
    Request,
    Text,
    Title,
    WebAddress,
)
from app.api.schemas.register import ChannelOut
from app.models import Decision
from app.models.channel import ChannelScope
from app.models.channel_life import LifeStep, NoticeMeans, NoticeRecipient
from app.queries.channel_life import ChannelLife


class ChannelIn(Request):
    """A channel that somebody plans; it is notified, never approved."""

    platform: Name
    organisation: Abbreviation
    scope: ChannelScope = ChannelScope.OWN
    label: Title
    url: WebAddress | None = None
    handle: Title | None = None


class UseIn(Request):
    """What a channel is for; the concept may be named later, with the day it stands for.

    `embedded_in` are pages that show the channel. A privacy notice has address and version; with a new one
    `privacy_placed_on`, when it was put on the platform, becomes null and the body is told. Every `privacy_months` a post
    on data protection is due.
    """

    purpose: Text
    extent: Text
    responsibility: Text
    target_group: Text
    topics: Text
    delimitation: Text
    concept_title: Title | None = None
    concept_as_of: date | None = None
    concept_url: WebAddress | None = None
    embedded_in: Annotated[list[WebAddress], Field(default_factory=list, max_length=20)]
    privacy_url: WebAddress | None = None
    privacy_version: Title | None = None
    privacy_placed_on: date | None = None
    privacy_months: Annotated[int, Field(ge=1, le=24)] = 12


class PrivacyPostIn(Request):
    """A post on data protection: a delivery of the channel, or an address with the day on which it was published."""

    delivery_id: UUID | None = None
    url: WebAddress | None = None
    published_on: date | None = None


class ChannelNoticeIn(Request):
    """That a recipient was told, on which day, and what proves it, such as a file number."""

    recipient: NoticeRecipient
    means: NoticeMeans
    told_on: date
    proof: Title


class WaiverIn(Request):
    """Why neither concept nor notices are asked for."""

    reason: Reason


class StepIn(Request):
    """What a step needs: an end or a pause its reason, a trial the day on which it is decided on."""

    reason: Reason | None = None
    decide_on: date | None = None
    decision_id: UUID | None = None


class UseOut(Answer):
    """What a channel is for, and its concept."""

    purpose: str
    extent: str
    responsibility: str
    target_group: str
    topics: str
    delimitation: str
    concept_title: str | None
    concept_as_of: date | None
    concept_url: str | None
    embedded_in: list[str]
    privacy_url: str | None
    privacy_version: str | None
    privacy_placed_on: date | None
    privacy_months: int


class PrivacyPostOut(Answer):
    """A post on data protection, and what proves it."""

    id: UUID
    published_on: date
    delivery_id: UUID | None
    url: str | None


class ChannelNoticeOut(Answer):
    """That a recipient was told, and what proves it."""

    id: UUID
    recipient: NoticeRecipient
    means: NoticeMeans
    told_on: date
    proof: str


class ChannelLifeOut(Answer):
    """A channel with its preparation; `missing` names what it lacks before it may open, `steps` lead on from here.

    By `privacy_due_on` a post on data protection is due again.
    """

    channel: ChannelOut
    use: UseOut | None
    notices: list[ChannelNoticeOut]
    waiver: str | None
    privacy_due_on: date | None
    privacy_posts: list[PrivacyPostOut]
    missing: list[str]
    steps: list[LifeStep]

    @classmethod
    def of(cls, life: ChannelLife) -> "ChannelLifeOut":
        """Return the answer for a channel's life."""
        return cls(
            channel=ChannelOut.of(life.channel),
            use=UseOut.model_validate(life.use) if life.use else None,
            notices=[ChannelNoticeOut.model_validate(row) for row in life.notices],
            waiver=life.channel.waiver,
            privacy_due_on=life.privacy_due_on,
            privacy_posts=[PrivacyPostOut.model_validate(row) for row in life.privacy_posts],
            missing=list(life.missing),
            steps=list(life.steps),
        )


class DecisionIn(Request):
    """What an organisation decided: who took part, what was weighed, what came of it, on what law it rests."""

    organisation: Abbreviation
    title: Title
    decided_on: date
    participants: Text
    arguments: Text
    outcome: Text
    legal_basis: Title | None = None
    document_url: WebAddress | None = None


class ChannelDecisionOut(Answer):
    """A decision as it was written down."""

    id: UUID
    organisation: str
    title: str
    decided_on: date
    participants: str
    arguments: str
    outcome: str
    legal_basis: str | None
    document_url: str | None
    at: Instant

    @classmethod
    def of(cls, row: Decision) -> "ChannelDecisionOut":
        """Return the answer for a row."""
        said = {name: getattr(row, name) for name in cls.model_fields if name != "organisation"}
        return cls(organisation=row.organisation.abbreviation, **said)
