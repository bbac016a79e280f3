"""What opens a channel: its secrets, sealed so that the one who writes them cannot read them (SECURITY section 5)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified, choice


class CredentialKind(StrEnum):
    """What the secrets are for: a platform, as a person set them, or a session that workers renewed themselves."""

    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    WEBHOOK = "webhook"
    SESSION = "session"


class Credential(Identified, Base):
    """The current secrets of one kind for one channel; new ones are a new row, and the old row is gone.

    The sealed columns are never fetched unasked: the web process has no right to them (SECURITY CC-04). `environment`
    is the installation they were set in, the only one that may use them. `set_by_id` is empty where a worker did it.
    """

    __tablename__ = "credential"
    __table_args__ = (UniqueConstraint("channel_id", "kind"),)

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"))
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
