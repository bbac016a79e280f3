"""The lexicon of the neutrality assistant: versions, proposals, and what they would change."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Answer, Instant, Reason, Request
from app.editorial.neutrality import Flag, IndicatorLevel
from app.editorial.neutrality.changes import AddCue, AddTerm, EndCue, EndTerm
from app.models import LexiconVersion
from app.models.lexicon import TermKind, TermMatch, TermStrength
from app.queries.lexicon_impact import Difference, Impact

ChangeIn = Annotated[AddTerm | EndTerm | AddCue | EndCue, Field(discriminator="change")]


class LexiconChangeIn(Request):
    """Changes that belong together, and why they are made."""

    note: Reason
    changes: Annotated[list[ChangeIn], Field(min_length=1, max_length=50)]


class LexiconWithdrawalIn(Request):
    """Why a proposal is taken back."""

    reason: Reason


class LexiconVersionOut(Answer):
    """A proposal and, once confirmed, the version that came of it: `lexicon` is what findings call it.

    The names of persons who are out of office are empty in `changes`.
    """

    id: UUID
    lexicon: str | None
    note: str
    changes: list[dict[str, Any]]
    created_by: str | None
    created_at: Instant
    confirmed_by: str | None
    confirmed_at: Instant | None
    withdrawn_at: Instant | None

    @classmethod
    def of(cls, row: LexiconVersion) -> "LexiconVersionOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            lexicon=row.name,
            note=row.note,
            changes=row.changes,
            created_by=row.created_by.name if row.created_by else None,
            created_at=row.created_at,
            confirmed_by=row.confirmed_by.name if row.confirmed_by else None,
            confirmed_at=row.confirmed_at,
            withdrawn_at=row.withdrawn_at,
        )


class TermOut(Answer):
    """One way of writing an actor, with its days, both included."""

    actor: str
    kind: TermKind
    surface: str
    match: TermMatch
    strength: TermStrength
    valid_from: date
    valid_to: date | None
    territory: str | None
    source: str
    note: str | None


class CueOut(Answer):
    """One turn of phrase, with its days, both included."""

    cue_class: str
    surface: str
    valid_from: date
    valid_to: date | None


class ImpactFlagOut(Answer):
    """A passage that would be pointed at, or no longer."""

    indicator: str
    indicator_level: IndicatorLevel
    quote: str
    reason_key: str


class DifferenceOut(Answer):
    """A post that would be assessed differently."""

    post_id: UUID
    organisation: str
    title: str
    added: list[ImpactFlagOut]
    dropped: list[ImpactFlagOut]

    @classmethod
    def of(cls, row: Difference) -> "DifferenceOut":
        """Return the answer for a post."""
        return cls(
            post_id=row.post.id,
            organisation=row.post.organisation.abbreviation,
            title=row.post.current_revision.title,
            added=[_flag(flag) for flag in row.added],
            dropped=[_flag(flag) for flag in row.dropped],
        )


class ImpactOut(Answer):
    """How many posts were compared, and which of them would change."""

    compared: int
    differences: list[DifferenceOut]

    @classmethod
    def of(cls, impact: Impact) -> "ImpactOut":
        """Return the answer for a comparison."""
        return cls(
            compared=impact.compared, differences=[DifferenceOut.of(row) for row in impact.differences]
        )


def _flag(flag: Flag) -> ImpactFlagOut:
    return ImpactFlagOut.model_validate(flag)
