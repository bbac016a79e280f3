"""Nutzungskonzepte: a body's own words, whom its imprint names, and what was issued. Days are Berlin days."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Abbreviation, Answer, Instant, Request, Text, Title, WebAddress
from app.models import Concept
from app.models.concept import ImprintRole
from app.queries.concepts import ConceptView, Imprint
from app.reports.concept import Draft, say_imprint


class ConceptIn(Request):
    """Whose concept is begun, and what it is called."""

    organisation: Abbreviation
    title: Title


class ConceptTextIn(Request):
    """What a body says itself, section by section; an empty line ends a paragraph, `- ` and `1. ` begin items.

    `sources` are where the same can be read without a platform. What is not said yet is null.
    """

    title: Title
    preamble: Text | None = None
    mission: Text | None = None
    contact: Text | None = None
    sources: Annotated[list[WebAddress], Field(default_factory=list, max_length=20)]
    channels: Text | None = None
    commitment: Text | None = None


class ImprintEntryIn(Request):
    """A body, person or office with what it answers for (`area`), and on which days it stands in the imprint."""

    role: ImprintRole
    name: Title
    function: Title | None = None
    area: Title | None = None
    address: Text | None = None
    phone: Title | None = None
    email: Title | None = None
    valid_from: date
    valid_to: date | None = None


class ConceptIssueIn(Request):
    """The day the concept stands for: today or an earlier one."""

    as_of: date


class EvaluationIn(Request):
    """Whether a body goes on with its channels (`goes_on`, and why), and how."""

    concept_id: UUID
    evaluated_on: date
    goes_on: bool
    whether: Text
    how: Text


class EvaluationOut(Answer):
    """That a body looked whether and how it goes on; never changed."""

    id: UUID
    concept_id: UUID
    evaluated_on: date
    goes_on: bool
    whether: str
    how: str
    at: Instant


class PlatformFactsIn(Request):
    """What a platform is and is good for; `is_open` tells whether it is read without an account, null where unknown."""

    description: Text
    operator: Title | None = None
    seat: Title | None = None
    is_open: bool | None = None
    info_url: WebAddress | None = None


class PlatformFactsOut(Answer):
    """What concepts say of a platform."""

    platform_slug: str
    description: str
    operator: str | None
    seat: str | None
    is_open: bool | None
    info_url: str | None


class ImprintEntryOut(Answer):
    """Whom an imprint names."""

    id: UUID
    role: ImprintRole
    name: str
    function: str | None
    area: str | None
    address: str | None
    phone: str | None
    email: str | None
    valid_from: date
    valid_to: date | None


class ConceptVersionRowOut(Answer):
    """A version as it was issued; `sha256` is the sum of everything in it."""

    id: UUID
    number: int
    as_of: date
    channel_ids: list[UUID]
    sha256: str
    issued_at: Instant


class ConceptVersionOut(ConceptVersionRowOut):
    """A version whole: its sections in the pieces they are made of."""

    content: dict[str, Any]


class ConceptRowOut(Answer):
    """A concept in a list; `evaluate_by` is the day by which it is to be evaluated, null before it was issued."""

    id: UUID
    organisation: str
    title: str
    evaluate_by: date | None
    versions: list[ConceptVersionRowOut]

    @classmethod
    def of(cls, row: Concept) -> "ConceptRowOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            organisation=row.organisation.abbreviation,
            title=row.title,
            evaluate_by=row.evaluate_by,
            versions=versions_of(row),
        )


class ConceptOut(ConceptRowOut):
    """A concept as it is worked on; `missing` names what it lacks, `not_covered` the channels not in the newest version."""

    preamble: str | None
    mission: str | None
    contact: str | None
    sources: list[str]
    channels: str | None
    commitment: str | None
    entries: list[ImprintEntryOut]
    missing: list[str]
    not_covered: list[UUID]

    @classmethod
    def of_view(cls, view: ConceptView, draft: Draft) -> "ConceptOut":
        """Return the answer for a concept as it stands."""
        row = view.concept
        own = ("id", "title", "preamble", "mission", "contact", "sources", "channels", "commitment")
        return cls(
            **{name: getattr(row, name) for name in own},
            organisation=row.organisation.abbreviation,
            evaluate_by=row.evaluate_by,
            versions=versions_of(row),
            entries=[ImprintEntryOut.model_validate(entry) for entry in row.entries],
            missing=list(draft.missing),
            not_covered=[channel.id for channel in view.not_covered],
        )


class ImprintOut(Answer):
    """The imprint of a channel on a day, as text to be put where a platform asks for it, and whom it names."""

    channel_id: UUID
    day: date
    text: str
    entries: list[ImprintEntryOut]

    @classmethod
    def of(cls, row: Imprint) -> "ImprintOut":
        """Return the answer for an imprint."""
        entries = [ImprintEntryOut.model_validate(entry) for entry in row.entries]
        said = say_imprint(row.entries, row.day)
        return cls(channel_id=row.channel.id, day=row.day, text=said, entries=entries)


def versions_of(row: Concept) -> list[ConceptVersionRowOut]:
    """Return the versions of a concept, the first one first."""
    return [ConceptVersionRowOut.model_validate(version) for version in row.versions]
