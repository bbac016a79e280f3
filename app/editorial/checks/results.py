"""What rules found, as the desk has set them: each result with its level and, once given, its justification."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.editorial.checks.base import Facts, Rule
from app.errors import Issue
from app.models.check import CheckLevel
from app.models.post import Rendering, Revision


@dataclass(frozen=True)
class Tuning:
    """How the desk has set a rule."""

    is_on: bool
    level: CheckLevel
    number: int


@dataclass(frozen=True)
class Result:
    """One thing a rule points at, how strict it is, and what the author said to it."""

    rule: str
    level: CheckLevel
    issue: Issue
    justification: str | None = None

    @property
    def indicator(self) -> str | None:
        """Which of the sixteen indicators of party politics it is, if any."""
        return self.issue.context.get("indicator")

    @property
    def indicator_level(self) -> str | None:
        """How much attention the indicator asks for."""
        return self.issue.context.get("indicator_level")

    @property
    def is_pressing(self) -> bool:
        """Whether somebody should look at it for certain: a reason was asked for, or the assistant asks for attention."""
        return self.level is not CheckLevel.HINT or self.indicator_level in {"warning", "review"}

    @property
    def asks_for(self) -> str | None:
        """Return under which name the author may say something to it: the indicator's, the rule's, or none."""
        if self.indicator_level in {"warning", "review"}:
            return self.indicator
        return self.rule if self.level is CheckLevel.REASON_REQUIRED else None

    def stored(self) -> dict[str, Any]:
        """Return the result as it is kept."""
        return {
            "rule": self.rule,
            "level": self.level.value,
            "field": self.issue.field,
            "key": self.issue.key,
            "context": self.issue.context,
            "justification": self.justification,
        }

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Result":
        """Return the result that was kept so."""
        issue = Issue(row["field"], row["key"], row["context"])
        return cls(row["rule"], CheckLevel(row["level"]), issue, row["justification"])


def usual_tuning(rule: Rule) -> Tuning:
    """Return how the house delivers a rule."""
    return Tuning(is_on=True, level=rule.levels[0], number=rule.number.usual if rule.number else 0)


def find_results(
    rules: Iterable[Rule],
    revision: Revision,
    renderings: Sequence[Rendering],
    facts: Facts,
    tuned: Mapping[str, Tuning],
) -> list[Result]:
    """Return what these rules find, each as it is set; a rule that is off finds nothing."""
    found = []
    for rule in rules:
        tuning = tuned.get(rule.id) or usual_tuning(rule)
        if tuning.is_on:
            issues = rule.find(revision, renderings, replace(facts, number=tuning.number))
            found += [Result(rule.id, tuning.level, issue) for issue in issues]
    return found


def justify(results: Iterable[Result], justifications: Iterable[Mapping[str, Any]]) -> list[Result]:
    """Return the results with what the author said to each rule or indicator."""
    said = {row["rule"]: row["text"] for row in justifications}
    return [
        replace(row, justification=said.get(row.indicator or "") or said.get(row.rule)) for row in results
    ]


def find_unjustified(results: Iterable[Result]) -> list[Result]:
    """Return the results that ask for a reason and have none."""
    return [
        row
        for row in results
        if row.level is CheckLevel.REASON_REQUIRED and not (row.justification or "").strip()
    ]
