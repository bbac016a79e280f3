"""What one organisation is asked for an inquiry, and what it says."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.api.schemas.fields import Answer, Instant, Note, Request
from app.api.schemas.inquiries import TableOut
from app.models import Survey
from app.models.inquiry import Block, SurveyWord
from app.queries.inquiries import MatrixRow, SurveyState


class SurveyAnswerIn(Request):
    """A word on one block; whoever mended something in the register says what (`remark`)."""

    block: Block
    word: SurveyWord
    remark: Note | None = None


class SurveySignatureIn(Request):
    """The sum of what was shown to whoever signs (`seen` of the survey)."""

    seen: str


class SurveyAnswerOut(Answer):
    """What an organisation says of one block."""

    block: Block
    word: SurveyWord
    remark: str | None
    at: Instant


class SurveyOut(Answer):
    """Where one organisation stands, and its word on each block that it has answered."""

    id: UUID
    inquiry_id: UUID
    organisation: str
    state: SurveyState
    due_on: date
    sent_at: Instant
    signed_at: Instant | None
    answers: list[SurveyAnswerOut]

    @classmethod
    def of(cls, row: MatrixRow) -> "SurveyOut":
        """Return the answer for a row of the matrix."""
        return cls(**_about(row.survey, row.state))


class SurveysOut(Answer):
    """Every organisation that was asked, by abbreviation."""

    items: list[SurveyOut]


class SurveySheetOut(SurveyOut):
    """The same with what the register knows of it now; `seen` is the sum of these tables, which a signature names.

    `is_old` says that the tables changed after they were signed.
    """

    tables: list[TableOut]
    seen: str
    is_old: bool

    @classmethod
    def with_tables(
        cls, survey: Survey, state: SurveyState, tables: Mapping[str, Any], seen: str
    ) -> "SurveySheetOut":
        """Return the answer for a survey and the packed tables of its organisation."""
        return cls(
            **_about(survey, state),
            tables=[TableOut.of(Block(block), data) for block, data in tables.items()],
            seen=seen,
            is_old=survey.signed_sha256 not in {None, seen},
        )


def _about(survey: Survey, state: SurveyState) -> dict[str, Any]:
    names = ("id", "inquiry_id", "due_on", "sent_at", "signed_at")
    return {
        **{name: getattr(survey, name) for name in names},
        "organisation": survey.organisation.abbreviation,
        "state": state,
        "answers": [
            SurveyAnswerOut(block=row.block, word=row.word, remark=row.remark, at=row.at)
            for row in survey.answers
        ],
    }
