"""A text must fit its channel, signature counted (Anlage 1, page 9: the Kürzel is part of the post)."""

from collections.abc import Sequence

from app.editorial.counting import byte_limit_of, bytes_of, length_of, limit_of
from app.errors import Issue
from app.models.post import Rendering


def find_length_issues(renderings: Sequence[Rendering]) -> list[Issue]:
    """Return an issue for each rendering that is longer than its channel allows, as the channel counts."""
    issues = []
    for index, rendering in enumerate(renderings):
        channel, payload = rendering.variant.channel, rendering.payload
        field = "text" if rendering.text is None else f"deliveries.{index}.text"
        for key, length, limit in (
            ("text.too-long", length_of(channel, payload), limit_of(channel)),
            ("text.too-many-bytes", bytes_of(channel, payload), byte_limit_of(channel)),
        ):
            if limit is not None and length > limit:
                context = {"channel": channel.label, "length": length, "limit": limit}
                issues.append(Issue(field, key, context))
                break
    return issues
