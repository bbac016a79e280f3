"""What is said: posts, their immutable revisions, and one variant of each post per channel."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import DateTime, Text, Uuid

from app.models.base import Base, Identified, choice
from app.models.channel import Channel
from app.models.organisation import Organisation
from app.models.theme import Theme
from app.models.user import User

WINDOW_S, URGENT_WINDOW_S = 1800, 300


class PostState(StrEnum):
    """Where a post stands on its way. `published` from the first delivery sent; `progress` tells the rest."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Cause(StrEnum):
    """Why something is said just now, although an election is near (NEUTRALITY sections 3 and 5)."""

    DANGER = "danger"
    DEADLINE = "deadline"
    LAW_IN_FORCE = "law_in_force"
    STATISTICS_DAY = "statistics_day"


class Relevance(StrEnum):
    """The seven criteria by which a subject is relevant (Anlage 1, page 6)."""

    TIMELINESS = "timeliness"
    MOOD = "mood"
    TALK_VALUE = "talk_value"
    SERVICE = "service"
    ENTERTAINMENT = "entertainment"
    EMOTION = "emotion"
    INTERACTION = "interaction"


class Post(Identified, Base):
    """One message of one responsible organisation. Approving never moves responsibility (SECURITY section 1).

    `on_behalf` marks what the central desk wrote for an organisation that has no channel of its own. What its ministry
    submitted as urgent says why in `urgent_reason`; each submission says it anew. `origin_id` names the post that this one was
    copied from, `corrects` that it is to set that one right.
    """

    __tablename__ = "post"
    __table_args__ = (
        Index("ix_post_organisation_id_id", "organisation_id", "id"),
        Index("ix_post_state", "state", "id"),
        Index("ix_post_submitted_at", "submitted_at"),
        Index("ix_post_updated_at", "updated_at", "id"),
        Index("ix_post_theme_id", "theme_id", postgresql_where=text("theme_id is not null")),
        Index("ix_post_origin_id", "origin_id", postgresql_where=text("origin_id is not null")),
        CheckConstraint("not corrects or origin_id is not null", name="a_correction_has_an_origin"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    state: Mapped[PostState] = mapped_column(choice(PostState, "state"), default=PostState.DRAFT)
    urgent_reason: Mapped[str | None]
    on_behalf: Mapped[bool] = mapped_column(default=False)
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id", ondelete="RESTRICT"))
    origin_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"))
    corrects: Mapped[bool] = mapped_column(default=False)
    current_revision_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("revision.id", ondelete="RESTRICT", use_alter=True, deferrable=True, initially="DEFERRED")
    )
    submitted_at: Mapped[datetime | None]
    neutrality_declared: Mapped[bool | None]
    justifications: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    claimed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    claimed_until: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own shape

    organisation: Mapped[Organisation] = relationship()
    theme: Mapped[Theme | None] = relationship()
    author: Mapped[User] = relationship(foreign_keys=author_id)
    claimed_by: Mapped[User | None] = relationship(foreign_keys=claimed_by_id)
    current_revision: Mapped["Revision"] = relationship(foreign_keys=current_revision_id, post_update=True)
    variants: Mapped[list["Variant"]] = relationship(back_populates="post", order_by="Variant.id")

    @property
    def urgent(self) -> bool:
        """Whether it goes by the fast lane."""
        return self.urgent_reason is not None

    @property
    def channels(self) -> list[Channel]:
        """Where it is meant to go: the channels of the variants that were not taken back."""
        return [variant.channel for variant in self.variants if variant.withdrawn_at is None]

    @property
    def window_s(self) -> int:
        """How late its deliveries may still leave unless the approver says otherwise, in seconds (PUBLISHING 9)."""
        return URGENT_WINDOW_S if self.urgent else WINDOW_S


class Revision(Identified, Base):
    """An immutable version of a post's content. `sha256` covers every payload, sorted by channel id, and the cause.

    `media` holds the images in order, each as `id`, `sha256`, `content_type`, `width`, `height`, `size` and `alt`:
    empty for a decorative one, null while nobody has written it. `cause` is the urgent cause that its ministry names. `citizen_value` says in one sentence what citizens gain,
    `relevance` which criteria of relevance are met; like title and note neither is ever published.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"))
    number: Mapped[int]
    editor_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    title: Mapped[str]
    text: Mapped[str]
    note_to_desk: Mapped[str | None]
    alternative_url: Mapped[str | None]
    joint_with: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list)
    content_warning: Mapped[str | None]
    cause: Mapped[Cause | None] = mapped_column(choice(Cause, "cause"))
    media: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    citizen_value: Mapped[str | None]
    relevance: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default="{}")
    sha256: Mapped[str]

    editor: Mapped[User] = relationship()
    renderings: Mapped[list["Rendering"]] = relationship(order_by="Rendering.variant_id")


class Opening(Base):
    """That somebody who decides opened this very revision; what was not opened is not approved in bulk."""

    __tablename__ = "opening"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(
        ForeignKey("revision.id", ondelete="RESTRICT"), primary_key=True
    )
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Variant(Identified, Base):
    """A post on one channel, from the draft on. The delivery that comes of it takes its id.

    `withdrawn_at` marks a variant taken back before it was ever approved. `is_approved` says that it has a delivery:
    what has none are few, and lists of what is open begin with them. `is_left_over` is kept by the database: the post was
    published while this variant was not approved. `package_id` names what it leaves together with (G23).
    """

    __tablename__ = "variant"
    __table_args__ = (
        UniqueConstraint("post_id", "channel_id"),
        Index("ix_variant_unapproved", "id", postgresql_where=text("not is_approved")),
        Index("ix_variant_left_over", "id", postgresql_where=text("is_left_over and not is_approved")),
        Index("ix_variant_package_id", "package_id", postgresql_where=text("package_id is not null")),
    )

    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"))
    withdrawn_at: Mapped[datetime | None]
    is_approved: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_left_over: Mapped[bool] = mapped_column(default=False, server_default=false())
    package_id: Mapped[UUID | None] = mapped_column(ForeignKey("package.id", ondelete="RESTRICT"))

    post: Mapped[Post] = relationship(back_populates="variants")
    channel: Mapped[Channel] = relationship()


class Rendering(Base):
    """What one revision says on one channel: its own text if any, the proposed time, and the payload to be hashed.

    `media` are the channel's own images in the shape of the revision's, NULL where the revision's are shown.
    `payload` is canonical JSON (sorted keys, NFC, no spaces): exactly the bytes whose SHA-256 is kept beside it.
    """

    __tablename__ = "rendering"
    __table_args__ = (
        CheckConstraint("proposed_fold in (0, 1)", name="fold"),
        Index("ix_rendering_proposed_at", "proposed_at"),
    )

    revision_id: Mapped[UUID] = mapped_column(
        ForeignKey("revision.id", ondelete="RESTRICT"), primary_key=True
    )
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="RESTRICT"), primary_key=True)
    text: Mapped[str | None]
    media: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    payload: Mapped[str]
    payload_sha256: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_wall: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    proposed_zone: Mapped[str]
    proposed_fold: Mapped[int]

    variant: Mapped[Variant] = relationship()


class Approval(Identified, Base):
    """A decision on one delivery, never changed: who, which revision, which payload hash, which due time."""

    __tablename__ = "approval"
    __table_args__ = (
        Index("ix_approval_variant_id", "variant_id"),
        CheckConstraint("window_s between 60 and 86400", name="window"),
    )

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="RESTRICT"))
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"))
    approver_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    payload_sha256: Mapped[str]
    due_at: Mapped[datetime]
    window_s: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    approver: Mapped[User] = relationship()
