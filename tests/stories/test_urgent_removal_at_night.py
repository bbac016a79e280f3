"""An urgent removal at night: what it is about reaches people in their quiet hours, and what can wait does."""

from datetime import timedelta

import pytest

from app import clock
from app.workers import notifications, takedowns
from tests.api.parts import assert_problem
from tests.factories import soon
from tests.stories.desk import keys

LEFT_ALONE, SUMMED_UP = "mb", "mb.lead"
WHY = "Der Parteitag beginnt um Mitternacht."


def quiet_now():
    """Quiet hours in which it is now, whatever the time of day."""
    wall = clock.from_instant(clock.now()).wall
    begun, over = wall - timedelta(hours=2), wall + timedelta(hours=2)
    return {"quiet_from": f"{begun:%H:%M}", "quiet_until": f"{over:%H:%M}"}


@pytest.fixture
def asleep(people):
    """Everybody of MB: one who wants to be left alone now, one who reads summaries in the morning."""
    groups = dict.fromkeys(("decisions", "takedowns"), "digest")
    for name, chosen in ((LEFT_ALONE, {}), (SUMMED_UP, groups)):
        morning = f"{clock.from_instant(clock.now()).wall + timedelta(hours=3):%H:%M}"
        wishes = {"groups": chosen, "digest_at": morning} | quiet_now()
        answer = people(name).put("/me/notifications", wishes)
        assert answer.status_code == 200, answer.text


def read(people, name):
    """What somebody reads in the application, as kind and subject."""
    rows = people(name).get("/notices", limit=100).json()["items"]
    return {row["kind"]: row["subject"] for row in rows}


def test_the_notice_rings_at_once_and_only_a_written_ground_shortens_the_deadline(
    desk, people, client, server, asleep
):
    # Given a post that is out; news of it keeps until the morning
    post = desk.published()
    notifications.sweep()
    assert "post.approved" in read(people, LEFT_ALONE)
    mailed = [server.to(f"{name}@redaktion.example") for name in (LEFT_ALONE, SUMMED_UP)]
    assert mailed == [[], []]
    # When the desk wants it gone now, it has to say why
    assert_problem(desk.open(post, deadline_at=soon(-1)), 422, "deadline-without-time")
    assert desk.told("takedown.notice") == []
    case = desk.open(post, deadline_at=soon(-1), urgent_reason=WHY).json()
    assert case["urgent_reason"] == WHY
    # Then not even that ground spares the notice
    too_early = desk.ask("desk2", case, "execute")
    assert_problem(too_early, 409, "takedown-not-ready")
    assert keys(too_early) == ["notice-not-delivered"]
    # And the notice reaches both of them at once, by mail and in the application
    notifications.sweep()
    for name in (LEFT_ALONE, SUMMED_UP):
        notice = read(people, name)["takedown.notice"]
        assert server.to(f"{name}@redaktion.example") == [notice]
    # When a second person decides in the same minute
    assert desk.ask("desk2", case, "execute").status_code == 200
    takedowns.sweep()
    notifications.sweep()
    # Then it is gone; the decision rings as well, and that it was carried out keeps until the morning
    assert client.get(f"/portal/posts/{post['deliveries'][0]['id']}").status_code == 410
    assert desk.read(case)["state"] == "executed"
    for name in (LEFT_ALONE, SUMMED_UP):
        told = read(people, name)
        assert "post.removed" in told
        assert server.to(f"{name}@redaktion.example") == [told["takedown.notice"], told["takedown.executed"]]


def test_without_urgency_the_notice_rings_as_well_and_the_ministry_keeps_its_time(desk, server, asleep):
    case = desk.case(desk.published(), deadline_at=soon(3600))
    for name in (LEFT_ALONE, SUMMED_UP):
        assert len(server.to(f"{name}@redaktion.example")) == 1
    assert keys(desk.ask("desk2", case, "execute")) == ["deadline-running"]
