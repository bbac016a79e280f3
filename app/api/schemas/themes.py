"""Themes, contributions and occasions as the API takes and gives them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app import clock
from app.actions.themes import Material, Plan
from app.api.schemas.fields import Answer, Instant, Note, Reason, Request, Surface, Title, WebAddress, When
from app.models import Contribution, Theme, ThemeComment
from app.models.contribution import ContributionState
from app.models.occasion import OccasionKind
from app.models.theme import Goal, Purpose, Sensitivity, ThemeKind
from app.models.theme_comment import ThemeDecision

Words = Annotated[tuple[Surface, ...], Field(max_length=20)]


class MaterialPart(Request):
    """Something to work with: what it is, and its address."""

    label: Title
    url: WebAddress


class ThemeIn(Request):
    """All that is said of a theme; without days it is an idea. `ministries` take part besides the lead."""

    title: Title
    kind: ThemeKind
    lead_id: UUID
    summary: Note | None = None
    ministries: Annotated[tuple[UUID, ...], Field(max_length=50)] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    goals: Annotated[tuple[Goal, ...], Field(max_length=7)] = ()
    purposes: Annotated[tuple[Purpose, ...], Field(max_length=3)] = ()
    target_groups: Words = ()
    formats: Words = ()
    sensitivity: Sensitivity = Sensitivity.NORMAL
    embargo_until: When | None = None
    material: Annotated[tuple[MaterialPart, ...], Field(max_length=50)] = ()

    def plan(self) -> Plan:
        """Return what the actions take."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        values["embargo_until"] = instant_of(self.embargo_until)
        values["material"] = tuple(Material(row.label, row.url) for row in self.material)
        return Plan(**values)


class ThemeCommentIn(Request):
    """A remark on a theme; with a decision the text is the reason for it."""

    text: Reason
    decision: ThemeDecision | None = None


class ThemeCommentOut(Answer):
    """What somebody said about a theme, or decided."""

    id: UUID
    author: str
    written_at: Instant
    text: str
    decision: ThemeDecision | None

    @classmethod
    def of(cls, row: ThemeComment) -> "ThemeCommentOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            author=row.author.name,
            written_at=row.written_at,
            text=row.text,
            decision=row.decision,
        )


class MinistryOut(Answer):
    """A ministry by its Kürzel."""

    id: UUID
    abbreviation: str


class ThemeOut(Answer):
    """A theme; `is_under_embargo` says that it is shown only to its ministries and the desk for the time being."""

    id: UUID
    title: str
    summary: str | None
    kind: ThemeKind
    lead: MinistryOut
    ministries: list[MinistryOut]
    starts_on: date | None
    ends_on: date | None
    goals: list[Goal]
    purposes: list[Purpose]
    target_groups: list[str]
    formats: list[str]
    sensitivity: Sensitivity
    embargo_until: Instant | None
    is_under_embargo: bool
    is_central_first: bool
    material: list[MaterialPart]
    withdrawn_at: Instant | None

    @classmethod
    def of(cls, theme: Theme) -> "ThemeOut":
        """Return the answer for a row."""
        values = {name: getattr(theme, name) for name in set(cls.model_fields) - {"ministries", "material"}}
        ministries = [MinistryOut.model_validate(row.organisation) for row in theme.ministries]
        material = [MaterialPart(**row) for row in theme.material]
        return cls.model_validate(values | {"ministries": ministries, "material": material})


class ThemeOfPostIn(Request):
    """The theme that a post is to hang on; null for none."""

    theme_id: UUID | None


class ContributionIn(Request):
    """What a ministry is asked for, and until when."""

    organisation_id: UUID
    request: Reason
    due_at: When


class ContributionAnswerIn(Request):
    """The ministry's answer: a sentence, a post of the theme, or both."""

    answer: Reason | None = None
    post_id: UUID | None = None


class HandOverIn(Request):
    """To whom a request is handed over, and why."""

    organisation_id: UUID
    reason: Reason


class ContributionOut(Answer):
    """What a ministry was asked for, and what it answered."""

    id: UUID
    theme_id: UUID
    organisation: MinistryOut
    handed_over_from: MinistryOut | None
    request: str
    asked_at: Instant
    due_at: Instant
    reminded_at: Instant | None
    state: ContributionState
    answer: str | None
    post_id: UUID | None
    answered_at: Instant | None

    @classmethod
    def of(cls, row: Contribution) -> "ContributionOut":
        """Return the answer for a row."""
        return cls.model_validate(row)


class OccasionIn(Request):
    """An occasion, both days included."""

    name: Title
    kind: OccasionKind
    first_day: date
    last_day: date


class OccasionOut(OccasionIn, Answer):
    """An occasion as it was entered."""

    id: UUID


def instant_of(when: object) -> datetime | None:
    """Return the instant that a `When` became."""
    return when.instant if isinstance(when, clock.Moment) else None
