"""Kleine Anfragen on pages, without JavaScript: entered, asked, answered, signed, frozen, handed out, co-signed."""

import re
from datetime import timedelta

import pytest

from app import clock
from tests.web.seeing import ensure_sound

SEEN = r'name="seen" value="([0-9a-f]{64})"'
QUESTION = "Welche Kanäle betreiben die Ministerien?"


def day(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def entry(**more):
    return {
        "number": "KA 8/17",
        "title": "Auftritte in sozialen Medien",
        "members": "Kim Muster\n\nAlex Beispiel\n",
        "deadline": day(20),
        "as_of": day(0),
        "wording-1": "Wie bewertet die Landesregierung soziale Medien?",
        "block-1": "text",
        "wording-3": QUESTION,
        "block-3": "channels",
    } | more


def opened(desk):
    desk.look("/inquiries")
    desk.send("/inquiries", **entry())
    assert desk.status == 200, desk.text
    return desk.page.url.path


def survey_of(page, organisation):
    return re.search(rf'href="(/surveys/[0-9a-f-]+)">{organisation}<', page)[1]


def test_an_inquiry_goes_its_whole_way_on_pages(visitor):
    desk, mb = visitor("desk1"), visitor("mb.lead")
    path = opened(desk)
    assert "Kim Muster, Alex Beispiel" in desk.text
    assert "noch niemand gefragt" in desk.text
    assert "keine Kleine Anfrage" in mb.look("/inquiries").text
    desk.send(path, do="ask", due_on=day(10))
    assert "Gefragt. Alle Stellen sind benachrichtigt" in desk.text
    sheet = survey_of(desk.page.text, "MB")
    mb.look(sheet)
    assert "twitter.com/MBSachsenAnhalt" in mb.text
    mb.send(sheet, seen=re.search(SEEN, mb.page.text)[1])
    assert "Noch nicht beantwortet: Kanäle" in mb.text
    mb.send(sheet, block="channels")
    assert "Antwort: Diese Angabe fehlt." in mb.text
    mb.send(sheet, block="channels", word="corrected")
    assert "Was berichtigt wurde: Diese Angabe fehlt." in mb.text
    mb.send(sheet, block="channels", word="confirmed")
    assert "Gezeichnet ist die Abfrage damit noch nicht." in mb.text
    mb.send(sheet, seen=re.search(SEEN, mb.page.text)[1])
    assert "Gezeichnet. Die Zentralredaktion sieht Ihre Antwort." in mb.text
    desk.look(path)
    question = re.search(r'action="(/inquiries/[0-9a-f-]+/questions/[0-9a-f-]+)"', desk.page.text)[1]
    desk.send(question, answer="Sie ergänzen die Pressearbeit.", before="")
    assert "Sie ergänzen die Pressearbeit." in desk.text
    desk.send(question, answer="Etwas anderes.", before="")
    assert desk.status == 422
    assert "Etwas anderes." in desk.page.text
    desk.look(path)
    desk.send(path, do="keep")
    assert "Festgehalten. Die Fassung gibt es jetzt als Datei" in desk.text
    files = re.findall(r'href="(/inquiries/versions/[^"]+)"', desk.page.text)
    kinds = [visitor("desk1").look(name).page.headers["content-type"] for name in files]
    assert [kind.split("/")[1][:16] for kind in kinds] == [
        "vnd.openxmlforma",
        "pdf",
        "vnd.openxmlforma",
        "csv; charset=utf",
    ]
    mb.look(path)
    co_sign = re.search(r'action="(/inquiries/[0-9a-f-]+/versions/[0-9a-f-]+)"', mb.page.text)[1]
    mb.send(co_sign, organisation="MB")
    assert "Mitgezeichnet: MB." in mb.text


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(visitor):
    desk = visitor("desk1").look("/inquiries")
    desk.send("/inquiries", **entry(number="", deadline=day(-1)))
    assert desk.status == 422
    assert "Nummer: Diese Angabe fehlt." in desk.text
    assert QUESTION in desk.page.text
    desk.send("/inquiries", **entry(deadline=day(-1)))
    assert "Stichtag: Der Stichtag liegt nach der Frist." in desk.text
    desk.send("/inquiries", **entry(**{"wording-1": "", "wording-3": ""}))
    assert "Frage 1: Diese Angabe fehlt." in desk.text
    path = opened(desk)
    desk.send(path, do="ask", due_on=day(30))
    assert "Antwort bis: Die Ressorts müssen vor der Frist des Landtags antworten." in desk.text


def test_an_inquiry_is_shown_to_whoever_was_asked_and_to_nobody_else(visitor, people):
    desk = visitor("desk1")
    path = opened(desk)
    desk.send(path, do="ask", due_on=day(10))
    mb, other = survey_of(desk.page.text, "MB"), survey_of(desk.page.text, "MW")
    lead = visitor("mb.lead")
    assert lead.look(path).status == 200
    assert (lead.look(mb).status, lead.look(other).status) == (200, 404)
    assert "Stellen fragen" not in lead.look(path).text
    for name in ("mb", "admin"):
        stranger = visitor(name)
        assert 'href="/inquiries"' not in stranger.look("/").page.text
        assert [stranger.look(place).status for place in (path, mb)] == [404, 404]
    assert visitor("revision").look(mb).status == 200
    assert lead.look(mb.replace("/surveys/", "/open/survey/")).page.url.path == mb


@pytest.fixture
def everything(visitor):
    """An inquiry in the middle of its way: answered, signed, frozen; and one just entered."""
    desk, mb = visitor("desk1"), visitor("mb.lead")
    path = opened(desk)
    desk.send(path, do="ask", due_on=day(0))
    sheet = survey_of(desk.page.text, "MB")
    mb.look(sheet).send(sheet, block="channels", word="corrected", remark="Neuer Name.")
    mb.send(sheet, seen=re.search(SEEN, mb.page.text)[1])
    desk.look(path).send(path, do="keep")
    desk.look("/inquiries").send("/inquiries", **entry(number="KA 8/18", as_of=day(3)))
    return path, desk.page.url.path, sheet


def test_axe_finds_nothing_on_the_pages_of_inquiries(browse, everything):
    path, early, sheet = everything
    desk = browse("desk1", "/inquiries")
    for place in ("/inquiries", path, early, sheet):
        desk.goto(place)
        ensure_sound(desk)
    desk.goto("/inquiries")
    desk.get_by_role("button", name="Anlegen").click()
    desk.get_by_role("alert").wait_for()
    ensure_sound(desk)
    lead = browse("mb.lead", path)
    ensure_sound(lead)
    lead.goto(sheet)
    ensure_sound(lead)
