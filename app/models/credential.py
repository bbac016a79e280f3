"""What opens a channel, or signs what a hook is told: secrets, sealed so that the one who writes them cannot read them (SECURITY section 5)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified, choice


class CredentialKind(StrEnum):
    """What the secrets are for: a platform, as a person set them, a session that workers renewed themselves, or a hook."""

    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    WEBHOOK = "webhook"
    SESSION = "session"
    HOOK = "hook"


class Credential(Identified, Base):
    """The current secrets of one kind for one channel; new ones are a new row, and the old row is gone.

    Of a hook the secrets before the newest are kept as well for as long as they sign (`actions/hooks.py`).

    The sealed columns are never fetched unasked: the web process has no right to them (SECURITY CC-04). `environment`
    is the installation they were set in, the only one that may use them. `set_by_id` is empty where a worker did it.
    """

    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("channel_id", "kind"),
        CheckConstraint("num_nonnulls(channel_id, hook_id) = 1", name="of_one_owner"),
        CheckConstraint("(kind = 'hook') = (hook_id is not null)", name="hook_has_its_kind"),
        Index("ix_credential_hook_id", "hook_id", postgresql_where=text("hook_id is not null")),
    )

    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"))
    hook_id: Mapped[UUID | None] = mapped_column(ForeignKey("hook.id", ondelete="CASCADE"))
    kind: Mapped[CredentialKind] = mapped_column(choice(CredentialKind, "kind"))
    environment: Mapped[str]
    key_version: Mapped[int]
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    nonce: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    fingerprint: Mapped[str]
    expires_at: Mapped[datetime | None]
    set_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    set_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    @property
    def owner_id(self) -> UUID:
        """The channel or hook whose secrets these are; they are bound to its id."""
        owner_id = self.channel_id or self.hook_id
        assert owner_id is not None  # noqa: S101 - a constraint of the table
        return owner_id
