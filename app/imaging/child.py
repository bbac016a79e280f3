"""The process that opens strangers' images: it confines itself first, then decodes, cleans and writes anew.

Run as a program: an image on standard input, wishes as JSON in the first argument, on standard output one line of
JSON and the new bytes. It knows nothing of the office, gets no environment, and may be killed at any moment. What
comes out holds pixels only: turned upright, in sRGB, without EXIF, GPS, XMP, comments, profiles or anything behind
the image's end (SECURITY UP-02, UP-03).
"""

import contextlib
import io
import json
import math
import resource
import sys
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

FORMATS: Final = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)
CONTENT_TYPES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
LONGEST_SIDE: Final = 16_383
"""Pixels; the most that WebP can say."""
HOW: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 90},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 90, "method": 2},
}
WEBP_HEAD: Final = 65_536
"""Bytes of a WebP file within which its kind of compression shows."""
SMALLER_QUALITIES: Final = (88, 80, 70)
LEAST_SIDE: Final = 16


class Refused(Exception):  # noqa: N818 - the program's word for an image it does not take
    """An image that is not taken; the message is the key of the reason."""


def confine(*, memory: int, cpu_s: int, output: int) -> None:
    """Take away what decoding does not need: memory and output beyond so many bytes, time, files, processes."""
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (value, value))


def read(content: bytes, most_pixels: int) -> tuple[Image.Image, str]:
    """Return the image, upright and in sRGB, and its format. The size is looked at before a pixel is decoded."""
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
        kind = "JPEG" if image.format == "MPO" else str(image.format)  # a photo with a preview behind it
        if math.prod(image.size) > most_pixels or max(image.size) > LONGEST_SIDE:
            raise Refused("image.too-many-pixels")
        if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:
            raise Refused("image.animated")
        icc = image.info.get("icc_profile")
        image = ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused("image.unreadable") from error
    return in_srgb(as_eight_bit(image), icc), kind


def as_eight_bit(image: Image.Image) -> Image.Image:
    """Return the image in eight bits a channel, palettes resolved, transparency as a channel."""
    if image.mode.startswith("I"):
        return image.convert("F").point(lambda value: value * (255 / 65_535)).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def in_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """Return the image in sRGB, which is what an image without a profile is taken for."""
    if icc:
        # A broken profile says nothing about the colours: they are taken as they stand.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            if "sRGB" not in ImageCms.getProfileDescription(given):
                srgb = ImageCms.createProfile("sRGB")
                mode = "RGB" if image.mode == "CMYK" else image.mode
                image = ImageCms.profileToProfile(image, given, srgb, outputMode=mode) or image
    return image.convert("RGB") if image.mode == "CMYK" else image


def write(image: Image.Image, kind: str, **how: Any) -> bytes:
    """Return the image's bytes in a format, with nothing but its pixels."""
    image.info.clear()
    target = io.BytesIO()
    image.save(target, kind, **how)
    return target.getvalue()


def renew(content: bytes, most_pixels: int) -> tuple[str, Image.Image, bytes]:
    """Return content type, image and new bytes of an image, in the format it came in."""
    image, kind = read(content, most_pixels)
    is_lossless = kind == "WEBP" and b"VP8L" in content[:WEBP_HEAD]
    how = {"lossless": True, "quality": 20, "method": 1} if is_lossless else HOW[kind]
    return CONTENT_TYPES[kind], image, write(image, kind, **how)


def shrink(content: bytes, most_pixels: int, most_bytes: int) -> tuple[str, Image.Image, bytes]:
    """Return a JPEG of the image within so many pixels and bytes: first smaller, then coarser, then smaller still.

    The same image and limits give the same bytes.
    """
    image, _ = read(content, LONGEST_SIDE * LONGEST_SIDE)
    image = flat(image)
    factor = min(1.0, math.sqrt(most_pixels / math.prod(image.size)))
    while True:
        size = (int(image.width * factor), int(image.height * factor))
        if min(size) < LEAST_SIDE:
            raise Refused("image.unfit")
        smaller = image.resize(size, Image.Resampling.LANCZOS) if factor < 1 else image
        for quality in SMALLER_QUALITIES:
            written = write(smaller, "JPEG", quality=quality)
            if len(written) <= most_bytes:
                return CONTENT_TYPES["JPEG"], smaller, written
        factor *= 0.8


def flat(image: Image.Image) -> Image.Image:
    """Return the image in RGB; what was transparent is white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")


def main() -> None:
    """Do what the first argument wishes and say what came of it."""
    wish = json.loads(sys.argv[1])
    confine(**wish["limits"])
    Image.MAX_IMAGE_PIXELS = None  # `read` has a limit of its own, and says so
    try:
        work = renew if wish["task"] == "renew" else shrink
        content_type, image, content = work(sys.stdin.buffer.read(), **wish["bounds"])
    except Refused as refusal:
        said: dict[str, Any] = {"refused": str(refusal)}
        content = b""
    else:
        said = {"content_type": content_type, "width": image.width, "height": image.height}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
