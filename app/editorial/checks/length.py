"""A text must fit its channel, signature counted (Anlage 1, page 9: the Kürzel is part of the post)."""

from collections.abc import Sequence

from app.editorial.payload import text_of
from app.errors import Issue
from app.models.post import Rendering


def find_length_issues(renderings: Sequence[Rendering]) -> list[Issue]:
    """Return an issue for each rendering that is longer than its channel allows."""
    issues = []
    for index, rendering in enumerate(renderings):
        length, channel = len(text_of(rendering.payload)), rendering.variant.channel
        field = "text" if rendering.text is None else f"deliveries.{index}.text"
        if channel.limit is not None and length > channel.limit:
            context = {"channel": channel.label, "length": length, "limit": channel.limit}
            issues.append(Issue(field, "text.too-long", context))
    return issues
