"""The hits of the checks as shares of a chart: by rule, or of one rule by organisation. Nobody is ranked by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.queries.checks import Hits

PERIODS: Final = (90, 30, 366)
"""So many days back people may look; the first is what they see unless they choose."""


@dataclass(frozen=True)
class Share:
    """One bar: of which rule or organisation, how many posts, and how long the bar is, in hundredths of the longest."""

    rule: str
    organisation: str
    posts: int
    length: float


def find_shares(rows: Sequence[Hits], rule: str) -> list[Share]:
    """Return one bar for each organisation where a rule is named, and else for each rule, in the order of the rows."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        if rule in {"", row.rule}:
            key = (row.rule, row.organisation if rule else "")
            sums[key] = sums.get(key, 0) + row.posts
    most = max(sums.values(), default=1)
    return [Share(*key, posts, round(100 * posts / most, 2)) for key, posts in sums.items()]
