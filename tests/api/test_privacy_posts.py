"""The recurring post on data protection: due after each interval, reminded of once, and kept with its proof."""

from datetime import date, timedelta

from app import clock, db
from app.actions.privacy import remind_of_privacy_posts
from tests.api.parts import assert_problem, deliver_due, fetch, run
from tests.api.test_channel_life import CONCEPT, describe, events, planned, prepared, step
from tests.api.test_evaluations import told
from tests.concepts import right
from tests.factories import soon

KIND = "channel.privacy_post_due"
URL = "https://vimeo.com/datenschutz"


def opened(person, **fields):
    channel = prepared(person, **fields)
    right(step(person, channel, "activate"), 200)
    return channel


def life(person, channel):
    return person.get(f"/channels/{channel}/life").json()


def note(person, channel, **fields):
    return person.post(f"/channels/{channel}/privacy-posts", fields)


def look(today, times=2):
    for _ in range(times):
        with db.transaction() as session:
            remind_of_privacy_posts(session, today=today)


def day(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def test_a_body_is_reminded_once_for_each_day_on_which_one_is_due(people):
    lead = people("mb.lead")
    channel = opened(lead)
    assert life(lead, channel)["privacy_due_on"] == "2027-05-01"
    look(date(2027, 4, 30))
    assert told(KIND) == []
    look(date(2027, 5, 1))
    assert told(KIND) == [{"channel": "Ausbildung MB", "due_on": "2027-05-01"}]
    run("delete from notification")
    look(date(2027, 6, 1))
    assert told(KIND) == []
    right(note(lead, channel, url=URL, published_on=day(-1)), 201)
    due = date.fromisoformat(life(lead, channel)["privacy_due_on"])
    assert due > date(2027, 5, 1)
    look(due)
    assert [row["due_on"] for row in told(KIND)] == [due.isoformat()]


def test_the_interval_is_the_bodys_own(people):
    lead = people("mb.lead")
    channel = opened(lead)
    right(describe(lead, channel, **CONCEPT, privacy_months=6), 200)
    assert life(lead, channel)["privacy_due_on"] == "2026-11-01"
    right(describe(lead, channel, **CONCEPT | {"concept_as_of": "2024-08-31"}, privacy_months=18), 200)
    assert life(lead, channel)["privacy_due_on"] == "2026-02-28"
    assert_problem(describe(lead, channel, **CONCEPT, privacy_months=25), 422)


def test_nobody_is_reminded_of_a_channel_that_is_not_run(people):
    lead = people("mb.lead")
    quiet = planned(lead, label="Noch nicht offen")
    right(describe(lead, quiet, **CONCEPT), 200)
    ended = opened(lead)
    right(step(lead, ended, "discontinue", reason="Zu wenig genutzt."), 200)
    look(date(2030, 1, 1))
    assert told(KIND) == []
    assert {life(lead, row)["privacy_due_on"] for row in (quiet, ended)} == {None}


def test_imported_channels_without_a_concept_ask_for_nothing(people):
    people("mb.lead")
    look(date(2099, 1, 1))
    assert told(KIND) == []


def test_what_was_published_here_proves_itself(people):
    lead = people("mb.lead")
    channel = lead.channel("Konsole MB")
    post = people("mb").submit(people("mb").write(channels=("Konsole MB",), at=soon(-1)))
    lead.approve(post)
    delivery = people("mb").read(post)["deliveries"][0]["id"]
    assert (
        assert_problem(note(lead, channel, delivery_id=delivery), 422)["issues"][0]["field"] == "delivery_id"
    )
    deliver_due()
    right(note(lead, channel, delivery_id=delivery), 201)
    [proof] = life(lead, channel)["privacy_posts"]
    assert (proof["delivery_id"], proof["published_on"]) == (delivery, day(0))
    again = assert_problem(note(lead, channel, delivery_id=delivery), 422)
    assert again["issues"][0]["key"] == "delivery-noted"
    other = opened(lead)
    foreign = assert_problem(note(lead, other, delivery_id=delivery), 422)
    assert foreign["issues"][0]["key"] == "delivery-not-sent-here"
    assert "channel.sensitise" in events(channel)


def test_a_proof_says_where_and_when_and_only_who_keeps_the_channel_adds_one(people):
    lead = people("mb.lead")
    channel = opened(lead)
    missing = assert_problem(note(lead, channel), 422)["issues"]
    assert {row["field"] for row in missing} == {"url", "published_on"}
    assert_problem(note(lead, channel, url=URL, published_on=day(1)), 422)
    for name in ("mb", "desk1", "revision"):
        assert_problem(note(people(name), channel, url=URL, published_on=day(0)), 403)
    assert fetch("select count(*) from privacy_post") == [(0,)]
    right(note(people("kanal"), channel, url=URL, published_on=day(0)), 201)


def test_a_channel_that_rests_keeps_its_day(people):
    lead = people("mb.lead")
    channel = opened(lead)
    right(step(lead, channel, "pause", reason="Sommerpause."), 200)
    assert life(lead, channel)["privacy_due_on"] == "2027-05-01"
