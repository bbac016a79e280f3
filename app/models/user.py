"""Who may speak: accounts, the roles they hold in an organisation, and their sign-ins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from app.models.base import Base, Identified, choice
from app.models.organisation import Organisation


class Role(StrEnum):
    """What somebody is in an organisation (SECURITY section 2)."""

    MINISTRY_EDITOR = "ministry_editor"
    MINISTRY_LEAD = "ministry_lead"
    CENTRAL_EDITOR = "central_editor"
    CHANNEL_MANAGER = "channel_manager"
    AUDITOR = "auditor"
    ADMIN = "admin"
    AGENCY = "agency"
    SERVICE = "service"


class TokenScope(StrEnum):
    """The closed list of what an API token can be given; deciding, stopping and connecting are not in it (TK-03)."""

    POSTS_READ = "posts:read"
    POSTS_WRITE = "posts:write"
    POSTS_SUBMIT = "posts:submit"
    REGISTER_READ = "register:read"


class User(Identified, Base):
    """An account. `person_id` says which human being is behind it: two accounts of one person are one pair of eyes.

    A service account has an owner who answers for it, the owner's `person_id`, and neither address nor password:
    it speaks by API tokens only. With an initial password nothing else is possible than to choose one's own.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("(owner_id is null) = (email is not null)", name="a_service_has_no_address"),
        CheckConstraint("(owner_id is null) = (password_hash is not null)", name="a_service_has_no_password"),
    )

    person_id: Mapped[UUID] = mapped_column(default=uuid7)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    email: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    password_is_initial: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    locked_at: Mapped[datetime | None]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", foreign_keys="Membership.user_id"
    )
    owner: Mapped["User | None"] = relationship(remote_side="User.id")


class Membership(Identified, Base):
    """A role of a user in an organisation, with its days. `can_approve` is the explicit right of an editor.

    A deputy acts under their own name and for a time (SECURITY AU-12); so does an agency (AZ-07).
    """

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "organisation_id", "role"),
        CheckConstraint("deputy_for_id is null or valid_to is not null", name="a_deputy_has_an_end"),
        CheckConstraint(
            "role <> 'agency' or (valid_to is not null and not can_approve)", name="an_agency_has_an_end"
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    can_approve: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    deputy_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))

    user: Mapped[User] = relationship(back_populates="memberships", foreign_keys=user_id)
    deputy_for: Mapped[User | None] = relationship(foreign_keys=deputy_for_id)
    organisation: Mapped[Organisation] = relationship()
    entrusted: Mapped[list["EntrustedChannel"]] = relationship(cascade="all, delete-orphan")

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the role is held on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class EntrustedChannel(Base):
    """A channel that is named in an account: channel managers and agencies reach no other (SECURITY section 2)."""

    __tablename__ = "entrusted_channel"

    membership_id: Mapped[UUID] = mapped_column(
        ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True
    )
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"), primary_key=True)


class SignIn(Identified, Base):
    """A sign-in on the server: the token is kept as SHA-256 only, lives ten hours at most and can be revoked.

    `seen_at` is when a browser last came with it; None marks the bearer token of a program, which no page takes as
    no route of the API takes a browser's (SECURITY AU-07, AU-11).
    """

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_user_id", "user_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    token_sha256: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


@dataclass(frozen=True)
class Grant:
    """A role held today: its organisation and every one below that, the channels assigned, whom it deputises for."""

    role: Role
    organisation_id: UUID
    abbreviation: str
    reach: frozenset[UUID]
    can_approve: bool = False
    channels: frozenset[UUID] = frozenset()
    deputy_for: str | None = None


@dataclass(frozen=True)
class Actor:
    """Who is asking, as of this transaction: a person with grants, or the machine itself (no grants).

    `scopes` are what an API token was given; None says that somebody signed in themselves. `lacks` is the key of what
    such a sign-in still has to bring before anything else.
    """

    user_id: UUID | None
    person_id: UUID | None
    name: str
    grants: tuple[Grant, ...] = ()
    signed_in_at: datetime | None = None
    scopes: frozenset[TokenScope] | None = None
    lacks: str | None = None

    def holds(self, *roles: Role) -> bool:
        """Tell whether one of the roles is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def reach(self, *roles: Role) -> frozenset[UUID]:
        """Return the organisations in which one of the roles is held."""
        return union(grant.reach for grant in self.grants if grant.role in roles)

    def channels(self, *roles: Role) -> frozenset[UUID]:
        """Return the channels assigned to one of the roles."""
        return union(grant.channels for grant in self.grants if grant.role in roles)


def union(sets: Iterable[frozenset[UUID]]) -> frozenset[UUID]:
    """Return the union of any number of sets, none included."""
    return frozenset().union(*sets)


MACHINE = Actor(user_id=None, person_id=None, name="Redaktionssystem")
