"""The rules of the checks, how they are set and how often they found something."""

from typing import Annotated

from pydantic import Field

from app.api.schemas.fields import Answer, Instant, Reason, Request
from app.editorial.checks.base import Number
from app.messages.checks import RULES
from app.models.check import CheckLevel
from app.queries.checks import Hits, RuleView


class NumberOut(Answer):
    """The measure of a rule: what it means, what it is, what it is usually, and between what it may be set."""

    meaning: str
    value: int
    usual: int
    least: int
    most: int


class RuleOut(Answer):
    """A rule: where it comes from, how strict it is and may be, and who set it so; technical ones stay as they are."""

    rule: str
    title: str
    meaning: str
    chapter: str
    page: int | None
    technical: bool
    on: bool
    level: CheckLevel
    levels: list[CheckLevel]
    number: NumberOut | None
    changed_by: str | None
    changed_at: Instant | None
    reason: str | None

    @classmethod
    def of(cls, view: RuleView) -> "RuleOut":
        """Return the answer for a view."""
        rule, row, words = view.rule, view.row, RULES[view.rule.id]
        return cls(
            rule=rule.id,
            title=words.title,
            meaning=words.meaning,
            chapter=rule.chapter,
            page=rule.page,
            technical=rule.is_technical,
            on=view.tuning.is_on,
            level=view.tuning.level,
            levels=list(rule.levels),
            number=_number(words.number, rule.number, view.tuning.number),
            changed_by=row.changed_by.name if row else None,
            changed_at=row.changed_at if row else None,
            reason=row.reason if row else None,
        )


def _number(meaning: str, number: Number | None, value: int) -> NumberOut | None:
    if number is None:
        return None
    return NumberOut(meaning=meaning, value=value, usual=number.usual, least=number.least, most=number.most)


class RulesOut(Answer):
    """All rules."""

    items: list[RuleOut]


class TuneIn(Request):
    """What is to be set; what is left out stays as it is. The reason is kept with the event."""

    on: bool | None = None
    level: CheckLevel | None = None
    number: Annotated[int, Field(ge=0, le=10_000)] | None = None
    reason: Reason


class HitsOut(Answer):
    """In how many posts of an organisation a rule found something, and in how many of them its author said why."""

    rule: str
    organisation: str
    posts: int
    justified: int


class AllHitsOut(Answer):
    """The hits of the last days."""

    days: int
    items: list[HitsOut]

    @classmethod
    def of(cls, days: int, rows: list[Hits]) -> "AllHitsOut":
        """Return the answer for rows."""
        return cls(days=days, items=[HitsOut.model_validate(row) for row in rows])
