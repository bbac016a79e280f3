"""A ministry's own channels live on its own subjects (Anlage 1, page 5); whatever else belongs on a Landeskanal."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.editorial.checks.base import Facts, Rule
from app.errors import Issue
from app.models.channel import ChannelScope
from app.models.post import Rendering, Revision


def find_foreign_subjects(
    revision: Revision, renderings: Sequence[Rendering], facts: Facts
) -> Iterator[Issue]:
    """Return an issue for each own channel where the post's theme is others': its ministry neither leads nor takes part."""
    if facts.foreign_theme is None:
        return
    for index, row in enumerate(renderings):
        channel = row.variant.channel
        if channel.scope is ChannelScope.OWN:
            context = {"channel": channel.label, "lead": facts.foreign_theme}
            yield Issue(f"deliveries.{index}.channel_id", "foreign-subject", context)


PORTFOLIO: Final = Rule("portfolio", find_foreign_subjects, "Abschnitt 3, Handlungsfelder", 5)
