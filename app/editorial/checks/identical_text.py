"""Readers of different platforms are to be spoken to differently (Anlage 1, page 6)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from app.editorial.checks.base import Facts, Rule
from app.errors import Issue
from app.models.post import Rendering, Revision


def find_identical_texts(
    revision: Revision, renderings: Sequence[Rendering], facts: Facts
) -> Iterator[Issue]:
    """Return an issue for each text that several platforms show word for word."""
    shown: dict[str, list[Rendering]] = defaultdict(list)
    for row in renderings:
        shown[" ".join((revision.text if row.text is None else row.text).split())].append(row)
    for rows in shown.values():
        platforms = {row.variant.channel.platform_slug for row in rows}
        if len(platforms) > 1:
            labels = ", ".join(sorted(row.variant.channel.label for row in rows))
            yield Issue("text", "identical-text", {"channels": labels})


IDENTICAL_TEXT: Final = Rule("identical-text", find_identical_texts, "Abschnitt 3.1, Zielgruppen", 6)
