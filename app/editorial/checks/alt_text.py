"""Images need words for those who do not see them, or are marked as decorative (BITV 2.0)."""

from collections.abc import Sequence

from app.editorial.payload import images_of
from app.errors import Issue
from app.models.post import Rendering


def find_missing_alts(renderings: Sequence[Rendering]) -> list[Issue]:
    """Return an issue for each image that nobody has described; of the post's own images once."""
    found: list[Issue] = []
    for index, rendering in enumerate(renderings):
        field = "media" if rendering.media is None else f"deliveries.{index}.media"
        for place, image in enumerate(images_of(rendering.payload)):
            issue = Issue(f"{field}.{place}.alt", "alt.missing")
            if image.alt is None and issue not in found:
                found.append(issue)
    return found
