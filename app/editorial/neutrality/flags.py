"""What the assistant hands back: flags that point at a passage, never a verdict (NEUTRALITY section 4)."""

from dataclasses import dataclass
from enum import StrEnum

RULES = "1.2.0"
"""The version of the rules; stored with every decision, raised with every change of what they find."""


class IndicatorLevel(StrEnum):
    """How much attention a flag asks for; the check's own level is always `hint`."""

    HINT = "hint"
    REVIEW = "review"
    WARNING = "warning"


LEVELS = tuple(IndicatorLevel)


@dataclass(frozen=True, slots=True)
class Context:
    """What the text alone does not say: whether it is due in a pre-election period, and the cause given for it."""

    pre_election: bool = False
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found, in tokens `[first, last]`, before contexts lower it.

    `is_plain` says that nothing around it can explain it away: a call, a thank-you, ridicule in the office's own voice.
    """

    indicator: str
    reason: str
    first: int
    last: int
    level: IndicatorLevel = IndicatorLevel.WARNING
    is_plain: bool = False
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """One passage and why somebody should look at it; `[start, end)` in code points of the stored text."""

    indicator: str
    indicator_level: IndicatorLevel
    start: int
    end: int
    quote: str
    reason_key: str
    against_key: str
    source: str
    disputed: bool
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """All flags of one text in reading order, and by which lexicon and rules they were found."""

    flags: tuple[Flag, ...]
    lexicon: str
    rules: str = RULES

    @property
    def level(self) -> IndicatorLevel | None:
        """Return the highest level among the flags, nothing if there is none."""
        return max((flag.indicator_level for flag in self.flags), key=LEVELS.index, default=None)
