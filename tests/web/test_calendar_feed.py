"""The calendar in one's own calendar program: a secret address, what stands there, and when it opens nothing."""

import os
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from uuid_utils.compat import uuid7

from app.web.ical import Appointment, write_calendar
from tests.api.parts import fetch
from tests.api.test_themes import plan
from tests.conftest import environment
from tests.factories import soon

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def subscribe(visitor):
    """A function that makes somebody a feed and returns its path."""

    def make(name):
        page = visitor(name).look("/account/calendar").send("/account/calendar")
        return re.search(r"<code>https?://[^/]+(/calendar/feed/rdc_[^<]+\.ics)</code>", page.page.text)[1]

    return make


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return Calendar.from_ical(answer.content)


def events(client, path):
    return {str(row["SUMMARY"]): row for row in read(client, path).walk("VEVENT")}


def test_a_calendar_program_reads_what_is_planned_with_time_channel_and_state(client, people, subscribe):
    at = datetime.now(BERLIN).replace(hour=10, minute=30, second=0, microsecond=0) + timedelta(days=2)
    mb = people("mb")
    approved = people("desk1").approve(mb.submit(mb.write(title="Freigegeben; fertig", at=at.isoformat())))
    mb.write(title="Entwurf", at=at.isoformat())
    answer = client.get(subscribe("mb"))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    found = {str(row["SUMMARY"]): row for row in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert set(found) == {"MB: Freigegeben; fertig (freigegeben)", "MB: Entwurf (vorgeschlagen)"}
    row = found["MB: Freigegeben; fertig (freigegeben)"]
    assert row["DTSTART"].dt.astimezone(BERLIN) == at
    assert (row["LOCATION"], row["STATUS"]) == ("Landesportal", "CONFIRMED")
    assert row["URL"].endswith(f"/deliveries/{approved['deliveries'][0]['id']}")
    assert found["MB: Entwurf (vorgeschlagen)"]["STATUS"] == "TENTATIVE"
    assert "Neue Tablets" not in answer.text, "no text of a post"


def test_a_theme_stands_there_as_whole_days_for_whoever_may_know_of_it(client, people, subscribe):
    mb, today = people("mb"), datetime.now(BERLIN).date()
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=2)).isoformat()}
    theme = mb.post("/themes", plan(mb, title="Tag der Museen, der erste", **days)).json()
    mb.post("/themes", plan(mb, title="Idee ohne Tag", starts_on=None, ends_on=None))
    secret = plan(mb, title="Geheime Sache", embargo_until=soon(8 * 86_400), **days)
    assert mb.post("/themes", secret).status_code == 201
    row = events(client, subscribe("mb"))["MB: Tag der Museen, der erste"]
    assert (row["DTSTART"].dt, row["DTEND"].dt) == (today, today + timedelta(days=3))
    assert row["URL"].endswith(f"/themes/{theme['id']}")
    assert "MB: Geheime Sache" in events(client, subscribe("mb"))
    assert set(events(client, subscribe("revision"))) == {"MB: Tag der Museen, der erste"}
    assert set(events(client, subscribe("mf"))) == set()
    assert "MB: Idee ohne Tag" not in events(client, subscribe("mb"))


def test_a_moved_delivery_stays_the_same_appointment_and_counts_on(client, people, subscribe):
    mb, desk1 = people("mb"), people("desk1")
    delivery = desk1.approve(mb.submit(mb.write(at=soon(86_400))))["deliveries"][0]
    path = subscribe("mb")
    (before,) = events(client, path).values()
    assert (
        desk1.post(f"/deliveries/{delivery['id']}/reschedule", {"due_at": soon(172_800)}).status_code == 200
    )
    (after,) = events(client, path).values()
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt - before["DTSTART"].dt > timedelta(hours=23)


@pytest.mark.req("AZ-02")
def test_everybody_reads_their_own_business_only(client, people, subscribe):
    people("mb").write(title="Nur MB", at=soon(86_400))
    assert len(events(client, subscribe("mb"))) == 1
    assert events(client, subscribe("mw")) == {}
    assert events(client, subscribe("desk1")) == {}, "drafts are nobody else's, not even the desk's"


@pytest.mark.req("AC-01")
def test_what_only_the_auditors_role_shows_has_no_title_in_a_feed(client, people, subscribe):
    path = subscribe("revision")
    post = people("mb").write(title="Streng vertraulich", at=soon(86_400))
    assert set(events(client, path)) == {"MB: Beitrag MB (vorgeschlagen)"}
    assert fetch("select 1 from event where object_id = :id and action = 'post.read'", id=post["id"]) == []


def test_the_address_is_shown_once_and_kept_as_a_hash(visitor, subscribe):
    token = subscribe("mb").removeprefix("/calendar/feed/").removesuffix(".ics")
    page = visitor("mb").look("/account/calendar")
    assert "Sie ist nur als Prüfsumme gespeichert" in page.text
    assert token not in page.page.text
    assert [len(row.token_sha256) for row in fetch("select token_sha256 from calendar_feed")] == [64]
    (event,) = fetch("select action, body::text from event where action = :action", action="user.renew_feed")
    assert token not in event.body


def test_a_new_address_takes_the_place_of_the_old(client, subscribe):
    old, new = subscribe("mb"), subscribe("mb")
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_a_revoked_address_opens_nothing(client, visitor, subscribe):
    path = subscribe("mb")
    page = visitor("mb").look("/account/calendar").send("/account/calendar/revoke")
    assert "Aufgehoben. Unter der bisherigen Adresse ist nichts mehr zu sehen." in page.text
    assert client.get(path).status_code == 404
    assert len(fetch("select 1 from event where action = :action", action="user.revoke_feed")) == 1
    assert page.send("/account/calendar/revoke").status == 404


def user_id(name):
    (row,) = fetch('select id from "user" where email = :email', email=f"{name}@redaktion.example")
    return row.id


@pytest.mark.req("AU-08")
def test_a_locked_account_has_no_feed_and_gets_none_back_with_its_opening(client, people, subscribe):
    path, admin = subscribe("mb"), people("admin")
    assert admin.post(f"/users/{user_id('mb')}/lock", {"reason": "Gerät verloren"}).status_code == 200
    assert client.get(path).status_code == 404
    assert admin.post(f"/users/{user_id('mb')}/unlock", {"reason": "Gerät gefunden"}).status_code == 200
    assert client.get(path).status_code == 404


@pytest.mark.req("AZ-02")
def test_whoever_lost_every_role_reads_nothing(client, force, subscribe):
    path = subscribe("mb")
    force("delete from membership where user_id = :id", id=user_id("mb"))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["rdc_erfunden", "", "%00", "a/b"])
def test_an_address_that_nobody_was_given_is_not_there(client, token):
    assert client.get(f"/calendar/feed/{token}.ics").status_code == 404


@pytest.mark.req("LI-01")
def test_a_program_that_asks_all_the_time_is_told_to_wait(client, subscribe):
    path = subscribe("mb")
    kept = {name[10:].lower(): value for name, value in os.environ.items() if name.startswith("REDAKTION_")}
    with environment(**kept | {"costly_requests": 3}):
        answers = [client.get(path) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_the_file_keeps_to_rfc_5545_whatever_stands_in_a_title():
    title = "Umlaute äöü, Komma; Strich\\ Zeile\nzwei 🎉 \x07" + "lang " * 60
    autumn = [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]
    rows = [
        Appointment(uuid7(), at, title, "-", "Kanal", "https://example.org/x", is_certain=True, revised=0)
        for at in autumn
    ]
    content = write_calendar("Redaktionssystem", "example.org", rows, now=NOW)
    lines = content.split("\r\n")
    assert lines[-1] == ""
    assert not any("\n" in line or "\r" in line for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    first, second = calendar.walk("VEVENT")
    assert str(first["SUMMARY"]) == title.replace("\x07", "")
    assert [row["DTSTART"].dt.astimezone(BERLIN).strftime("%H:%M %Z") for row in (first, second)] == [
        "02:30 CEST",
        "02:30 CET",
    ]
    for row in (calendar, first, second):
        assert set(row.required) <= set(row), "what the standard asks for is there"
