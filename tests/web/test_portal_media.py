"""Images and content warnings on the portal: shown with the post, from our own host, and gone with it."""

import json
from io import BytesIO
from xml.etree import ElementTree as ET

import feedparser
import pytest
from PIL import Image as Pillow

from app.models.delivery import DeliveryState
from tests.conftest import environment
from tests.pictures import noise, opened, place_of
from tests.web.portal_data import kept, make_channel, publish, take_down

HOSTILE = "\"><script>alert(1)</script> & \x01'"
WARNING = "Bilder eines Unfalls"


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with environment(data_dir=tmp_path):
        yield tmp_path


def path_of(delivery, image, ending="jpg"):
    return f"/portal/posts/{delivery.id}/images/{image.sha256}.{ending}"


def test_a_post_shows_its_images_with_their_descriptions_and_sizes(session, reader, channel, education):
    images = [kept("Ein Schulhof"), kept("", "PNG", seed=2), kept("Ein Tablet", "WEBP", seed=3)]
    delivery = publish(session, channel, education, "Neue Tablets", media=images)
    html = reader.get(f"/portal/posts/{delivery.id}").text
    for image, ending in zip(images, ("jpg", "png", "webp"), strict=True):
        tag = (
            f'<img src="{path_of(delivery, image, ending)}" alt="{image.alt}" width="64" height="48"'
            ' loading="lazy" decoding="async">'
        )
        assert tag in html
    assert html.index("Ein Schulhof") < html.index("Ein Tablet")
    listed = reader.get("/portal").text
    assert path_of(delivery, images[0]) in listed
    assert images[1].sha256 not in listed


def test_an_image_is_shown_as_it_was_kept_and_stays_with_its_reader(session, reader, channel, education):
    image = kept("Ein Schulhof", "PNG")
    delivery = publish(session, channel, education, "Neue Tablets", media=[image])
    shown = reader.get(path_of(delivery, image, "png"))
    assert shown.status_code == 200
    assert opened(shown.content).size == (64, 48)
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert "img-src 'self'" in shown.headers["content-security-policy"]
    assert reader.head(path_of(delivery, image, "png")).status_code == 200


@pytest.mark.parametrize("state", [DeliveryState.REMOVING, DeliveryState.REMOVED])
def test_with_the_post_its_images_are_gone(session, reader, channel, education, state):
    image = kept("Ein Schulhof")
    delivery = publish(session, channel, education, "Neue Tablets", media=[image], state=state)
    assert reader.get(path_of(delivery, image)).status_code == 410


def test_a_take_down_counts_at_once_for_images_too(session, reader, channel, education):
    image = kept("Ein Schulhof")
    delivery = publish(session, channel, education, "Neue Tablets", media=[image])
    assert reader.get(path_of(delivery, image)).status_code == 200
    take_down(session, delivery)
    assert reader.get(path_of(delivery, image)).status_code == 410


@pytest.mark.parametrize("state", [DeliveryState.WAITING, DeliveryState.SENDING])
def test_before_the_post_its_images_are_not_there(session, reader, channel, education, state):
    image = kept("Ein Schulhof")
    delivery = publish(session, channel, education, "Neue Tablets", media=[image], state=state)
    assert reader.get(path_of(delivery, image)).status_code == 404


def test_an_image_of_another_post_or_channel_is_not_there(session, reader, channel, education):
    console = make_channel(session, education, "Konsole", platform="console")
    image, other = kept("Ein Schulhof"), kept("Ein Tablet", seed=2)
    delivery = publish(session, channel, education, "Eins", media=[image])
    elsewhere = publish(session, console, education, "Zwei", media=[other])
    for path in (
        path_of(delivery, other),
        path_of(elsewhere, other),
        path_of(delivery, image).replace(image.sha256, "..%2f..%2fpasswd"),
        path_of(delivery, image).replace(str(delivery.id), "eins"),
        path_of(delivery, image).replace(str(delivery.id), image.sha256[:32]),
    ):
        answer = reader.get(path)
        assert answer.status_code == 404, path
        assert "Seite nicht gefunden" in answer.text


@pytest.mark.req("UP-05")
def test_an_exchanged_file_is_not_shown_to_anybody(session, reader, channel, education):
    image = kept("Ein Schulhof")
    delivery = publish(session, channel, education, "Neue Tablets", media=[image])
    place_of(image.sha256).write_bytes(noise(seed=9))
    assert reader.get(path_of(delivery, image)).status_code == 404


def test_the_warning_stands_before_the_text_everywhere(session, reader, channel, education):
    delivery = publish(session, channel, education, "Erster Satz. Zweiter Satz.", content_warning=WARNING)
    page, listed = reader.get(f"/portal/posts/{delivery.id}").text, reader.get("/portal").text
    for html in (page, listed):
        assert html.index(WARNING) < html.index("Zweiter Satz")
        assert "<strong>Inhaltswarnung:</strong>" in html
    feed = f"/portal/feeds/{channel.id}"
    (item,) = reader.get(f"{feed}.json").json()["items"]
    assert item["content_text"].startswith(f"Inhaltswarnung: {WARNING}\n\nErster Satz.")
    for ending in ("atom", "rss"):
        (entry,) = feedparser.parse(reader.get(f"{feed}.{ending}").text).entries
        told = entry.content[0].value if ending == "atom" else entry.summary
        assert told.index(WARNING) < told.index("Erster Satz")


def test_what_is_warned_of_is_not_shown_in_the_list(session, reader, channel, education):
    image = kept("Ein Unfall")
    delivery = publish(session, channel, education, "Text", media=[image], content_warning=WARNING)
    assert image.sha256 not in reader.get("/portal").text
    assert image.sha256 in reader.get(f"/portal/posts/{delivery.id}").text


def test_without_image_and_warning_nothing_is_said_of_them(session, reader, channel, education):
    delivery = publish(session, channel, education, "Neue Tablets")
    page = reader.get(f"/portal/posts/{delivery.id}").text
    assert "<img" not in page
    assert "Inhaltswarnung" not in page
    feed = reader.get(f"/portal/feeds/{channel.id}.json").json()["items"][0]
    assert {"image", "attachments"} & set(feed) == set()


def test_feeds_name_the_images_with_size_type_and_description(session, reader, channel, education):
    images = [kept("Ein Schulhof"), kept("", "PNG", seed=2)]
    delivery = publish(session, channel, education, "Neue Tablets", media=images)
    address = "http://127.0.0.1:8000" + path_of(delivery, images[0])
    feed = f"/portal/feeds/{channel.id}"
    (atom,) = feedparser.parse(reader.get(f"{feed}.atom").text).entries
    assert [(link.href, link.type, link.length, link.get("title")) for link in atom.enclosures] == [
        (address, "image/jpeg", str(images[0].size), "Ein Schulhof"),
        (f"{address.rpartition('/')[0]}/{images[1].sha256}.png", "image/png", str(images[1].size), None),
    ]
    (rss,) = feedparser.parse(reader.get(f"{feed}.rss").text).entries
    assert [(link.href, link.type, link.length) for link in rss.enclosures] == [
        (address, "image/jpeg", str(images[0].size))
    ]
    for image, link in zip(images, atom.enclosures, strict=True):
        assert f'src="{link.href}"' in rss.summary
        assert f'alt="{image.alt}"' in rss.summary
    (item,) = reader.get(f"{feed}.json").json()["items"]
    assert item["image"] == address
    assert item["attachments"][0] == {
        "url": address,
        "mime_type": "image/jpeg",
        "size_in_bytes": images[0].size,
        "title": "Ein Schulhof",
    }
    assert "title" not in item["attachments"][1]
    for link in (row["url"] for row in item["attachments"]):
        assert reader.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_descriptions_and_warnings_cannot_break_out(session, reader, channel, education):
    image = kept(HOSTILE)
    delivery = publish(session, channel, education, "Text", media=[image], content_warning=HOSTILE)
    for path in ("/portal", f"/portal/posts/{delivery.id}"):
        assert "<script" not in reader.get(path).text
    for ending in ("atom", "rss"):
        ET.fromstring(reader.get(f"/portal/feeds/{channel.id}.{ending}").text)  # noqa: S314 - our own feed
    told = json.loads(reader.get(f"/portal/feeds/{channel.id}.json").text)["items"][0]
    assert told["attachments"][0]["title"] == HOSTILE.replace("\x01", "\ufffd")


def test_the_bytes_shown_are_an_image(session, reader, channel, education):
    image = kept("Ein Schulhof")
    delivery = publish(session, channel, education, "Neue Tablets", media=[image])
    content = reader.get(path_of(delivery, image)).content
    assert Pillow.open(BytesIO(content)).format == "JPEG"
