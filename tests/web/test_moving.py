"""Verlegen out of the calendar: what it means, the nights of the change, somebody else being quicker, and who may."""

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from tests.factories import soon

BERLIN = ZoneInfo("Europe/Berlin")
AUTUMN = "2099-10-25"


@pytest.fixture
def delivery(people):
    """A delivery that is approved for tomorrow."""
    mb = people("mb")
    post = people("desk1").approve(mb.submit(mb.write(title="Morgen", at=soon(86_400))))
    return post["deliveries"][0]


def due(people, delivery):
    row = people("desk1").get(f"/deliveries/{delivery['id']}").json()
    return datetime.fromisoformat(row["due_at"]).astimezone(BERLIN)


def seen(page):
    """What the page says to have seen of the delivery."""
    found = re.findall(
        r'<input type="hidden" name="(seen|seen_at|date|time|fold)" value="([^"]*)">', page.page.text
    )
    return {name: unescape(value) for name, value in found}


def in_days(days, clock="09:15"):
    when = datetime.now(BERLIN) + timedelta(days=days)
    return {"date": f"{when:%Y-%m-%d}", "time": clock}


def path(delivery, **query):
    more = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/calendar/{delivery['id']}/move?view=week&{more}"


def test_before_it_is_moved_the_page_says_what_that_means(visitor, delivery):
    page = visitor("desk1").look(path(delivery, **in_days(3)))
    assert "Verlegt wird nur diese Ausspielung." in page.text
    assert "geben Sie denselben Text unter Ihrem Namen für die neue Zeit frei" in page.text
    assert "um 30 Minuten verspäten" in page.text
    assert f'value="{in_days(3)["date"]}"' in page.page.text, "where it was dragged to is filled in"


def test_it_is_moved_and_the_calendar_shows_the_new_day(visitor, people, delivery):
    desk1 = visitor("desk1").look(path(delivery))
    desk1.send(path(delivery), **seen(desk1), **in_days(3))
    assert "Verlegt. Es gilt die neue Zeit." in desk1.text
    assert desk1.page.url.path == "/calendar"
    assert desk1.page.url.params["view"] == "week"
    assert desk1.page.url.params["day"] == in_days(3)["date"]
    assert f"{due(people, delivery):%Y-%m-%d %H:%M}" == " ".join(in_days(3).values())
    events = people("mb").get(f"/posts/{delivery['post_id']}/timeline").json()["items"]
    assert "delivery.reschedule" in [row["action"] for row in events]


def test_a_collision_at_the_new_time_is_told_before(visitor, people, delivery):
    mb = people("mb")
    when = in_days(3)
    at = datetime.fromisoformat(f"{when['date']}T09:17").replace(tzinfo=BERLIN).isoformat()
    people("desk1").approve(mb.submit(mb.write(title="Schon da", at=at)))
    page = visitor("desk1").look(path(delivery, **when))
    assert "Kollision: Auf diesem Kanal ist um 09:17 Uhr schon etwas geplant." in page.text
    assert "Kollision" not in page.look(path(delivery, **in_days(3, "09:30"))).text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"date": "", "time": ""}, "Tag und Uhrzeit: Diese Angabe fehlt."),
        ({"date": "2020-01-01", "time": "10:00"}, "Dieser Zeitpunkt ist vorbei."),
        ({"date": "2099-03-29", "time": "02:30"}, "Umstellung auf Sommerzeit nicht"),
        ({"date": AUTUMN, "time": "02:30"}, "Bitte eine der beiden wählen."),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field(visitor, people, delivery, said, sentence):
    before = due(people, delivery)
    desk1 = visitor("desk1").look(path(delivery))
    desk1.send(path(delivery), **seen(desk1), **said)
    assert desk1.status == 422
    assert sentence in desk1.text
    assert 'href="#date"' in desk1.page.text
    assert due(people, delivery) == before


@pytest.mark.parametrize(
    ("fold", "words", "offset"), [("0", "Sommerzeit, die frühere", 2), ("1", "Winterzeit, die spätere", 1)]
)
def test_of_the_hour_that_exists_twice_the_one_chosen_counts(visitor, people, delivery, fold, words, offset):
    desk1 = visitor("desk1").look(path(delivery, date=AUTUMN, time="02:30"))
    assert words in desk1.text
    desk1.send(path(delivery), **seen(desk1), date=AUTUMN, time="02:30", fold=fold)
    assert "Verlegt." in desk1.text
    assert due(people, delivery).utcoffset() == timedelta(hours=offset)


def test_what_was_dropped_on_one_of_the_two_hours_has_it_chosen(visitor, delivery):
    page = visitor("desk1").look(path(delivery, date=AUTUMN, time="02:30", fold="1")).page.text
    assert 'value="1" checked' in page
    assert 'value="0" checked' not in page


def test_whoever_is_second_is_told_and_overwrites_nothing(visitor, people, delivery):
    desk1, desk2 = visitor("desk1").look(path(delivery)), visitor("desk2").look(path(delivery))
    desk2.send(path(delivery), **seen(desk2), **in_days(5))
    by_other = due(people, delivery)
    desk1.send(path(delivery), **seen(desk1), **in_days(3))
    assert desk1.status == 409
    assert "Verlegt wurde nichts" in desk1.text
    assert "Ausspielung verlegt" in desk1.text
    assert re.search(r"\w+ Demo \(Zentralredaktion\)[^:]*: Ausspielung verlegt", desk1.text)
    assert due(people, delivery) == by_other
    again = seen(desk1)
    desk1.send(path(delivery), **again)
    assert "Verlegt. Es gilt die neue Zeit." in desk1.text
    assert f"{due(people, delivery):%Y-%m-%d %H:%M}" == " ".join(in_days(3).values())


def test_what_was_held_meanwhile_is_not_moved_at_all(visitor, people, delivery):
    desk1 = visitor("desk1").look(path(delivery))
    people("mb.lead").post(f"/deliveries/{delivery['id']}/hold", {"reason": "Termin fällt aus."})
    desk1.send(path(delivery), **seen(desk1), **in_days(3))
    assert desk1.status == 409
    assert "Angehalten nach Einspruch." in desk1.text
    assert "Trotzdem" not in desk1.text


@pytest.mark.req("AZ-02")
def test_who_may_not_approve_may_not_move(visitor, people, delivery):
    before = due(people, delivery)
    mb = visitor("mb").look(path(delivery))
    assert "Dafür fehlt Ihnen die Berechtigung." in mb.text
    assert "Auf diese Zeit verlegen" not in mb.text
    stolen = seen(visitor("desk1").look(path(delivery)))
    mb.send(path(delivery), **stolen, **in_days(3))
    assert mb.status == 403
    assert "Dafür fehlt Ihnen die Berechtigung." in mb.text
    assert due(people, delivery) == before


@pytest.mark.req("AZ-02")
@pytest.mark.parametrize("name", ["mw", "admin"])
def test_other_peoples_deliveries_are_not_there(visitor, delivery, name):
    page = visitor(name).look(path(delivery))
    assert page.status == 404
    assert page.look("/").send(path(delivery), **in_days(3)).status == 404


def test_without_a_form_of_ours_nothing_is_moved(visitor, people, delivery):
    before = due(people, delivery)
    desk1 = visitor("desk1").look(path(delivery))
    desk1.send(path(delivery), **seen(desk1), **in_days(3), form_token="fremd")
    assert desk1.status == 403
    assert due(people, delivery) == before


def test_what_is_only_proposed_says_how_it_gets_another_time(visitor, people):
    post = people("mb").submit(people("mb").write(at=soon(86_400)))
    page = visitor("desk1").look(path(post["deliveries"][0]))
    assert "Was erst vorgeschlagen ist, bekommt eine andere Zeit" in page.text
