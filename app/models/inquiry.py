"""A Kleine Anfrage: its questions, the survey among ministries, and the answer as it stood on a day."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Identified, choice
from app.models.organisation import Organisation
from app.models.user import User


class Block(StrEnum):
    """The building block that answers a question; `text` is words of the government's own."""

    CHANNELS = "channels"
    COSTS = "costs"
    ADVERTISING = "advertising"
    STAFFING = "staffing"
    STRATEGIES = "strategies"
    FOLLOWERS = "followers"
    REMOVALS = "removals"
    TEXT = "text"


class Inquiry(Identified, Base):
    """What members of parliament want to know, until when, and as of which day."""

    __tablename__ = "inquiry"
    __table_args__ = (CheckConstraint("as_of <= deadline", name="as_of_before_deadline"),)

    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    members: Mapped[list[str]] = mapped_column(ARRAY(Text))
    deadline: Mapped[date]
    as_of: Mapped[date]
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    opened_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    questions: Mapped[list["InquiryQuestion"]] = relationship(
        order_by="InquiryQuestion.position", cascade="all, delete-orphan"
    )
    surveys: Mapped[list["Survey"]] = relationship(order_by="Survey.id", viewonly=True)
    versions: Mapped[list["InquiryVersion"]] = relationship(order_by="InquiryVersion.number", viewonly=True)


class InquiryQuestion(Identified, Base):
    """One question as printed, and the block that answers it; `answer` holds our words before or instead of it."""

    __tablename__ = "inquiry_question"
    __table_args__ = (UniqueConstraint("inquiry_id", "position"),)

    inquiry_id: Mapped[UUID] = mapped_column(ForeignKey("inquiry.id", ondelete="CASCADE"))
    position: Mapped[int]
    label: Mapped[str]
    wording: Mapped[str]
    block: Mapped[Block] = mapped_column(choice(Block, "block"))
    answer: Mapped[str | None]


class Survey(Identified, Base):
    """One organisation's part of an inquiry; signed over the sum of the rows it saw (`signed_sha256`)."""

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("inquiry_id", "organisation_id"),
        CheckConstraint(
            "num_nonnulls(signed_at, signed_by_id, signed_sha256) in (0, 3)", name="signed_whole"
        ),
    )

    inquiry_id: Mapped[UUID] = mapped_column(ForeignKey("inquiry.id", ondelete="RESTRICT"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    due_on: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    signed_sha256: Mapped[str | None]

    organisation: Mapped[Organisation] = relationship()
    inquiry: Mapped[Inquiry] = relationship()
    signed_by: Mapped[User | None] = relationship(foreign_keys=signed_by_id)
    answers: Mapped[list["SurveyAnswer"]] = relationship(
        order_by="SurveyAnswer.block", cascade="all, delete-orphan"
    )


class SurveyWord(StrEnum):
    """What an organisation says of its rows: right, mended in the register, or the question does not apply."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    NOT_APPLICABLE = "not_applicable"


class SurveyAnswer(Base):
    """An organisation's word on one block; `remark` says what it mended."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        CheckConstraint("word <> 'corrected' or remark is not null", name="corrected_says_what"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True)
    block: Mapped[Block] = mapped_column(choice(Block, "block"), primary_key=True)
    word: Mapped[SurveyWord] = mapped_column(choice(SurveyWord, "word"))
    remark: Mapped[str | None]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class InquiryVersion(Identified, Base):
    """The answer as it stood when it was frozen: each block's table and each question. Never changed."""

    __tablename__ = "inquiry_version"
    __table_args__ = (UniqueConstraint("inquiry_id", "number"),)

    inquiry_id: Mapped[UUID] = mapped_column(ForeignKey("inquiry.id", ondelete="RESTRICT"))
    number: Mapped[int]
    as_of: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sha256: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    kept_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))

    inquiry: Mapped[Inquiry] = relationship()
    signatures: Mapped[list["CoSignature"]] = relationship(order_by="CoSignature.at", viewonly=True)


class CoSignature(Base):
    """That an organisation stands behind a frozen version (Mitzeichnung). Never changed."""

    __tablename__ = "co_signature"

    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("inquiry_version.id", ondelete="RESTRICT"), primary_key=True
    )
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisation.id", ondelete="RESTRICT"), primary_key=True
    )
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    organisation: Mapped[Organisation] = relationship()
