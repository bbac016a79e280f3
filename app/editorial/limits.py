"""What a channel takes of images: the platform's usual numbers, unless its server said others (CHANNELS section 2)."""

from dataclasses import dataclass
from typing import Final

from app.models.channel import Channel

ANY_NUMBER: Final = 10**12


@dataclass(frozen=True)
class ImageLimits:
    """How many images, how long an alternative text in characters, how many bytes and pixels each image at the most."""

    images: int
    alt: int
    image_bytes: int = ANY_NUMBER
    image_pixels: int = ANY_NUMBER


USUAL: Final = ImageLimits(images=20, alt=2_000)
PLATFORMS: Final[dict[str, ImageLimits]] = {
    "mastodon": ImageLimits(images=4, alt=1_500, image_bytes=16_777_216, image_pixels=33_177_600),
    "bluesky": ImageLimits(images=4, alt=2_000, image_bytes=2_000_000),
    "twitter": ImageLimits(images=4, alt=1_000, image_bytes=5_242_880),
    "facebook": ImageLimits(images=10, alt=2_000),
    "instagram": ImageLimits(images=10, alt=2_000, image_bytes=8_388_608),
}


def image_limits(channel: Channel) -> ImageLimits:
    """Return what a channel takes: what its server said of itself, else what is usual on its platform."""
    usual = PLATFORMS.get(channel.platform_slug, USUAL)
    said = channel.limits or {}
    return ImageLimits(**{name: int(said.get(name, value)) for name, value in vars(usual).items()})
