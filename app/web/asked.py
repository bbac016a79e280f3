"""What an author is asked to say a sentence about: each rule that demands it, and each indicator that asks for attention."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.editorial.checks.results import Result
from app.messages.checks import RULES
from app.messages.neutrality import REASONS
from app.models.check import CheckLevel

WHY: Final = "justification-"
"""Fields that begin so hold an answer; what follows is the rule or the indicator."""
MOST_WORDS: Final = 2_000
_INDICATOR: Final = re.compile(r"I\d\d")


@dataclass(frozen=True)
class Question:
    """One field for an answer; `is_new` where the page does not show it yet, so that nothing typed is overwritten."""

    field: str
    label: str
    is_optional: bool
    is_new: bool


def find_questions(results: Iterable[Result], fields: Mapping[str, str]) -> list[Question]:
    """Return the fields for answers: what is asked now, and what stands on the sheet already, asked again or not."""
    asked = {row.asks_for: row for row in results if row.asks_for}
    before = [name.removeprefix(WHY) for name in fields if name.startswith(WHY)]
    names = [*asked, *(name for name in before if name in RULES or _INDICATOR.fullmatch(name))]
    return [
        Question(
            f"{WHY}{name}", _label(name, asked.get(name)), name not in RULES, f"{WHY}{name}" not in fields
        )
        for name in dict.fromkeys(names)
    ]


def answers_in(fields: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what the author says to the rules and indicators that asked."""
    return [
        {"rule": name.removeprefix(WHY), "text": text.strip()[:MOST_WORDS]}
        for name, text in fields.items()
        if name.startswith(WHY) and text.strip()
    ]


def answer_fields(justifications: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return what was said when the post was handed in last as fields of the sheet."""
    return {f"{WHY}{row['rule']}": str(row["text"]) for row in justifications}


def _label(name: str, result: Result | None) -> str:
    if name in RULES:
        return f"Begründung: {RULES[name].title}"
    if result is None or result.level is CheckLevel.BLOCK or result.issue.key not in REASONS:
        return f"Zum Anhaltspunkt {name}"
    return f"Zum Anhaltspunkt „{REASONS[result.issue.key][0]}“"
