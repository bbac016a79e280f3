"""Images must be few enough for their channel, and so must their words (CHANNELS section 2).

Bytes and pixels are no issue: what a platform takes only smaller is made smaller before it is handed over.
"""

from collections.abc import Iterator, Sequence

from app.editorial.limits import image_limits
from app.editorial.payload import images_of
from app.errors import Issue
from app.models.post import Rendering


def find_media_issues(renderings: Sequence[Rendering]) -> list[Issue]:
    """Return an issue for what is too much for a channel.

    What is wrong with the post's own images is said once, however many channels show them.
    """
    found: list[Issue] = []
    for index, rendering in enumerate(renderings):
        field = "media" if rendering.media is None else f"deliveries.{index}.media"
        found += [issue for issue in _find_issues(rendering, field) if issue not in found]
    return found


def _find_issues(rendering: Rendering, field: str) -> Iterator[Issue]:
    images, channel = images_of(rendering.payload), rendering.variant.channel
    limits = image_limits(channel)
    if len(images) > limits.images:
        yield Issue(
            field, "image.too-many", {"channel": channel.label, "number": len(images), "limit": limits.images}
        )
    for place, image in enumerate(images):
        length = len(image.alt or "")
        if length > limits.alt:
            context = {"channel": channel.label, "length": length, "limit": limits.alt}
            yield Issue(f"{field}.{place}.alt", "alt.too-long", context)
