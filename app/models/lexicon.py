"""The lexicon of the neutrality assistant as data: versions that two persons made, their terms and their turns of phrase."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Connection, Date, ForeignKey, Table, Text, event, func, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.models.base import Base, Identified, choice
from app.models.user import User


class TermKind(StrEnum):
    """What a term is of its actor (NEUTRALITY section 6)."""

    NAME = "name"
    ADJECTIVE = "adjective"
    ORGANISATION = "organisation"
    YOUTH = "youth"
    FOUNDATION = "foundation"
    PERSON = "person"
    HANDLE = "handle"
    DOMAIN = "domain"
    HASHTAG = "hashtag"
    SLOGAN = "slogan"


class TermMatch(StrEnum):
    """How a term is looked for in a text."""

    EXACT_CASE = "exact_case"
    FOLDED = "folded"
    STEM = "stem"
    HOST_SUFFIX = "host_suffix"


class TermStrength(StrEnum):
    """Whether a term counts wherever it stands, or beside a political word only."""

    STRONG = "strong"
    NEEDS_CONTEXT = "needs_context"


class LexiconVersion(Identified, Base):
    """A proposed change of the lexicon and, once a second person confirmed it, the version that came of it.

    `changes` are what was proposed; `number` counts the confirmed versions, and the highest is in force. Nobody stands
    behind the first one: the operator loads it from the files that come with the system.
    """

    __tablename__ = "lexicon_version"
    __table_args__ = (
        CheckConstraint("(number is null) = (confirmed_at is null)", name="confirmed_has_number"),
        CheckConstraint(
            "confirmed_by_id is null or confirmed_by_id <> created_by_id", name="confirmed_by_another"
        ),
        CheckConstraint(
            "number is null or number = 1 or (created_by_id is not null and confirmed_by_id is not null)",
            name="made_by_two",
        ),
        CheckConstraint("(withdrawn_at is null) = (withdrawn_by_id is null)", name="withdrawn_by_somebody"),
        CheckConstraint("withdrawn_at is null or confirmed_at is null", name="confirmed_or_withdrawn"),
    )

    number: Mapped[int | None] = mapped_column(unique=True)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    note: Mapped[str]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    confirmed_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    withdrawn_at: Mapped[datetime | None]

    created_by: Mapped[User | None] = relationship(foreign_keys=created_by_id)
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=confirmed_by_id)

    @property
    def name(self) -> str | None:
        """What findings call it: day of confirmation and number, `2026-11-20.3`; nothing before it is confirmed."""
        if self.confirmed_at is None:
            return None
        return f"{clock.from_instant(self.confirmed_at).wall.date()}.{self.number}"


class LexiconTerm(Base):
    """One way of writing an actor in one version. It ends by `valid_to`, included, and is never deleted.

    Only a person's is, once it has ended: nobody who neither holds nor seeks office stays in it.
    """

    __tablename__ = "lexicon_term"
    __table_args__ = (
        ExcludeConstraint(
            (Column("version_id"), "="),
            (Column("kind"), "="),
            (Column("surface"), "="),
            (text("daterange(valid_from, valid_to, '[]')"), "&&"),
            name="ex_lexicon_term_once_a_day",
            using="gist",
        ),
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="ends_after_it_begins"),
        CheckConstraint("kind <> 'person' or valid_to is not null", name="a_person_has_an_end"),
    )

    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("lexicon_version.id", ondelete="RESTRICT"), primary_key=True
    )
    kind: Mapped[TermKind] = mapped_column(choice(TermKind, "kind"), primary_key=True)
    surface: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    actor: Mapped[str]
    match: Mapped[TermMatch] = mapped_column(choice(TermMatch, "match"))
    strength: Mapped[TermStrength] = mapped_column(choice(TermStrength, "strength"))
    territory: Mapped[str | None]
    source: Mapped[str]
    note: Mapped[str | None]


@event.listens_for(LexiconTerm.__table__, "before_create")
def _need_gist(_table: Table, connection: Connection, **_: Any) -> None:
    connection.execute(text("create extension if not exists btree_gist"))


class LexiconCue(Base):
    """One turn of phrase of a class in one version, in the pattern language of the assistant."""

    __tablename__ = "lexicon_cue"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="ends_after_it_begins"),
    )

    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("lexicon_version.id", ondelete="RESTRICT"), primary_key=True
    )
    cue_class: Mapped[str] = mapped_column("class", Text(), primary_key=True)
    surface: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date(), primary_key=True)
    valid_to: Mapped[date | None]
