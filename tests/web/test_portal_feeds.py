import json
from calendar import timegm
from email.utils import parsedate_to_datetime
from urllib.parse import quote
from uuid import uuid4
from xml.etree import ElementTree as ET

import feedparser
import pytest

from app.models.delivery import DeliveryState
from app.models.organisation import OrganisationKind
from tests.web.portal_data import NOON, make_channel, make_organisation, publish, take_down

BASE = "http://127.0.0.1:8000"
TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
HOSTILE = {
    "script": "<script>alert(1)</script> Hallo",
    "cdata": "Ende ]]> und <![CDATA[ Anfang",
    "entities": "A & B &amp; C &#60;b&#62; &nope;",
    "quotes": "\"doppelt\" 'einfach'",
    "emoji": "Schön 👩‍👩‍👧‍👦🇩🇪 ü ß €",
    "control": "vor\x00\x01\x08\x0b\x0c\x1f nach \x7f\x85 \ufffe\uffff Ende",
    "long": "Langer Satz ohne Ende " * 220,
    "one long word": "x" * 4990,
    "right to left": "שלום \u202eumgedreht\u202c مرحبا",
    "white space": "\n\n \t ",
    "directive": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "x">]>&e;',
}


@pytest.fixture
def education(session):
    return make_organisation(session, "MB", "Ministerium für Bildung & Co. <b>")


@pytest.fixture(params=["atom", "rss"])
def xml(request):
    return request.param


def read(reader, path):
    answer = reader.get(path)
    assert answer.status_code == 200
    found = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    assert found.bozo == 0, found.get("bozo_exception")
    return found


def test_feedparser_reads_a_feed_and_what_is_in_it(session, reader, channel, education, xml):
    economy = make_organisation(session, "MW", "Ministerium für Wirtschaft")
    old = publish(session, channel, education, "Der erste Satz. Der zweite.", joint_with=[economy])
    new = publish(session, channel, economy, "Neuer.", minutes=5)
    found = read(reader, f"/portal/feeds/{channel.id}.{xml}")
    assert found.version == {"atom": "atom10", "rss": "rss20"}[xml]
    assert found.feed.title == "Landesportal"
    assert {"rel": "self", "href": f"{BASE}/portal/feeds/{channel.id}.{xml}"}.items() <= next(
        link for link in found.feed.links if link.rel == "self"
    ).items()
    assert [entry.title for entry in found.entries] == ["Neuer.", "Der erste Satz."]
    assert [entry.link for entry in found.entries] == [f"{BASE}/portal/posts/{row.id}" for row in (new, old)]
    assert [entry.id.removeprefix("urn:uuid:") for entry in found.entries] == [str(new.id), str(old.id)]
    assert found.entries[1].author == "Ministerium für Bildung & Co. <b>"
    assert timegm(found.entries[1].published_parsed) == NOON.timestamp()


def test_an_atom_feed_says_who_when_and_where(session, reader, channel, education):
    delivery = publish(session, channel, education, "Text", alternative_url="https://land.example/?a=1&b=2")
    atom = "{http://www.w3.org/2005/Atom}"
    root = ET.fromstring(reader.get(f"/portal/feeds/{channel.id}.atom").content)  # noqa: S314 - our own
    assert root.findtext(f"{atom}id") == f"urn:uuid:{channel.id}"
    assert root.findtext(f"{atom}updated") == "2026-11-22T12:00:00Z"
    entry = root.find(f"{atom}entry")
    assert entry.findtext(f"{atom}id") == f"urn:uuid:{delivery.id}"
    assert entry.findtext(f"{atom}published") == entry.findtext(f"{atom}updated") == "2026-11-22T12:00:00Z"
    assert entry.find(f"{atom}content").attrib == {"type": "text"}
    assert entry.findtext(f"{atom}content") == "Text (MB)"
    assert entry.find(f"{atom}link[@rel='related']").get("href") == "https://land.example/?a=1&b=2"


def test_an_rss_feed_keeps_ids_and_publishers(session, reader, channel, education):
    delivery = publish(session, channel, education, "Text")
    root = ET.fromstring(reader.get(f"/portal/feeds/{channel.id}.rss").content)  # noqa: S314 - our own
    item = root.find("channel/item")
    assert item.find("guid").attrib == {"isPermaLink": "false"}
    assert item.findtext("guid") == str(delivery.id)
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == education.name
    assert parsedate_to_datetime(item.findtext("pubDate")) == NOON


def test_a_json_feed_has_the_structure_of_version_1_1(session, reader, channel, education):
    economy = make_organisation(session, "MW", "Ministerium für Wirtschaft")
    delivery = publish(
        session,
        channel,
        education,
        "Satz eins. Satz zwei.",
        joint_with=[economy],
        alternative_url="https://land.example/mehr",
    )
    feed = json.loads(reader.get(f"/portal/feeds/{channel.id}.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Landesportal"
    assert feed["home_page_url"] == f"{BASE}/portal"
    assert feed["feed_url"] == f"{BASE}/portal/feeds/{channel.id}.json"
    assert feed["items"] == [
        {
            "id": str(delivery.id),
            "url": f"{BASE}/portal/posts/{delivery.id}",
            "title": "Satz eins.",
            "content_text": "Satz eins. Satz zwei. (MB/MW)",
            "date_published": "2026-11-22T12:00:00Z",
            "authors": [{"name": education.name}, {"name": economy.name}],
            "tags": ["MB", "MW"],
            "language": "de",
            "external_url": "https://land.example/mehr",
        }
    ]


@pytest.mark.req("BR-04")
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_breaks_no_feed_and_stays_text(session, reader, channel, education, kind):
    text = HOSTILE[kind]
    delivery = publish(session, channel, education, text, alternative_url="javascript:alert(1)")
    channel.label = f"Kanal {text}".replace("\x00", "")[:200]
    session.flush()
    for ending in ("atom", "rss"):
        found = read(reader, f"/portal/feeds/{channel.id}.{ending}")
        assert found.entries[0].id.endswith(str(delivery.id))
        assert found.entries[0].title
    atom = ET.fromstring(reader.get(f"/portal/feeds/{channel.id}.atom").content)  # noqa: S314 - our own
    content = atom.findtext("{*}entry/{*}content")
    feed = json.loads(reader.get(f"/portal/feeds/{channel.id}.json").content)
    assert content.split() == feed["items"][0]["content_text"].split()
    assert "external_url" not in feed["items"][0]
    if kind not in {"control", "white space"}:
        assert content == f"{text.rstrip()} (MB)"


def test_a_tag_in_a_text_is_readable_text_in_rss_too(session, reader, channel, education):
    publish(session, channel, education, "Das Element <script> ist gemeint.\nZweite Zeile")
    summary = read(reader, f"/portal/feeds/{channel.id}.rss").entries[0].summary
    assert "&lt;script&gt; ist gemeint.<br />" in summary.replace("<br>", "<br />")


@pytest.mark.parametrize("ending", TYPES)
def test_an_empty_feed_is_valid_and_always_the_same(reader, channel, ending):
    first = reader.get(f"/portal/feeds/{channel.id}.{ending}")
    assert first.headers["ETag"] == reader.get(f"/portal/feeds/{channel.id}.{ending}").headers["ETag"]
    if ending == "json":
        assert first.json()["items"] == []
    else:
        assert read(reader, f"/portal/feeds/{channel.id}.{ending}").entries == []


@pytest.mark.parametrize("ending", TYPES)
def test_a_reader_who_has_it_all_gets_304(session, reader, channel, education, ending):
    path = f"/portal/feeds/{channel.id}.{ending}"
    publish(session, channel, education, "Eins")
    first = reader.get(path)
    assert first.headers["Content-Type"] == TYPES[ending]
    assert first.headers["Cache-Control"] == "no-cache"
    assert parsedate_to_datetime(first.headers["Last-Modified"]) == NOON
    etag = first.headers["ETag"]
    for known in (etag, f"W/{etag}", f'"anders", {etag}', "*"):
        again = reader.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == "no-cache"
    publish(session, channel, education, "Zwei", minutes=1)
    assert reader.get(path, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("ending", TYPES)
def test_a_removal_reaches_every_reader_at_the_next_look(session, reader, channel, education, ending):
    path = f"/portal/feeds/{channel.id}.{ending}"
    publish(session, channel, education, "Bleibt")
    delivery = publish(session, channel, education, "Muss weg", minutes=1)
    first = reader.get(path)
    take_down(session, delivery)
    conditions = (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    )
    for headers in conditions:
        answer = reader.get(path, headers=headers)
        assert answer.status_code == 200
        assert "Bleibt" in answer.text
        assert "Muss weg" not in answer.text


ABBREVIATIONS = ["MB2", "IMG / Tourismus", "PI Dessau-Roßlau", "A.B. & C", "Ä/Ö?", "100 % #1", "M+W"]


@pytest.mark.parametrize("abbreviation", ABBREVIATIONS)
@pytest.mark.parametrize("safe", ["", "/"])
def test_any_abbreviation_has_its_feeds(session, reader, channel, abbreviation, safe):
    organisation = make_organisation(
        session, abbreviation, f"Stelle {abbreviation}", kind=OrganisationKind.DIVISION
    )
    publish(session, channel, organisation, "Von uns")
    path = f"/portal/feeds/organisations/{quote(abbreviation, safe=safe)}"
    for ending in ("atom", "rss"):
        found = read(reader, f"{path}.{ending}")
        assert found.feed.title == f"Landesportal: Stelle {abbreviation}"
        assert [entry.title for entry in found.entries] == ["Von uns"]
        itself = next(link.href for link in found.feed.links if link.rel == "self")
        assert reader.get(itself.removeprefix(BASE)).status_code == 200
    assert len(reader.get(f"{path}.json").json()["items"]) == 1


def test_an_umlaut_in_two_characters_is_the_same_abbreviation(session, reader):
    make_organisation(session, "Mü", "Ministerium für Überblick")
    assert reader.get("/portal/feeds/organisations/Mu%CC%88.atom").status_code == 200


def test_a_ministry_feed_holds_joint_posts(session, reader, channel, education):
    economy = make_organisation(session, "MW", "Ministerium für Wirtschaft")
    publish(session, channel, education, "Gemeinsam gesagt.", joint_with=[economy])
    publish(session, channel, education, "Allein gesagt.", minutes=1)
    found = read(reader, "/portal/feeds/organisations/MW.atom")
    assert [entry.title for entry in found.entries] == ["Gemeinsam gesagt."]


def test_what_has_no_feed_answers_404(session, reader, channel, education):
    console = make_channel(session, education, "Konsole", platform="console")
    publish(session, console, education, "Anderswo")
    paths = [
        f"/portal/feeds/{console.id}.atom",
        f"/portal/feeds/{uuid4()}.rss",
        "/portal/feeds/keine-nummer.json",
        f"/portal/feeds/{channel.id}.pdf",
        f"/portal/feeds/{channel.id}",
        "/portal/feeds/organisations/XY.atom",
        "/portal/feeds/organisations/MB.pdf",
        "/portal/feeds/organisations/.atom",
        "/portal/feeds/organisations/%00.atom",
        "/portal/feeds/organisations/%FF%FE.atom",
    ]
    for path in paths:
        assert reader.get(path).status_code == 404, path


@pytest.mark.parametrize(
    "state", [state for state in DeliveryState if state in {"waiting", "sending", "removed"}]
)
def test_only_what_is_sent_is_in_a_feed(session, reader, channel, education, state):
    publish(session, channel, education, "Nicht öffentlich", state=state)
    for ending in TYPES:
        assert "Nicht öffentlich" not in reader.get(f"/portal/feeds/{channel.id}.{ending}").text
