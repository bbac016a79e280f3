"""Strangers' images come out as pixels and nothing else; what is no image, moves, or costs too much does not."""

import resource

import pytest
from PIL import Image, ImageCms

from app import imaging
from app.imaging import RefusedImage, fit, is_image, reencode
from tests.pictures import (
    SECRET,
    animated,
    encode,
    endless_scans,
    exif,
    huge_png,
    noise,
    opened,
    picture,
    profile,
    with_metadata,
    with_preview,
)

KINDS = ["JPEG", "PNG", "WEBP"]
TRACES = [
    SECRET.encode(),
    b"Exif",
    b"EXIF",
    b"XMP ",
    b"GPS",
    b"xmpmeta",
    b"iCCP",
    b"ICC",
    b"tEXt",
    b"iTXt",
    b"zTXt",
    b"eXIf",
]


def refused(content):
    with pytest.raises(RefusedImage) as caught:
        reencode(content)
    return caught.value.key


@pytest.mark.req("UP-02")
@pytest.mark.parametrize("kind", KINDS)
def test_place_time_author_and_profile_are_gone(kind):
    told = with_metadata(kind)
    assert sum(trace in told for trace in TRACES) >= 4
    image = reencode(told)
    assert [trace for trace in TRACES if trace in image.content] == []
    seen = opened(image.content)
    assert (seen.format, seen.getexif(), seen.size) == (kind, {}, (image.width, image.height))
    assert not {"exif", "xmp", "comment", "icc_profile", "Author", "dpi"} & set(seen.info)


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_keeps_its_kind_its_size_and_its_colours(kind):
    image = reencode(picture(kind, size=(50, 30), colour=(200, 30, 60)))
    seen = opened(image.content).convert("RGB")
    assert image.content_type == f"image/{kind.lower()}"
    assert seen.size == (image.width, image.height) == (50, 30)
    assert all(abs(a - b) <= 6 for a, b in zip(seen.getpixel((25, 15)), (200, 30, 60), strict=True))


def test_the_same_bytes_in_are_the_same_bytes_out():
    assert reencode(noise()) == reencode(noise())


@pytest.mark.req("UP-02")
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_taken_sideways_stands_upright_without_its_note(orientation):
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("red", (0, 0, 32, 16))
    back = [None, None, 0, 3, 1, 5, 2, 6, 4][orientation]
    lying = upright if back is None else upright.transpose(Image.Transpose(back))
    image = reencode(encode(lying, "JPEG", exif=exif(orientation), quality=95))
    seen = opened(image.content)
    assert seen.size == (64, 32)
    assert seen.getpixel((8, 8))[1] < 90, "the red corner is elsewhere"
    assert seen.getpixel((56, 24))[1] > 200


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_stays_so(kind):
    image = reencode(encode(Image.new("RGBA", (20, 20), (255, 0, 0, 0)), kind))
    assert opened(image.content).convert("RGBA").getpixel((3, 3))[3] == 0


@pytest.mark.parametrize(
    ("mode", "colour", "kind", "expected"),
    [
        ("1", 1, "PNG", (255, 255, 255)),
        ("L", 100, "PNG", (100, 100, 100)),
        ("LA", (100, 255), "PNG", (100, 100, 100)),
        ("I;16", 257 * 100, "PNG", (100, 100, 100)),
        ("P", 0, "PNG", (0, 0, 0)),
        ("L", 100, "JPEG", (100, 100, 100)),
        ("CMYK", (0, 255, 255, 0), "JPEG", (254, 0, 0)),
    ],
)
def test_every_way_to_write_a_pixel_is_read(mode, colour, kind, expected):
    seen = opened(reencode(encode(Image.new(mode, (16, 16), colour), kind)).content).convert("RGB")
    assert all(abs(a - b) <= 3 for a, b in zip(seen.getpixel((8, 8)), expected, strict=True))


def test_a_palette_with_a_transparent_colour_keeps_it():
    image = Image.new("P", (16, 16), 3)
    image.putpalette([0, 0, 0] * 10)
    seen = opened(reencode(encode(image, "PNG", transparency=3)).content)
    assert seen.convert("RGBA").getpixel((8, 8))[3] == 0


def test_lossless_webp_stays_lossless():
    sharp = noise("WEBP", size=(40, 30), lossless=True)
    assert opened(reencode(sharp).content).tobytes() == opened(sharp).tobytes()


def test_colours_of_another_profile_are_turned_into_srgb():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"tmp!", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tmp!", b"bXYZ", 1)
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    red = encode(Image.new("RGB", (16, 16), (250, 0, 0)), "PNG", icc_profile=swapped)
    seen = opened(reencode(red).content).getpixel((8, 8))
    assert seen[2] > 200
    assert seen[0] < 60
    broken = encode(Image.new("RGB", (16, 16), (250, 0, 0)), "PNG", icc_profile=profile())
    assert opened(reencode(broken).content).getpixel((8, 8)) == (250, 0, 0)


def test_of_a_photo_with_a_preview_the_photo_is_taken():
    image = reencode(with_preview())
    assert (image.content_type, image.width, image.height) == ("image/jpeg", 60, 40)
    assert opened(image.content).getpixel((10, 10))[0] > 200


@pytest.mark.req("UP-02")
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_image_is_refused_rather_than_stopped(kind):
    assert refused(animated(kind)) == "image.animated"


@pytest.mark.req("UP-02")
@pytest.mark.parametrize("size", [(30_000, 30_000), (7681, 4320), (16_384, 1), (1, 16_384)])
def test_too_many_pixels_are_an_error_before_one_is_decoded(size):
    bomb = huge_png(*size)
    assert len(bomb) < 150_000
    assert refused(bomb) == "image.too-many-pixels"


def test_the_largest_image_is_taken():
    assert reencode(huge_png(7680, 4320)).width == 7680


@pytest.mark.parametrize(
    "broken",
    [
        noise()[:5000],
        noise("PNG")[:5000],
        noise("WEBP")[:5000],
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>",
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        huge_png(50, 50).replace(b"IDAT", b"IDAX"),
    ],
    ids=[
        "half a JPEG",
        "half a PNG",
        "half a WebP",
        "three bytes",
        "a PNG that is none",
        "a head",
        "no data",
    ],
)
def test_half_an_image_is_none(broken):
    assert is_image(broken)
    assert refused(broken) == "image.unreadable"


def seconds_of_children():
    """The processor time of the processes we waited for; a machine that stands still uses none."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


@pytest.mark.req("UP-03")
def test_a_file_that_takes_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(imaging, "TIME_S", 1)
    before = seconds_of_children()
    assert refused(endless_scans()) == "image.too-costly"
    assert seconds_of_children() - before < 10
    monkeypatch.undo()
    assert reencode(picture()).width == 120


@pytest.mark.req("UP-03")
@pytest.mark.parametrize("limit", ["MEMORY", "OUTPUT"])
def test_a_file_that_wants_more_memory_or_room_than_there_is_is_given_up(monkeypatch, limit):
    monkeypatch.setattr(imaging, limit, {"MEMORY": 200_000_000, "OUTPUT": 100_000}[limit])
    assert refused(noise("PNG", size=(4000, 3000), compress_level=1)) == "image.too-costly"
    assert reencode(picture()).width == 120


def test_when_all_seats_are_taken_nobody_waits_for_ever(monkeypatch):
    monkeypatch.setattr(imaging, "PATIENCE_S", 0.05)
    taken = [imaging.seats.acquire() for _ in range(imaging.SEATS)]
    try:
        with pytest.raises(TimeoutError):
            reencode(picture())
    finally:
        for _ in taken:
            imaging.seats.release()
    assert reencode(picture()).width == 120


@pytest.mark.parametrize(
    ("most_pixels", "most_bytes"), [(10**9, 60_000), (20_000, 10**9), (20_000, 8_000), (10**9, 3_000)]
)
def test_an_image_is_made_to_fit_and_always_in_the_same_way(most_pixels, most_bytes):
    original = noise("PNG", size=(400, 300))
    image = fit(original, most_pixels=most_pixels, most_bytes=most_bytes)
    assert len(image.content) <= most_bytes
    assert image.width * image.height <= most_pixels
    assert image.content_type == "image/jpeg"
    assert opened(image.content).size == (image.width, image.height)
    assert abs(image.width / image.height - 4 / 3) < 0.1
    assert fit(original, most_pixels=most_pixels, most_bytes=most_bytes) == image


def test_what_was_transparent_is_white_in_a_smaller_copy():
    glass = encode(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG")
    image = fit(glass, most_pixels=100 * 100, most_bytes=10_000)
    assert opened(image.content).getpixel((5, 5)) == (255, 255, 255)


def test_what_cannot_be_made_to_fit_is_refused():
    with pytest.raises(RefusedImage, match=r"image\.unfit"):
        fit(noise(), most_pixels=10**9, most_bytes=100)
