"""The radar: planned against out by ministry, goal and format; who is silent, what is empty, what is too close."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.api.parts import on
from tests.api.test_themes import house, plan
from tests.factories import soon

WEEK_S = 7 * 24 * 3600
DAY = datetime.now(ZoneInfo("Europe/Berlin")).date()


def radar(person, since=DAY, until=DAY + timedelta(days=30)):
    answer = person.get("/radar", since=since.isoformat(), until=until.isoformat())
    assert answer.status_code == 200, answer.text
    return answer.json()


def count(rows, name):
    return next(((row["planned"], row["out"]) for row in rows if row["name"] == name), (0, 0))


@pytest.fixture
def office_of_today(everyone):
    """A post of MB on two channels in two weeks, on a theme with two goals and a format."""
    mb = everyone("mb")
    theme = mb.post("/themes", plan(mb, goals=["reach", "portal"], formats=["Kurzfilm"])).json()
    post = mb.write(channels=("Landesportal", "Konsole MB"), at=soon(2 * WEEK_S))
    assert mb.put(f"/posts/{post['id']}/theme", {"theme_id": theme["id"]}).status_code == 204
    return theme, post


def test_a_post_counts_for_its_ministry_goals_and_format_once_for_each_channel(everyone, office_of_today):
    before = radar(everyone("mb"))
    mb = everyone("mb")
    mb.write(channels=("Landesportal",), at=soon(2 * WEEK_S + 600))
    after = radar(mb)
    assert count(after["ministries"], "MB")[0] == count(before["ministries"], "MB")[0] + 1
    assert after["without_goal"]["planned"] == before["without_goal"]["planned"] + 1
    assert count(after["goals"], "Reichweite erhöhen") == count(before["goals"], "Reichweite erhöhen")
    assert count(after["goals"], "Landesportal stärken")[0] >= 2
    assert count(after["formats"], "Kurzfilm")[0] >= 2
    assert count(after["goals"], "Feedback erhalten") == (0, 0)
    assert "MB" not in after["silent"]


def test_who_plans_nothing_is_silent_and_days_without_a_post_are_empty(everyone, office_of_today):
    there = radar(everyone("mb"))
    due = (DAY + timedelta(days=14)).isoformat()
    assert "MULE" in there["silent"]
    assert due not in there["empty_days"]
    assert (DAY + timedelta(days=29)).isoformat() in there["empty_days"]


def test_two_posts_that_are_too_close_are_named_once_with_both_ministries(everyone):
    at = soon(3 * WEEK_S)
    for name in ("mb", "mf"):
        post = everyone(name).write(name.upper(), ("Landesportal",), at)
        everyone(name).submit(post)
    found = [row for row in radar(everyone("desk1"))["collisions"] if row["organisations"] == ["MB", "MF"]]
    assert len(found) == 1
    assert found[0]["channel"] == "Landesportal"


def test_what_lies_under_an_embargo_moves_nobody_elses_radar(everyone):
    mb, other = everyone("mb"), everyone("mw")
    before = radar(other)
    secret = plan(mb, goals=["feedback"], formats=["Geheimformat"], embargo_until=soon(4 * WEEK_S))
    theme = mb.post("/themes", secret).json()
    post = mb.write(channels=("Konsole MB",), at=soon(2 * WEEK_S))
    mb.put(f"/posts/{post['id']}/theme", {"theme_id": theme["id"]})
    assert radar(other) == before
    assert count(radar(mb)["formats"], "Geheimformat") == (1, 0)
    assert house(mb, "MB")
    assert on(mb.read(post), "Konsole MB")["state"] == "proposed"


@pytest.mark.parametrize("days", [-1, 93])
def test_days_that_make_no_sense_are_refused(everyone, days):
    until = (DAY + timedelta(days=days)).isoformat()
    answer = everyone("mb").get("/radar", since=DAY.isoformat(), until=until)
    assert answer.status_code == 422
    assert answer.json()["issues"][0]["field"] == "until"
