import re
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import sessionmaker

from app import web
from app.models.delivery import DeliveryState
from app.queries import portal
from app.web import deps
from tests.web.portal_data import TITLE, make_channel, make_organisation, publish, take_down

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> ]]> & \"'> {{ 7*7 }} \x01\x0b\x1f \u202eumgedreht"
)


class Outline(HTMLParser):
    """What a screen reader finds: elements in their order, headings, landmarks, links."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, *names):
        return [(tag, attributes) for tag, attributes in self.tags if tag in names]


def test_a_post_shows_text_time_and_publishers(session, reader, channel, education):
    economy = make_organisation(session, "MW", "Ministerium für Wirtschaft")
    delivery = publish(
        session,
        channel,
        education,
        "Erste Zeile\nZweite Zeile\n\nNeuer Absatz #Schule",
        joint_with=[economy],
        alternative_url="https://land.example/mehr",
    )
    html = reader.get(f"/portal/posts/{delivery.id}").text
    assert "Erste Zeile<br>\nZweite Zeile</p>" in html
    assert "Neuer Absatz #Schule (MB/MW)</p>" in html
    assert '<time datetime="2026-11-22T12:00:00Z">So, 22.11.2026, 13:00 Uhr</time>' in html
    assert "<h1>Ministerium für Bildung</h1>" in html
    assert "Gemeinsam mit: Ministerium für Wirtschaft" in html
    assert 'Mehr dazu: <a href="https://land.example/mehr" rel="external noopener noreferrer">' in html
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/portal/posts/{delivery.id}">' in html


def test_the_internal_title_and_the_draft_are_nowhere(session, reader, channel, education):
    delivery = publish(session, channel, education, "Öffentlich")
    feeds = [f"/portal/feeds/{channel.id}.{ending}" for ending in ("atom", "rss", "json")]
    for path in ("/portal", f"/portal/posts/{delivery.id}", *feeds):
        body = reader.get(path).text
        assert "Öffentlich" in body
        assert TITLE not in body
        assert "Entwurf" not in body


@pytest.mark.parametrize("state", [DeliveryState.REMOVING, DeliveryState.REMOVED])
def test_what_was_taken_down_answers_410_without_its_text(session, reader, channel, education, state):
    delivery = publish(session, channel, education, "Zurückgenommen", state=state)
    answer = reader.get(f"/portal/posts/{delivery.id}")
    assert answer.status_code == 410
    assert "Nicht mehr verfügbar" in answer.text
    assert "Zurückgenommen" not in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_removal_is_gone_at_the_next_look(session, reader, channel, education):
    delivery = publish(session, channel, education, "Gleich weg")
    assert "Gleich weg" in reader.get("/portal").text
    take_down(session, delivery)
    assert "Gleich weg" not in reader.get("/portal").text
    assert reader.get(f"/portal/posts/{delivery.id}").status_code == 410


def test_everything_else_is_404_in_german(session, reader, channel, education):
    waiting = publish(session, channel, education, "Noch geheim", state=DeliveryState.WAITING)
    console = make_channel(session, education, "Konsole", platform="console")
    elsewhere = publish(session, console, education, "Anderswo")
    paths = [
        f"/portal/posts/{waiting.id}",
        f"/portal/posts/{elsewhere.id}",
        f"/portal/posts/{uuid4()}",
        "/portal/posts/keine-nummer",
        "/portal/posts/%00",
        "/portal/gibt-es-nicht",
        "/portal?after=erfunden",
        "/portal?after=",
        "/portal/posts/",
        f"/portal/posts/{channel.id}",
    ]
    for path in paths:
        answer = reader.get(path)
        assert answer.status_code == 404, path
        assert "Seite nicht gefunden" in answer.text
        assert "geheim" not in answer.text


def test_the_index_lists_newest_first_and_leads_to_older_ones(
    session, reader, channel, education, monkeypatch
):
    monkeypatch.setattr(portal, "PAGE_LENGTH", 2)
    for number in (1, 2, 3):
        publish(session, channel, education, f"Nachricht {number}", minutes=number)
    first = reader.get("/portal").text
    assert first.index("Nachricht 3") < first.index("Nachricht 2")
    assert "Nachricht 1" not in first
    older = re.search(r'href="(/portal\?after=[^"]+)" rel="next"', first)[1]
    second = reader.get(older).text
    assert "Nachricht 1" in second
    assert "Nachricht 2" not in second
    assert 'rel="next"' not in second
    assert "Zu den neuesten" in second


def test_an_empty_portal_says_so(reader):
    answer = reader.get("/portal")
    assert answer.status_code == 200
    assert "Zurzeit ist hier nichts veröffentlicht." in answer.text


@pytest.mark.usefixtures("education")
def test_the_index_names_every_feed(session, reader, channel):
    make_organisation(session, "M / Ü", "Ministerium mit Schrägstrich")
    html = reader.get("/portal").text
    for ending in ("atom", "rss", "json"):
        assert f'href="/portal/feeds/{channel.id}.{ending}"' in html
        assert f'href="/portal/feeds/organisations/MB.{ending}"' in html
        assert f'href="/portal/feeds/organisations/M%20/%20%C3%9C.{ending}"' in html
    for path in re.findall(r'href="(/portal/feeds/[^"]+)"', html):
        assert reader.get(path).status_code == 200, path


@pytest.mark.req("BR-04")
def test_hostile_text_stays_text(session, reader, channel, education):
    education.names[0].name = f"Ministerium {HOSTILE}".replace("\x01", "")
    channel.label = "Kanal </title><script>alert(2)</script>"
    delivery = publish(session, channel, education, HOSTILE, alternative_url="javascript:alert(3)")
    for path in ("/portal", f"/portal/posts/{delivery.id}"):
        html = reader.get(path).text
        outline = Outline(html)
        assert outline.all("script", "img", "iframe", "object", "style", "base") == []
        assert not any(
            name.startswith("on") or name == "style" for _, found in outline.tags for name in found
        )
        assert "javascript:" not in html
        assert "{{ 7*7 }}" in html
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", html)


@pytest.mark.req("BR-04")
def test_pages_load_nothing_from_elsewhere(session, reader, channel, education):
    delivery = publish(session, channel, education, "Siehe https://land.example/a")
    for path in ("/portal", f"/portal/posts/{delivery.id}", "/portal/nichts"):
        outline = Outline(reader.get(path).text)
        loaded = [found["href"] for _, found in outline.all("link") if found["rel"] in {"stylesheet", "icon"}]
        assert all(not urlsplit(address).netloc for address in loaded)
        assert not any("src" in found for _, found in outline.tags)
        for address in loaded:
            assert reader.get(address).status_code == 200


@pytest.mark.req("BR-01")
def test_every_page_and_error_carries_the_security_headers(session, reader, channel, education):
    delivery = publish(session, channel, education, "Sicher")
    paths = ("/portal", f"/portal/posts/{delivery.id}", f"/portal/feeds/{channel.id}.atom", "/portal/nichts")
    for path in (*paths, "/static/portal.css"):
        headers = reader.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["index", "post", "error"])
def test_landmarks_and_headings_are_in_order(session, reader, channel, education, kind):
    delivery = publish(session, channel, education, "Ein Satz. Noch einer.")
    path = {"index": "/portal", "post": f"/portal/posts/{delivery.id}", "error": "/portal/nichts"}[kind]
    outline = Outline(reader.get(path).text)
    assert outline.all("html")[0][1]["lang"] == "de"
    assert len(outline.all("main")) == 1
    assert outline.all("nav")[0][1]["aria-label"]
    assert outline.all("a")[0][1] == {"class": "skip", "href": "#inhalt"}
    assert outline.all("main")[0][1]["id"] == "inhalt"
    levels = [int(tag[1]) for tag, _ in outline.all("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [found["id"] for _, found in outline.tags if "id" in found]
    assert len(ids) == len(set(ids))
    assert all(found["datetime"] for _, found in outline.all("time"))


@pytest.mark.usefixtures("channel")
def test_links_are_told_apart_by_their_text(session, reader):
    make_organisation(session, "MW", "Ministerium für Wirtschaft")
    html = reader.get("/portal").text
    links = dict(re.findall(r'<a href="([^"]+)">(.*?)</a>', html))
    feeds = [label for address, label in links.items() if "/feeds/" in address]
    assert len(feeds) == 9
    assert len(set(feeds)) == 9


def test_head_answers_like_get_without_a_body(session, reader, channel, education):
    delivery = publish(session, channel, education, "Kopf")
    for path in ("/portal", f"/portal/posts/{delivery.id}", f"/portal/feeds/{channel.id}.rss"):
        assert reader.head(path).status_code == 200


@pytest.mark.parametrize("status", [404, 410, 500, 503, 418])
def test_error_pages_need_no_database(status):
    answer = web.error_page(status)
    assert answer.status_code == status
    assert b"<h1>" in answer.body


def test_a_page_cannot_write(plain_engine, monkeypatch):
    monkeypatch.setattr(deps, "sessions", lambda: sessionmaker(plain_engine))
    opened = deps.read_session()
    session = next(opened)
    with pytest.raises(InternalError, match="read-only"):
        session.execute(sql("update channel set label = 'verändert'"))
    opened.close()
