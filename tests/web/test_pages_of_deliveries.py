"""Ausspielungen and Not-Aus on the page: finding them, another time, holding, releasing one by one."""

import csv
import re
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from app import db
from tests.factories import soon

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def delivery(people):
    """A delivery that is approved for tomorrow."""
    mb = people("mb")
    post = people("desk1").approve(mb.submit(mb.write(title="Morgen", at=soon(86_400))))
    return post["deliveries"][0]


def state(people, delivery):
    return people("mb").get(f"/deliveries/{delivery['id']}").json()


def in_two_days():
    when = datetime.now(BERLIN) + timedelta(days=2)
    return {"date": f"{when:%Y-%m-%d}", "time": "09:15"}


def test_deliveries_are_found_by_state_channel_ministry_and_day(visitor, people, delivery):
    mw = people("mw")
    mw.write(organisation="MW", text="Von der Wirtschaft.", channels=("Konsole MW",))
    desk1, own = visitor("desk1"), visitor("mw")
    assert "Landesportal: Neue Tablets für alle Schulen." in desk1.look("/deliveries").text
    assert "Konsole MW: Von der Wirtschaft." in own.look("/deliveries").text
    assert "Neue Tablets" not in own.text
    for query, found in (
        ("state=waiting", True),
        ("state=held", False),
        (f"channel={people('mb').channel('Landesportal')}", True),
        ("organisation=MB", True),
        ("organisation=MF", False),
        (f"start={datetime.now(BERLIN) + timedelta(days=3):%Y-%m-%d}", False),
        (f"end={datetime.now(BERLIN) + timedelta(days=1):%Y-%m-%d}", True),
        ("start=unsinn", True),
    ):
        page = desk1.look(f"/deliveries?{query}").text
        assert ("Neue Tablets" in page) is found, query
        assert found or "Dazu gibt es keine Ausspielung." in page


def test_the_list_of_deliveries_is_a_file_too_narrowed_as_on_the_page(visitor, people, delivery):
    desk1 = visitor("desk1").look("/deliveries?state=waiting")
    link = re.search(r'href="(/deliveries\.csv\?[^"]+)"', desk1.page.text).group(1).replace("&amp;", "&")
    answer = desk1.look(link).page
    assert "ausspielungen-" in answer.headers["content-disposition"]
    (row,) = csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert row["Stand"] == "freigegeben"
    assert (row["Kürzel"], row["Kanal"]) == ("MB", "Landesportal")
    assert row["Adresse"].endswith(f"/deliveries/{delivery['id']}")
    assert "Landesportal" not in visitor("desk1").look("/deliveries.csv?state=held").text
    assert "Landesportal" not in visitor("mw").look("/deliveries.csv").text
    assert visitor().look("/deliveries.csv").page.url.path == "/sign-in"


def test_a_delivery_is_moved_to_another_time(visitor, people, delivery):
    desk1 = visitor("desk1").look(f"/deliveries/{delivery['id']}")
    desk1.send(f"/deliveries/{delivery['id']}", do="reschedule", **in_two_days())
    assert "Verlegt. Es gilt die neue Zeit." in desk1.text
    due = datetime.fromisoformat(state(people, delivery)["due_at"]).astimezone(BERLIN)
    assert (due.hour, due.minute) == (9, 15)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"date": "", "time": ""}, "Tag und Uhrzeit: Diese Angabe fehlt."),
        ({"date": "2020-01-01", "time": "10:00"}, "Dieser Zeitpunkt ist vorbei."),
        ({"date": "2099-03-29", "time": "02:30"}, "Umstellung auf Sommerzeit nicht"),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field(visitor, people, delivery, said, sentence):
    desk1 = visitor("desk1").look(f"/deliveries/{delivery['id']}")
    desk1.send(f"/deliveries/{delivery['id']}", do="reschedule", **said)
    assert desk1.status == 422
    assert sentence in desk1.text
    assert 'href="#date-reschedule"' in desk1.page.text
    assert state(people, delivery)["due_at"] == delivery["due_at"]


def test_an_objection_holds_it_and_somebody_else_lets_it_go(visitor, people, delivery):
    lead = visitor("mb.lead").look(f"/deliveries/{delivery['id']}")
    lead.send(f"/deliveries/{delivery['id']}", do="hold")
    assert 'href="#reason-hold">Grund: Diese Angabe fehlt.' in lead.page.text
    lead.send(f"/deliveries/{delivery['id']}", do="hold", reason="Termin fällt aus.")
    assert "Angehalten nach Einspruch." in lead.text
    assert "Wieder freigeben" not in visitor("mb").look(f"/deliveries/{delivery['id']}").text
    desk1 = visitor("desk1").look(f"/deliveries/{delivery['id']}")
    sha256 = re.search(r'name="revision_sha256" value="([^"]+)"', desk1.page.text)[1]
    desk1.send(f"/deliveries/{delivery['id']}", do="release", revision_sha256=sha256, **in_two_days())
    assert "Wieder freigegeben." in desk1.text
    assert state(people, delivery)["state"] == "waiting"


def test_one_delivery_is_cancelled_for_good(visitor, people, delivery):
    mb = visitor("mb").look(f"/deliveries/{delivery['id']}")
    mb.send(f"/deliveries/{delivery['id']}", do="cancel", reason="Nicht mehr nötig.")
    assert "Abgebrochen." in mb.text
    assert "Hier ist von Ihnen nichts zu tun." in mb.text
    assert state(people, delivery)["state"] == "cancelled"


def test_whoever_has_no_part_in_the_next_step_is_told_so_in_one_sentence(visitor, people, delivery):
    people("mb.lead").post(f"/deliveries/{delivery['id']}/hold", {"reason": "Termin prüfen"})
    other = visitor("revision").look(f"/deliveries/{delivery['id']}")
    assert "Hier ist von Ihnen nichts zu tun." in other.text
    assert "Dafür fehlt Ihnen die Berechtigung" not in other.text


def test_deliveries_are_found_by_words_in_either_order_page_by_page_and_in_the_file(
    visitor, people, monkeypatch
):
    monkeypatch.setattr("app.web.routes.deliveries.PAGE_LENGTH", 1)
    mb = people("mb")
    for number, words in enumerate(("Ein Haus öffnet.", "Die Häuser schließen.", "Ein Theater.")):
        mb.write(text=words, at=soon(3600 * (number + 1)))
    desk = visitor("mb").look("/deliveries?q=Haus&order=latest")
    assert "Die Häuser schließen." in desk.text
    assert "Zum Anfang" not in desk.text
    (link,) = re.findall(r'rel="next" href="([^"]+)"', desk.page.text)
    desk.look(link.replace("&amp;", "&"))
    assert "Ein Haus öffnet." in desk.text
    assert 'value="Haus"' in desk.page.text
    assert '<option value="latest" selected>' in desk.page.text
    (link,) = re.findall(r'href="([^"]+)">Zum Anfang', desk.page.text)
    assert "Die Häuser schließen." in desk.look(link.replace("&amp;", "&")).text
    (link,) = re.findall(r'href="(/deliveries\.csv\?[^"]+)"', desk.page.text)
    answer = desk.look(link.replace("&amp;", "&")).page
    rows = csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert [row["Text"] for row in rows] == ["Die Häuser schließen.", "Ein Haus öffnet."]


@pytest.mark.req("AZ-02")
def test_other_peoples_deliveries_are_not_there(visitor, delivery):
    for name in ("mw", "admin"):
        page = visitor(name).look(f"/deliveries/{delivery['id']}")
        assert page.status == 404
        page.look("/").send(f"/deliveries/{delivery['id']}", do="cancel")
        assert page.status == 404


def test_after_a_stop_what_was_held_is_listed_to_be_released_one_by_one(visitor, people, delivery):
    desk1 = visitor("desk1").look("/stops")
    assert "Zurzeit ist nichts gestoppt." in desk1.text
    desk1.send("/stops")
    assert "Was gestoppt wird: Diese Angabe fehlt." in desk1.text
    assert "Grund: Diese Angabe fehlt." in desk1.text
    desk1.send("/stops", what="all", reason="Falsche Zahlen im Umlauf", hold_all="1")
    assert "Der Not-Aus ist gesetzt." in desk1.text
    assert "Alles gestoppt" in desk1.text
    assert "„Falsche Zahlen im Umlauf“" in desk1.text
    assert state(people, delivery)["hold_reason"] == "emergency_stop"
    (stop_id,) = re.findall(r'action="/stops/([^/]+)/lift"', desk1.page.text)
    desk1.send(f"/stops/{stop_id}/lift", reason="Geklärt")
    assert "Aufgehoben. Was angehalten wurde, geht nicht von selbst hinaus" in desk1.text
    assert state(people, delivery)["state"] == "held", "lifting sends nothing"
    assert f'href="/deliveries/{delivery["id"]}"' in desk1.page.text


@pytest.mark.req("AU-09")
def test_lifting_a_stop_asks_for_a_recent_sign_in(visitor):
    desk1 = visitor("desk1").look("/stops").send("/stops", what="all", reason="Übung")
    (stop_id,) = re.findall(r'action="/stops/([^/]+)/lift"', desk1.page.text)
    with db.transaction() as session:
        session.execute(text("update sign_in set issued_at = issued_at - interval '6 minutes'"))
    desk1.send(f"/stops/{stop_id}/lift", reason="Übung vorbei")
    assert desk1.page.url.path == "/sign-in"
    assert "Dafür ist eine frische Anmeldung nötig" in desk1.text
    assert "Alles gestoppt" in desk1.look("/stops").text


def test_a_ministry_stops_its_own_channel_and_no_other(visitor, people):
    lead = visitor("mb.lead").look("/stops")
    choices = re.findall(r"<option value=[^>]*>([^<]+)</option>", lead.page.text)
    assert choices == ["Bitte wählen", "Konsole MB"]
    lead.send("/stops", what="all", reason="Versuch")
    assert lead.status == 422
    assert "Dafür fehlt Ihnen die Berechtigung." in lead.text
    assert people("mb").get("/stops").json()["items"] == []
    assert 'action="/stops"' not in visitor("mb").look("/stops").page.text
