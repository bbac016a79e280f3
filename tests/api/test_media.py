"""Handing in images: what is taken, what is not, who sees them, and that nothing of the sender's remains."""

import asyncio
import json
from hashlib import sha256

import pytest
from PIL import Image

from app import imaging
from app.api.problems import LARGEST_UPLOAD
from app.imaging import LARGEST_BYTES
from app.settings import settings
from tests.api.parts import assert_problem, count_rows, deliver_due, fetch
from tests.factories import API, soon
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
    place_of,
    with_metadata,
)

UNKNOWN = "01890000-0000-7000-8000-000000000000"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.7\n1 0 obj\n<< /OpenAction << /S /JavaScript >> >>"
ZIP = b"PK\x03\x04" + bytes(60)
FALSE_FILES = [
    ("bild.jpg", "image/jpeg", SVG),
    ("bild.png", "image/png", SVG),
    ("bild.svg", "image/svg+xml", SVG),
    ("bild.webp", "image/webp", b'<?xml version="1.0"?>' + SVG),
    ("bild.jpg", "image/jpeg", HTML),
    ("bild.html", "text/html", HTML),
    ("bild.png", "image/png", b"\xef\xbb\xbf" + HTML),
    ("bild.jpg", "image/jpeg", PDF),
    ("bild.pdf", "application/pdf", PDF),
    ("bild.jpeg", "image/jpeg", ZIP),
    ("bild.docx", "image/png", ZIP),
    ("bild.gif", "image/gif", encode(Image.new("P", (9, 9)), "GIF")),
    ("bild.jpg", "image/jpeg", encode(Image.new("P", (9, 9)), "GIF")),
    ("bild.png", "image/png", b"GIF89a/*" + HTML + b"*/=1"),
    ("bild.bmp", "image/bmp", encode(Image.new("RGB", (9, 9)), "BMP")),
    ("bild.jpg", "image/jpeg", encode(Image.new("RGB", (9, 9)), "BMP")),
    ("bild.tif", "image/tiff", encode(Image.new("RGB", (9, 9)), "TIFF")),
    ("bild.png", "image/png", encode(Image.new("RGB", (9, 9)), "TIFF")),
    ("bild.ico", "image/x-icon", encode(Image.new("RGB", (16, 16)), "ICO")),
    ("bild.jp2", "image/jp2", b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(40)),
    ("bild.avif", "image/avif", b"\x00\x00\x00\x1cftypavif" + bytes(40)),
    ("bild.heic", "image/heic", b"\x00\x00\x00\x18ftypheic" + bytes(40)),
    ("bild.mp4", "video/mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(40)),
    ("bild.webp", "image/webp", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(30)),
    ("bild.webp", "image/webp", b"RIFX\x24\x00\x00\x00WEBPVP8 "),
    ("bild.png", "image/png", b"\x89PNG\r\n\x1a" + bytes(40)),
    ("bild.png", "image/png", b" " + picture("PNG")),
    ("bild.jpg", "image/jpeg", b"\n" + picture()),
    ("bild.jpg", "image/jpeg", b"\x7fELF\x02\x01\x01" + bytes(50)),
    ("bild.jpg", "image/jpeg", b"MZ\x90\x00" + bytes(50)),
    ("bild.jpg", "image/jpeg", b"<?php system($_GET[1]); ?>"),
    ("bild.jpg", "image/jpeg", b"%!PS-Adobe-3.0 EPSF-3.0\n"),
    ("bild.jpg", "image/jpeg", b"\xff\xd8"),
    ("bild.png", "image/png", b"\x00"),
    ("bild.png", "image/png", b""),
]
TRAVERSALS = [
    "../../../etc/passwd.jpg",
    "..\\..\\windows\\bild.jpg",
    "/etc/cron.d/bild.jpg",
    "bild.jpg\x00.svg",
    "%2e%2e%2fbild.jpg",
    "con.jpg",
    "a" * 200 + ".jpg",
]


def kept_files():
    return {path.name for path in (settings().data_dir / "media").glob("??/*")}


@pytest.mark.req("UP-01")
@pytest.mark.parametrize(("name", "declared", "content"), FALSE_FILES)
def test_neither_name_nor_announced_type_makes_an_image(everyone, name, declared, content):
    mb = everyone("mb")
    before = count_rows(), kept_files()
    assert_problem(mb.upload(content, name=name, declared=declared), 415, "image.unsupported")
    assert (count_rows(), kept_files()) == before


@pytest.mark.req("UP-01")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("name", "declared"), [("bild.svg", "image/svg+xml"), ("x", "text/html"), ("", "")])
def test_an_image_by_a_false_name_is_what_its_content_says(everyone, kind, name, declared):
    mb = everyone("mb")
    files = {"file": (name or "ohne", picture(kind), declared)}
    answer = mb.client.post(f"{API}/media", files=files, headers=mb.headers)
    assert answer.status_code == 201
    assert answer.json()["content_type"] == f"image/{kind.lower()}"


def test_an_image_is_answered_with_what_became_of_it(everyone):
    mb = everyone("mb")
    answer = mb.upload(noise("PNG", size=(64, 32)), alt="Ein Schulhof")
    media = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{API}/media/{media['id']}"
    assert (media["width"], media["height"], media["content_type"]) == (64, 32, "image/png")
    assert (media["organisation"], media["alt"], media["decorative"]) == ("MB", "Ein Schulhof", False)
    shown = mb.get(f"/media/{media['id']}/file")
    assert sha256(shown.content).hexdigest() == media["sha256"]
    assert len(shown.content) == media["size"]
    assert mb.get(f"/media/{media['id']}").json() == media
    assert fetch("select action from event where object_id = :id", id=media["id"]) == [("media.upload",)]


@pytest.mark.req("UP-04")
def test_the_file_is_shown_by_our_own_name_and_never_guessed_at(everyone):
    mb = everyone("mb")
    media = mb.media(name="../../geheim.svg")
    shown = mb.get(f"/media/{media['id']}/file")
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-disposition"] == f'inline; filename="{media["id"]}.jpg"'
    assert shown.headers["cache-control"].startswith("private")
    assert "geheim" not in json.dumps(media)


@pytest.mark.req("UP-04")
@pytest.mark.parametrize("name", TRAVERSALS)
def test_a_path_in_the_name_leads_nowhere(everyone, standing_office, name):
    mb = everyone("mb")
    before = kept_files()
    media = mb.media(noise(seed=len(name)), name=name)
    assert kept_files() - before == {media["sha256"]}


@pytest.mark.req("UP-02")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_tells_where_or_by_whom_a_photo_was_taken(everyone, kind):
    mb = everyone("mb")
    media = mb.media(with_metadata(kind))
    content = mb.get(f"/media/{media['id']}/file").content
    for trace in (SECRET.encode(), b"Exif", b"EXIF", b"GPS", b"xmpmeta", b"ICC"):
        assert trace not in content
    assert opened(content).getexif() == {}


def test_a_photo_taken_sideways_is_shown_upright(everyone):
    lying = encode(Image.new("RGB", (80, 40)), "JPEG", exif=exif(6))
    media = everyone("mb").media(lying)
    assert (media["width"], media["height"]) == (40, 80)


@pytest.mark.req("UP-02")
@pytest.mark.parametrize(
    ("content", "key"),
    [
        (huge_png(20_000, 20_000), "image.too-many-pixels"),
        (animated("PNG"), "image.animated"),
        (animated("WEBP"), "image.animated"),
        (picture()[:500], "image.unreadable"),
    ],
    ids=["a bomb", "a moving PNG", "a moving WebP", "half a JPEG"],
)
def test_a_file_that_cannot_be_taken_is_refused_with_the_reason(everyone, content, key):
    before = count_rows()
    told = assert_problem(everyone("mb").upload(content), 422, key)
    assert told["issues"][0]["field"] == "file"
    assert count_rows() == before


@pytest.mark.req("UP-03")
def test_a_killer_file_costs_its_sender_a_refusal_and_the_office_nothing(everyone, monkeypatch):
    mb = everyone("mb")
    monkeypatch.setattr(imaging, "TIME_S", 1)
    assert_problem(mb.upload(endless_scans()), 422, "image.too-costly")
    monkeypatch.setattr(imaging, "TIME_S", 30)
    monkeypatch.setattr(imaging, "MEMORY", 120_000_000)
    assert_problem(mb.upload(picture("PNG", size=(7680, 4320))), 422, "image.too-costly")
    monkeypatch.undo()
    assert mb.get("/me").status_code == 200
    assert mb.upload().status_code == 201


def test_where_too_many_images_are_being_opened_one_is_asked_to_wait(everyone, monkeypatch):
    monkeypatch.setattr(imaging, "PATIENCE_S", 0.01)
    taken = [imaging.seats.acquire() for _ in range(imaging.SEATS)]
    answer = everyone("mb").upload()
    for _ in taken:
        imaging.seats.release()
    assert_problem(answer, 503, "busy")


@pytest.mark.req("UP-01")
@pytest.mark.req("LI-02")
def test_a_file_too_large_is_refused(everyone):
    mb = everyone("mb")
    slightly = picture() + bytes(LARGEST_BYTES)
    told = assert_problem(mb.upload(slightly), 413, "too-large")
    assert told["context"]["limit"] == LARGEST_BYTES
    told = assert_problem(mb.upload(slightly + bytes(100_000)), 413, "too-large")
    assert told["context"]["limit"] == LARGEST_UPLOAD
    just = picture() + bytes(LARGEST_BYTES - len(picture()))
    assert mb.upload(just).status_code == 201


@pytest.mark.req("UP-01")
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_body_without_end_is_not_read_to_its_end(everyone, is_signed_in):
    asked, said = asyncio.run(pour(everyone("mb").headers if is_signed_in else {}))
    assert said == (413 if is_signed_in else 401)
    assert asked <= (LARGEST_UPLOAD // CHUNK + 2 if is_signed_in else 1)


CHUNK = 256 * 1024


async def pour(headers):
    """Send a file that never ends; return how many pieces the office asked for and the status it answered."""
    from app.main import serve

    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n\xff\xd8\xff'
    asked, said = 0, []

    async def receive():
        nonlocal asked
        asked += 1
        assert asked < 1000
        return {"type": "http.request", "body": head if asked == 1 else bytes(CHUNK), "more_body": True}

    async def send(message):
        said.append(message)

    fields = {"content-type": "multipart/form-data; boundary=x", "host": "testserver", **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": f"{API}/media",
        "raw_path": f"{API}/media".encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in fields.items()],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }
    await serve()(scope, receive, send)
    return asked, said[0]["status"]


@pytest.mark.parametrize(
    ("said", "field", "key"),
    [
        ({"alt": ""}, "alt", "text.empty"),
        ({"alt": "a\u202eb"}, "alt", "text.control"),
        ({"alt": "x" * 4001}, "alt", "string-too-long"),
        ({"alt": "Ein Baum", "decorative": "true"}, "body", "alt.and-decorative"),
        ({"decorative": "vielleicht"}, "decorative", "bool-parsing"),
        ({"organisation": "XYZ"}, "organisation", "organisation-unknown"),
        ({"sha256": "0" * 64}, "sha256", "unknown-field"),
    ],
)
def test_what_is_said_of_an_image_is_checked(everyone, said, field, key):
    told = assert_problem(everyone("mb").upload(**said), 422, key)
    assert told["issues"][0]["field"] == field


def test_a_request_that_is_no_form_with_one_file_is_told_so(everyone):
    mb = everyone("mb")
    send = mb.client.post
    assert_problem(send(f"{API}/media", json={}, headers=mb.headers), 415, "upload.not-multipart")
    told = assert_problem(
        send(f"{API}/media", files={"bild": ("a", picture())}, headers=mb.headers), 422, "unknown-field"
    )
    assert told["issues"][0]["field"] == "bild"
    form = mb.headers | {"content-type": "multipart/form-data; boundary=x"}
    for body in (b"", b"--x--", b"--y\r\n\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--"):
        assert_problem(send(f"{API}/media", content=body, headers=form), 422)
    several = [("file", ("a", picture())), ("file", ("b", picture()))]
    assert_problem(send(f"{API}/media", files=several, headers=mb.headers), 422, "upload.malformed")
    text = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc\r\n--x--\r\n'
    assert_problem(send(f"{API}/media", content=text, headers=form), 422, "missing")
    no_boundary = mb.headers | {"content-type": "multipart/form-data"}
    assert_problem(send(f"{API}/media", content=text, headers=no_boundary), 422, "upload.malformed")


@pytest.mark.parametrize("name", ["kanal", "revision", "admin"])
def test_who_writes_no_posts_hands_in_no_images(everyone, name):
    assert_problem(everyone(name).upload(), 403, "not-allowed")


def test_an_image_for_another_ministry_is_refused(everyone):
    told = assert_problem(everyone("mb").upload(organisation="MW"), 403, "not-allowed")
    assert told["issues"][0]["context"]["abbreviation"] == "MW"
    assert everyone("mb").media(organisation="MB")["organisation"] == "MB"


@pytest.mark.req("AZ-02")
@pytest.mark.parametrize("name", ["mw", "mw.lead", "desk1", "kanal", "admin"])
def test_a_foreign_image_is_as_if_it_were_not_there(everyone, name):
    media, stranger = everyone("mb").media(), everyone(name)
    for path in ("", "/file"):
        foreign = stranger.get(f"/media/{media['id']}{path}")
        unknown = stranger.get(f"/media/{UNKNOWN}{path}")
        assert_problem(foreign, 404, "not-found")
        assert foreign.json() == unknown.json()


def test_who_sees_a_post_sees_its_images(everyone):
    mb, desk, stranger = everyone("mb"), everyone("desk1"), everyone("mw")
    media = mb.media(noise(seed=7))
    path = f"/media/{media['id']}/file"
    assert [person.get(path).status_code for person in (everyone("mb.lead"), everyone("revision"))] == [
        200
    ] * 2
    post = mb.write(at=soon(-1), media=[{"id": media["id"], "alt": "Rauschen"}])
    assert desk.get(path).status_code == 404
    mb.submit(post)
    assert (desk.get(path).status_code, stranger.get(path).status_code) == (200, 404)
    desk.approve(mb.read(post))
    deliver_due()
    assert stranger.get(path).status_code == 200


@pytest.mark.req("UP-05")
def test_an_exchanged_file_is_not_shown(everyone):
    mb = everyone("mb")
    media = mb.media(noise(seed=8))
    place = place_of(media["sha256"])
    place.write_bytes(picture(colour="red"))
    assert_problem(mb.get(f"/media/{media['id']}/file"), 404)
    place.unlink()
    assert_problem(mb.get(f"/media/{media['id']}/file"), 404)
    assert mb.get(f"/media/{media['id']}").status_code == 200
    mb.media(noise(seed=8))
    assert mb.get(f"/media/{media['id']}/file").status_code == 200
