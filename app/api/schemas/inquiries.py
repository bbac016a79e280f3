"""Inquiries of parliament: what is asked, and the frozen answer. Days are Berlin days."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Abbreviation, Answer, Instant, Request, Text, Title
from app.messages.inquiries import BLOCKS
from app.models import Inquiry, InquiryQuestion, InquiryVersion
from app.models.inquiry import Block
from app.queries.inquiries import SurveyState, state_of
from app.reports.cells import say_printed
from app.reports.keeping import Difference, unpack


class QuestionIn(Request):
    """A question as printed: its label (such as `4`), its wording, and the block that answers it."""

    label: Title
    wording: Text
    block: Block = Block.TEXT


class InquiryIn(Request):
    """An inquiry as it arrived: `deadline` is parliament's, `as_of` the day whose state is asked for."""

    number: Title
    title: Title
    members: Annotated[list[Title], Field(min_length=1, max_length=50)]
    deadline: date
    as_of: date
    questions: Annotated[list[QuestionIn], Field(min_length=1, max_length=100)]


class AnswerIn(Request):
    """Words of the government's own, in place of those last read (`before`); null for none."""

    answer: Text | None
    before: Text | None


class SurveyIn(Request):
    """Until when organisations are to answer; not after parliament's deadline."""

    due_on: date


class CoSignatureIn(Request):
    """For which organisation somebody stands behind the answer."""

    organisation: Abbreviation


class QuestionOut(Answer):
    """A question with the block that answers it, and our own words before or instead of it."""

    id: UUID
    label: str
    wording: str
    block: Block
    answer: str | None

    @classmethod
    def of(cls, row: InquiryQuestion) -> "QuestionOut":
        """Return the answer for a row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class VersionRowOut(Answer):
    """A frozen answer; `sha256` is the sum of everything in it."""

    id: UUID
    number: int
    as_of: date
    kept_at: Instant
    sha256: str

    @classmethod
    def of(cls, row: InquiryVersion) -> "VersionRowOut":
        """Return the answer for a row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class InquiryRowOut(Answer):
    """An inquiry in a list: how many organisations were asked, how many have signed, how many are late."""

    id: UUID
    number: str
    title: str
    members: list[str]
    deadline: date
    as_of: date
    opened_at: Instant
    asked: int
    signed: int
    late: int

    @classmethod
    def of(cls, row: Inquiry, today: date) -> "InquiryRowOut":
        """Return the answer for a row."""
        return cls(**_about(row, today))


class InquiryOut(InquiryRowOut):
    """An inquiry with its questions and the versions of the answer, the first one first."""

    questions: list[QuestionOut]
    versions: list[VersionRowOut]

    @classmethod
    def of(cls, row: Inquiry, today: date) -> "InquiryOut":
        """Return the answer for a row."""
        questions = [QuestionOut.of(question) for question in row.questions]
        versions = [VersionRowOut.of(version) for version in row.versions]
        return cls(**_about(row, today), questions=questions, versions=versions)


class TableOut(Answer):
    """A block's table as printed: amounts and days as German texts, an empty text where there is nothing."""

    block: Block
    title: str
    heads: list[str]
    rows: list[list[str]]
    notes: list[str]

    @classmethod
    def of(cls, block: Block, data: Mapping[str, Any]) -> "TableOut":
        """Return the answer for a packed table."""
        table = unpack(data)
        rows = [[say_printed(cell) for cell in row] for row in table.rows]
        return cls(
            block=block, title=BLOCKS[block], heads=list(table.heads), rows=rows, notes=list(table.notes)
        )


class KeptQuestionOut(Answer):
    """A question as it was frozen."""

    label: str
    wording: str
    block: Block
    answer: str | None


class SaidOut(Answer):
    """What an organisation said in the survey until it was frozen, in German."""

    organisation: str
    said: str
    remarks: str


class SignatureOut(Answer):
    """An organisation that stands behind the version (Mitzeichnung)."""

    organisation: str
    at: Instant


class VersionOut(VersionRowOut):
    """A frozen answer whole: nothing that changes afterwards in the register touches it."""

    inquiry_id: UUID
    inquiry: str
    title: str
    members: list[str]
    questions: list[KeptQuestionOut]
    tables: list[TableOut]
    surveys: list[SaidOut]
    signatures: list[SignatureOut]

    @classmethod
    def of(cls, row: InquiryVersion) -> "VersionOut":
        """Return the answer for a row."""
        content = row.content
        kept = VersionRowOut.of(row).model_dump()
        return cls(
            **kept | {"kept_at": row.kept_at},
            inquiry_id=row.inquiry_id,
            inquiry=content["number"],
            title=content["title"],
            members=content["members"],
            questions=[KeptQuestionOut(**question) for question in content["questions"]],
            tables=[
                TableOut.of(block, content["tables"][block]) for block in Block if block in content["tables"]
            ],
            surveys=[SaidOut(**said) for said in content["surveys"]],
            signatures=[
                SignatureOut(organisation=signed.organisation.abbreviation, at=signed.at)
                for signed in row.signatures
            ],
        )


class ChangedRowOut(Answer):
    """A row that only the later version has (`new`), or only the earlier one."""

    block: Block
    new: bool
    row: list[str]

    @classmethod
    def of(cls, row: Difference) -> "ChangedRowOut":
        """Return the answer for a difference."""
        return cls(block=Block(row.block), new=row.is_new, row=[say_printed(cell) for cell in row.row])


class ComparisonOut(Answer):
    """What changed between two versions, block by block; a changed row went and came."""

    differences: list[ChangedRowOut]


def _about(row: Inquiry, today: date) -> dict[str, Any]:
    states = [state_of(survey, today) for survey in row.surveys]
    names = ("id", "number", "title", "members", "deadline", "as_of", "opened_at")
    return {
        **{name: getattr(row, name) for name in names},
        "asked": len(states),
        "signed": states.count(SurveyState.SIGNED),
        "late": states.count(SurveyState.LATE),
    }
