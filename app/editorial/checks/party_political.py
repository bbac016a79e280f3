"""Party politics are not allowed on official channels (Anlage 1, pages 7 and 9): what the assistant points at.

The assistant itself is asked by the actions, within its time; here its flags become issues. It never blocks.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from app.editorial.checks.base import Facts, Rule, texts_of
from app.errors import Issue
from app.models.post import Rendering, Revision


def find_party_politics(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> Iterator[Issue]:
    """Return an issue for each flag; none where the assistant could not be asked, which its caller marks."""
    for field, flag in facts.flags or ():
        context = {
            "start": flag.start,
            "end": flag.end,
            "quote": flag.quote,
            "indicator": flag.indicator,
            "indicator_level": flag.indicator_level.value,
            "against": flag.against_key,
            "source": flag.source,
            "disputed": flag.disputed,
        }
        yield Issue(field, flag.reason_key, context)


def texts_to_assess(revision: Revision, renderings: Sequence[Rendering]) -> list[tuple[str, str]]:
    """Return by field all that readers will see or be led to: texts, the warning before them, links and image texts."""
    found = [
        *texts_of(revision, renderings),
        ("content_warning", revision.content_warning),
        ("alternative_url", revision.alternative_url),
    ]
    found += [(f"media.{place}.alt", image.get("alt")) for place, image in enumerate(revision.media or ())]
    for index, row in enumerate(renderings):
        found += [
            (f"deliveries.{index}.media.{place}.alt", image.get("alt"))
            for place, image in enumerate(row.media or ())
        ]
    return [(field, text) for field, text in found if text]


PARTY_POLITICAL: Final = Rule(
    "party-political",
    find_party_politics,
    "Abschnitt 3.2, Inhaltliche Schwerpunkte, und Abschnitt 3.3",
    7,
    is_of_text=True,
)
