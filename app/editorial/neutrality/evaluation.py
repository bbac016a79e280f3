"""How good the assistant is on labelled posts: a post counts as found when it is warned about (NEUTRALITY section 9)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.editorial.neutrality.assessing import assess
from app.editorial.neutrality.flags import Assessment, Context, IndicatorLevel
from app.editorial.neutrality.lexicon import Lexicon

INDICATORS = tuple(f"I{number:02}" for number in range(1, 17))


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled post."""

    text: str
    is_inadmissible: bool
    indicators: tuple[str, ...] = ()
    pre_election: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled post and what the assistant says to it."""

    case: Case
    assessment: Assessment

    @property
    def is_warned(self) -> bool:
        """Say whether the post is warned about."""
        return self.assessment.level is IndicatorLevel.WARNING

    @property
    def is_miss(self) -> bool:
        """Say whether the assistant warns where it should not, or does not where it should."""
        return self.is_warned != self.case.is_inadmissible


def read_case(row: Mapping[str, Any]) -> Case:
    """Return a row {text, label, indicators?, pre_election?} as a case; a ValueError names what is wrong with it."""
    if not isinstance(row.get("text"), str) or row.get("label") not in {"admissible", "inadmissible"}:
        raise ValueError("text, label: admissible | inadmissible")
    indicators = tuple(row.get("indicators") or ())
    if unknown := set(indicators) - set(INDICATORS):
        raise ValueError(f"indicators: {', '.join(sorted(map(str, unknown)))}")
    return Case(row["text"], row["label"] == "inadmissible", indicators, bool(row.get("pre_election")))


def judge(case: Case, lexicon: Lexicon) -> Judged:
    """Assess one labelled post."""
    return Judged(case, assess(case.text, lexicon, Context(pre_election=case.pre_election)))


def sum_up(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the figures of section 9: shares from 0 to 1, of nothing if there is no such post.

    The recall of an indicator is the share of posts labelled with it that are warned about.
    """
    guilty = [one for one in judged if one.case.is_inadmissible]
    rest = [one for one in judged if not one.case.is_inadmissible]
    by_indicator: dict[str, list[bool]] = defaultdict(list)
    for one in guilty:
        for indicator in one.case.indicators:
            by_indicator[indicator].append(one.is_warned)
    return {
        "recall": share(one.is_warned for one in guilty),
        "recall_by_indicator": {name: share(found) for name, found in sorted(by_indicator.items())},
        "warned_admissible": share(one.is_warned for one in rest),
        "hinted_admissible": share(bool(one.assessment.flags) and not one.is_warned for one in rest),
    }


def share_named(judged: Iterable[Judged], indicator: str) -> float | None:
    """Return in which share of the posts labelled with an indicator the assistant names the same one."""
    rows = [one for one in judged if one.case.is_inadmissible and indicator in one.case.indicators]
    return share(any(flag.indicator == indicator for flag in one.assessment.flags) for one in rows)


def share(found: Iterable[bool]) -> float | None:
    """Return the share of true values, rounded to four places, or nothing of nothing."""
    values = list(found)
    return round(sum(values) / len(values), 4) if values else None
