"""Löschverfahren on pages: opening, answering, deciding, what is missing, and two people at the same case."""

import re

import pytest

from app.workers import takedowns
from tests.api.parts import approve, deliver_due, fetch
from tests.factories import soon
from tests.stories.desk import Desk

NOTICE = {
    "kind": "removal",
    "ground": "party_political",
    "quote": "Die Partei hat recht.",
    "remedy": "Bitte streichen.",
    "deadline": "usual",
}


@pytest.fixture
def desk(people, force):
    return Desk(people, force)


def open_form(visitor, post):
    return visitor.look(f"/takedowns/new?post={post['id']}")


def announce(visitor, post, **fields):
    return open_form(visitor, post).send("/takedowns", post=post["id"], **NOTICE | fields)


def seen(visitor):
    """What the page that was shown last says it has seen of the case."""
    return re.search(r'name="seen" value="(\d+)"', visitor.page.text)[1]


def act(visitor, case, do, **fields):
    """Look at the case, then send one of its forms."""
    visitor.look(f"/takedowns/{case['id']}")
    return visitor.send(f"/takedowns/{case['id']}", do=do, seen=seen(visitor), **fields)


def test_an_office_without_cases_is_told_what_would_stand_here(visitor):
    assert "Es gibt kein Löschverfahren." in visitor("desk1").look("/takedowns").text


def test_the_menu_shows_it_to_the_desk_the_ministries_and_the_auditor_only(visitor):
    for name, is_shown in (("desk1", True), ("mb", True), ("mb.lead", True), ("revision", True)):
        assert ('href="/takedowns"' in visitor(name).look("/").page.text) is is_shown, name
    for name in ("kanal", "admin"):
        assert 'href="/takedowns"' not in visitor(name).look("/").page.text


def test_a_case_is_opened_from_the_page_of_the_post_with_the_sentence_it_rests_on(visitor, desk, people):
    post = desk.published(title="Schulpolitik")
    desk1 = visitor("desk1").look(f"/posts/{post['id']}")
    assert f'href="/takedowns/new?post={post["id"]}"' in desk1.page.text
    form = open_form(desk1, post).text
    assert "Parteipolitische Positionen sind auf den Landeskanälen untersagt" in form
    assert "Anlage 1 zu Drucksache 7/4655" in form
    assert "ressorteigenen Kanälen nicht zulässig" not in form, "it is on no such channel"
    announce(desk1, post)
    assert "Eröffnet. Die Ankündigung geht jetzt an das Ressort" in desk1.text
    assert "„Parteipolitische Positionen sind auf den Landeskanälen untersagt" in desk1.text
    assert "Seite 7, Abschnitt 3.2" in desk1.text
    assert "noch 59 Min." in desk1.text
    assert "noch nicht nachgewiesen" in desk1.text
    (case,) = people("mb").get("/takedowns").json()["items"]
    assert (case["quote"], case["remedy"], case["kind"]) == (NOTICE["quote"], NOTICE["remedy"], "removal")
    assert f'href="/takedowns/{case["id"]}"' in visitor("mb").look(f"/posts/{post['id']}").page.text
    again = visitor("desk2").look(f"/takedowns/new?post={post['id']}")
    assert "Dazu läuft bereits dieses Löschverfahren." in again.text


def test_what_is_missing_in_a_notice_is_told_at_its_field_and_nothing_entered_is_lost(visitor, desk, people):
    post = desk.published()
    desk1 = announce(visitor("desk1"), post, ground="", quote="", remedy="Bleibt stehen.")
    assert desk1.status == 422
    assert 'href="#ground">Grund: Diese Angabe fehlt.' in desk1.page.text
    assert 'href="#quote">Beanstandete Stelle: Diese Angabe fehlt.' in desk1.page.text
    assert "Bleibt stehen." in desk1.text
    assert people("desk1").get("/takedowns").json()["items"] == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"deadline": "none"}, "Begründung der Dringlichkeit: Diese Angabe fehlt."),
        ({"deadline": "set", "date": "2020-01-01", "time": "10:00"}, "Diese Frist ist schon vorbei."),
        ({"deadline": "set", "date": "2099-10-25", "time": "02:30"}, "Umstellung auf Winterzeit zweimal"),
        ({"deadline": "set"}, "Tag und Uhrzeit: Diese Angabe fehlt."),
    ],
)
def test_a_deadline_that_cannot_be_is_refused(visitor, desk, fields, sentence):
    desk1 = announce(visitor("desk1"), desk.published(), **fields)
    assert desk1.status == 422
    assert sentence in desk1.text


def test_no_deadline_at_all_needs_a_written_ground_that_stays(visitor, desk):
    desk1 = announce(visitor("desk1"), desk.published(), deadline="none", urgent_reason="Gefahr im Verzug")
    assert "Ohne Frist, weil Gefahr im Verzug" in desk1.text
    assert "Entfernen ist noch nicht möglich: Die Ankündigung ist dem Ressort noch nicht" in desk1.text


def test_on_a_ministrys_own_channel_only_a_hint_is_offered(visitor, people):
    mb = people("mb")
    post = mb.submit(mb.write(channels=("Konsole MB",), at=soon(-5)))
    approve(people("mb.lead"), post)
    deliver_due()
    delivery = post["deliveries"][0]
    desk1 = visitor("desk1").look(f"/takedowns/new?delivery={delivery['id']}")
    assert "entfernt nur das Ressort selbst" in desk1.text
    assert 'type="radio" id="kind' not in desk1.page.text
    refused = desk1.send("/takedowns", delivery=delivery["id"], **NOTICE)
    assert "Möglich ist ein Hinweis" in refused.text
    refused.send("/takedowns", delivery=delivery["id"], **NOTICE | {"kind": "notice_only"})
    assert "Er gibt kein Recht zur Entfernung." in refused.text
    assert "Entfernung anordnen" not in refused.text
    lead = visitor("mb.lead").look(refused.page.url.path)
    assert "Wir entfernen selbst" in lead.text
    assert "Wir stimmen der Entfernung zu" not in lead.text


def test_before_the_deadline_the_desk_is_told_in_a_sentence_what_is_missing(visitor, desk):
    case = desk.case(desk.published())
    desk2 = visitor("desk2").look(f"/takedowns/{case['id']}")
    assert "Entfernen ist noch nicht möglich: Das Ressort hat bis" in desk2.text
    assert "Entfernung anordnen" not in desk2.text
    act(desk2, case, "execute")
    assert desk2.status == 422
    assert desk.read(case)["state"] == "open"


def test_an_objection_says_why_and_a_second_person_decides_after_the_deadline(visitor, desk):
    case = desk.case(desk.published())
    mb = visitor("mb")
    act(mb, case, "respond")
    assert 'href="#answer">Antwort: Diese Angabe fehlt.' in mb.page.text
    act(mb, case, "respond", answer="object")
    assert "Stellungnahme: Ein Widerspruch braucht eine Stellungnahme." in mb.text
    act(mb, case, "respond", answer="object", statement="Das ist amtlich.")
    assert "Ihre Antwort ist bei der Zentralredaktion." in mb.text
    desk.pass_deadline(case)
    opener = visitor("desk1").look(f"/takedowns/{case['id']}")
    assert "Bitte lassen Sie eine zweite Person entscheiden." in opener.text
    desk2 = act(visitor("desk2"), case, "execute", reason="Die Aussage ist eindeutig.")
    assert "Angeordnet." in desk2.text
    takedowns.sweep()
    done = visitor("mb").look(f"/takedowns/{case['id']}").text
    assert "Antwort des Ressorts: widerspricht" in done
    assert "Das ist amtlich." in done
    assert "Emil Demo (Zentralredaktion)" in done
    assert "Entfernung: steht dort nicht" in done
    assert "Mit entfernte Kommentare Nicht bekannt." in done


@pytest.mark.req("AZ-01")
def test_the_same_person_decides_only_with_a_reason_and_the_mark_stays(visitor, desk):
    case = desk.case(desk.published())
    desk.pass_deadline(case)
    desk1 = act(visitor("desk1"), case, "execute")
    assert desk1.status == 422
    assert 'href="#reason-execute">Begründung: Wer das Verfahren eröffnet hat' in desk1.page.text
    act(desk1, case, "execute", reason="Nachts war sonst niemand im Dienst.")
    assert "Entfernung angeordnet, durch dieselbe Person wie die Ankündigung" in desk1.text
    assert desk.read(case)["decision"]["by_same_person"] is True


@pytest.mark.req("AZ-01")
def test_only_the_lead_is_offered_what_binds_the_ministry(visitor, desk):
    case = desk.case(desk.published())
    mb, lead = visitor("mb"), visitor("mb.lead")
    assert "Wir stimmen der Entfernung zu" not in mb.look(f"/takedowns/{case['id']}").text
    act(mb, case, "respond", answer="agree")
    assert "Zustimmen und selbst entfernen kann nur" in mb.text
    act(lead, case, "respond", answer="remove")
    assert "Der Beitrag wird jetzt entfernt." in lead.text
    assert desk.read(case)["answers"][0]["answer"] == "remove"


def test_whoever_decides_on_an_old_page_is_told_what_happened_and_loses_no_word(visitor, desk):
    case = desk.case(desk.published())
    first, second = visitor("desk1"), visitor("desk2")
    first.look(f"/takedowns/{case['id']}")
    old = seen(first)
    desk.ask("mb.lead", case, "respond", answer="agree", statement="Einverstanden.")
    act(second, case, "execute")
    first.send(f"/takedowns/{case['id']}", do="revoke", seen=old, reason="Es hat sich erledigt.")
    assert first.status == 409
    assert "Ihre Eingabe wurde nicht ausgeführt." in first.text
    assert "Antwort des Ressorts: stimmt der Entfernung zu" in first.text
    assert "Entfernung angeordnet" in first.text
    assert "Verfahren eröffnet" not in first.text, "that was seen"
    assert "Es hat sich erledigt." in first.text
    assert desk.read(case)["state"] == "executing"


def test_two_who_open_a_case_at_the_same_time_are_led_to_one(visitor, desk):
    post = desk.published()
    first, second = visitor("desk1"), visitor("desk2")
    open_form(first, post)
    open_form(second, post)
    announce_from = {"post": post["id"]} | NOTICE
    first.send("/takedowns", **announce_from)
    second.send("/takedowns", **announce_from | {"quote": "Meine Stelle."})
    assert second.status == 409
    assert "Verfahren eröffnet und angekündigt" in second.text
    assert "Dora Demo (Zentralredaktion)" in second.text
    assert "Meine Stelle." in second.text
    assert fetch("select count(*) from takedown") == [(1,)]


def test_a_case_is_closed_with_its_outcome_or_taken_back_with_a_reason(visitor, desk):
    case = desk.case(desk.published())
    desk1 = visitor("desk1")
    act(desk1, case, "close")
    assert 'href="#outcome">Ergebnis: Diese Angabe fehlt.' in desk1.page.text
    act(desk1, case, "close", outcome="removed_by_ministry")
    assert "Davon ist noch etwas veröffentlicht" in desk1.text
    act(desk1, case, "close", outcome="objection_upheld")
    assert "Verfahren abgeschlossen: Dem Widerspruch wurde gefolgt" in desk1.text
    other = desk.case(desk.published())
    act(desk1, other, "revoke")
    assert 'href="#reason-revoke">Grund der Rücknahme: Diese Angabe fehlt.' in desk1.page.text
    act(desk1, other, "revoke", reason="Verwechslung")
    assert "Zurückgenommen. Das Ressort erfährt den Grund" in desk1.text
    assert "Verwechslung" in desk1.text


def test_cases_are_found_by_state_ministry_and_words(visitor, desk):
    case = desk.case(desk.published(title="Schulpolitik"))
    desk1 = visitor("desk1")
    for query, found in (
        ("state=open", True),
        ("state=running", True),
        ("state=closed", False),
        ("state=unsinn", True),
        ("organisation=MB", True),
        ("organisation=MW", False),
        ("q=schulpol", True),
        ("q=Verweis entfernen", True),
        ("q=Landwirtschaft", False),
    ):
        page = desk1.look(f"/takedowns?{query}")
        assert (f'href="/takedowns/{case["id"]}"' in page.page.text) is found, query
        assert found or "Dazu gibt es kein Löschverfahren." in page.text


@pytest.mark.req("AZ-02")
def test_other_peoples_cases_are_not_there(visitor, desk):
    post = desk.published()
    case = desk.case(post)
    for name in ("mw", "kanal", "admin"):
        page = visitor(name).look(f"/takedowns/{case['id']}")
        assert page.status == 404
        page.look("/").send(f"/takedowns/{case['id']}", do="revoke", seen="1", reason="Fremd")
        assert page.status == 404
        assert "Es gibt kein Löschverfahren." in page.look("/takedowns").text
    for name in ("mb", "mb.lead"):
        assert visitor(name).look(f"/takedowns/new?post={post['id']}").status == 403
    mb = visitor("mb")
    act(mb, case, "execute")
    assert "Dafür fehlt Ihnen die Berechtigung." in mb.text
    assert visitor("desk1").look("/takedowns/new").status == 404
    assert desk.read(case)["state"] == "open"


def test_the_file_of_the_post_is_given_as_pdf_and_as_json(visitor, desk):
    post = desk.published()
    case = desk.case(post)
    desk1 = visitor("desk1").look(f"/takedowns/{case['id']}")
    assert f'href="/posts/{post["id"]}/record?format=pdf"' in desk1.page.text
    pdf = desk1.look(f"/posts/{post['id']}/record?format=pdf").page
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["content-disposition"] == f'attachment; filename="akte-{post["id"]}.pdf"'
    told = desk1.look(f"/posts/{post['id']}/record?format=json").page.json()
    assert told["takedowns"][0]["id"] == case["id"]
    assert desk1.look(f"/posts/{post['id']}/record?format=doc").status == 404
    assert visitor("mw").look(f"/posts/{post['id']}/record").status == 404


def test_the_list_is_given_as_a_file_with_what_was_filtered(visitor, desk):
    desk.case(desk.published(title="Schulpolitik"))
    mb = visitor("mb").look("/takedowns?state=running")
    address = re.search(r'href="(/takedowns\.csv[^"]*)"', mb.page.text)[1].replace("&amp;", "&")
    head, line = mb.client.get(address).text.splitlines()
    assert '"Ressort";"Beitrag";"Art";"Grund";"Stand"' in head
    assert line.startswith('"MB";"Schulpolitik";"Entfernung";"Parteipolitische Aussage";"angekündigt"')
    assert len(visitor("mw").client.get("/takedowns.csv").text.splitlines()) == 1
