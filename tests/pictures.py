"""Images as people and attackers send them, made on the spot."""

import io
import random
import struct
import zlib
from fractions import Fraction

from PIL import Image, ImageCms, PngImagePlugin

from app.settings import settings

SECRET = "Hinter dem Deich 7"
"""Stands in every metadata field of `with_metadata`."""


def encode(image, kind="JPEG", **how):
    target = io.BytesIO()
    image.save(target, kind, **how)
    return target.getvalue()


def picture(kind="JPEG", size=(120, 80), colour="teal", **how):
    return encode(Image.new("RGB", size, colour), kind, **how)


def noise(kind="JPEG", size=(400, 300), seed=1, **how):
    pixels = random.Random(seed).randbytes(size[0] * size[1] * 3)  # noqa: S311 - pixels, not a secret
    return encode(Image.frombytes("RGB", size, pixels), kind, **how)


def opened(content):
    return Image.open(io.BytesIO(content))


def place_of(sha256):
    """Where the installation keeps an image."""
    return settings().data_dir / "media" / sha256[:2] / sha256


def exif(orientation=None):
    """EXIF with a place, a time, a device and a thumbnail's worth of words."""
    data = Image.Exif()
    data[0x010F] = data[0x0110] = data[0x013B] = data[0x8298] = SECRET
    data[0x0132] = "2026:11:22 12:00:00"
    gps = data.get_ifd(0x8825)
    gps[1], gps[2] = "N", (Fraction(52), Fraction(7), Fraction(30))
    gps[3], gps[4] = "E", (Fraction(11), Fraction(38), Fraction(0))
    if orientation:
        data[0x0112] = orientation
    return data


def profile(name=SECRET):
    """An ICC profile that bears a name."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    return made + name.encode()


def with_metadata(kind):
    """An image that tells where, when and by whom it was taken, in every way its format has."""
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>{SECRET}</place></x:xmpmeta>'.encode()
    how = {"exif": exif(), "icc_profile": profile()}
    if kind == "JPEG":
        how |= {"comment": SECRET.encode(), "xmp": xmp}
    if kind == "WEBP":
        how |= {"xmp": xmp}
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", SECRET)
        words.add_itxt("XML:com.adobe.xmp", xmp.decode())
        words.add_text("Comment", SECRET, zip=True)
        how |= {"pnginfo": words, "dpi": (72, 72)}
    return noise(kind, size=(40, 30), **how) + SECRET.encode()


def with_preview():
    """A photo with a second one behind it, as many telephones make (MPO)."""
    first, second = Image.new("RGB", (60, 40), "red"), Image.new("RGB", (30, 20), "blue")
    return encode(first, "MPO", save_all=True, append_images=[second])


def animated(kind):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    return encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def huge_png(width, height):
    """A PNG of some kilobytes that claims, truthfully, to have this many black pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def endless_scans(scans=40_000):
    """A small progressive JPEG whose last scan is repeated: each makes the decoder go over all pixels again."""
    content = encode(Image.new("L", (5700, 5700), "grey"), "JPEG", progressive=True, quality=5)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * scans + content[-2:]
