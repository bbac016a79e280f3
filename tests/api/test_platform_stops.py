"""Stopping a platform: the dry run lists what the stop does, and lifting it opens nothing and releases nothing."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from app import clock
from tests.api.parts import assert_problem, deliver_due, fetch, only
from tests.api.test_channel_life import prepared, step
from tests.factories import soon


def day(days=0):
    return (clock.today() + timedelta(days=days)).isoformat()


def stopping(**fields):
    return {
        "effect": "paused",
        "legal_reason": "Kein datenschutzkonformes Betreiben möglich.",
        "review_on": day(90),
        "condition": "Der Betreiber schließt eine Vereinbarung nach Art. 26 DSGVO.",
    } | fields


def foresee(person, platform="console", **fields):
    return person.ask(
        "POST", f"/platforms/{platform}/stop", params={"dry_run": True}, json=stopping(**fields)
    )


def stop(person, platform="console", **fields):
    return person.post(f"/platforms/{platform}/stop", stopping(**fields))


def lift(person, platform="console"):
    return person.post(f"/platforms/{platform}/lift", {"reason": "Vereinbarung geschlossen."})


def scheduled(people, **fields):
    mb = people("mb")
    return people("mb.lead").approve(mb.submit(mb.write(channels=["Konsole MB"], **fields)))


def test_a_dry_run_lists_what_the_stop_then_does_and_changes_nothing(people):
    desk, mb = people("desk1"), people("mb")
    waiting = only(scheduled(people))
    dry = foresee(desk)
    assert dry.status_code == 200, dry.text
    told = dry.json()
    assert told["stop"] is None
    assert waiting["id"] in told["held"]
    assert "Konsole MB" in {row["label"] for row in told["channels"]}
    assert {row["state"] for row in told["channels"]} == {"active"}
    assert mb.get(f"/deliveries/{waiting['id']}").json()["state"] == "waiting"
    assert fetch("select count(*) from platform_stop") == [(0,)]
    done = stop(desk).json()
    assert [row["id"] for row in done["channels"]] == [row["id"] for row in told["channels"]]
    assert (done["held"], done["in_flight"]) == (told["held"], told["in_flight"])
    held = mb.get(f"/deliveries/{waiting['id']}").json()
    assert (held["state"], held["hold_reason"]) == ("held", "channel_closed")
    channel = mb.get(f"/channels/{mb.channel('Konsole MB')}").json()
    assert (channel["state"], channel["history"][-1]["reason"]) == ("paused", stopping()["legal_reason"])
    written = {row[0] for row in fetch("select action from event")}
    assert {"platform.stop", "channel.close_with_platform", "delivery.hold"} <= written


def test_lifting_a_stop_opens_no_channel_and_releases_nothing(people):
    desk, mb = people("desk1"), people("mb")
    post = scheduled(people, at=soon(-1))
    channel = mb.channel("Konsole MB")
    stop(desk)
    told = assert_problem(step(people("mb.lead"), channel, "activate"), 409, "channel-not-ready")
    assert "platform_stopped" in told["context"]["missing"]
    row = lift(desk)
    assert row.status_code == 200
    assert row.json()["lift_reason"] == "Vereinbarung geschlossen."
    assert_problem(lift(desk), 409, "platform-not-stopped")
    deliver_due()
    assert only(mb.read(post))["state"] == "held"
    assert mb.get(f"/channels/{channel}").json()["state"] == "paused"
    assert ("platform.lift",) in set(fetch("select action from event"))
    desk.post(f"/channels/{channel}/waive", {"reason": "Bestand von früher."})
    assert step(people("mb.lead"), channel, "activate").json()["channel"]["state"] == "active"
    deliver_due()
    assert only(mb.read(post))["state"] == "held"


def test_a_waiver_does_not_stand_in_for_the_end_of_a_stop(people):
    desk, lead = people("desk1"), people("mb.lead")
    channel = prepared(lead)
    desk.post(f"/channels/{channel}/waive", {"reason": "Eilt."})
    stop(desk)
    assert lead.get(f"/channels/{channel}").json()["state"] == "informed"
    told = assert_problem(step(lead, channel, "activate"), 409, "channel-not-ready")
    assert told["context"]["missing"] == ["platform_stopped"]


def test_a_stop_may_deactivate_and_names_its_decision_then_the_register_has_day_and_reason(people):
    desk = people("desk1")
    decision = desk.post(
        "/decisions",
        {
            "organisation": "StK",
            "title": "Sperre der Konsole",
            "decided_on": day(),
            "participants": "Staatskanzlei, LfD",
            "arguments": "Abgewogen.",
            "outcome": "Sperre.",
        },
    ).json()
    done = stop(desk, effect="deactivated", decision_id=decision["id"]).json()
    assert done["stop"]["decision_id"] == decision["id"]
    for row in done["channels"]:
        channel = desk.get(f"/channels/{row['id']}").json()
        assert (channel["state"], channel["until"]) == ("deactivated", day())
        assert channel["end_reason"] == stopping()["legal_reason"]
    (mine,) = (row for row in desk.get("/platforms").json()["items"] if row["slug"] == "console")
    assert mine["stop"]["id"] == done["stop"]["id"]
    assert mine["stop"]["condition"] == stopping()["condition"]
    linked = fetch("select count(*) from channel_status where platform_stop_id = :id", id=done["stop"]["id"])
    assert linked == [(len(done["channels"]),)]


def test_only_the_desk_stops_a_platform_once_and_for_a_day_to_come(people):
    desk = people("desk1")
    for name in ("mb.lead", "kanal", "revision", "admin"):
        assert_problem(stop(people(name)), 403, "not-allowed")
        assert_problem(foresee(people(name)), 403, "not-allowed")
        assert_problem(lift(people(name)), 403, "not-allowed")
    assert_problem(stop(desk, platform="nichts"), 404, "not-found")
    assert_problem(stop(desk, review_on=day(-1)), 422, "due-over")
    nowhere = "01890000-0000-7000-8000-000000000000"
    assert_problem(stop(desk, decision_id=nowhere), 422, "decision-unknown")
    assert_problem(foresee(desk, decision_id=nowhere), 422, "decision-unknown")
    assert stop(desk).status_code == 200
    assert_problem(stop(desk), 409, "platform-stopped")
    assert_problem(foresee(desk), 409, "platform-stopped")


@pytest.mark.parametrize("attempt", range(3))
def test_no_channel_opens_beside_a_stop_of_its_platform(people, attempt):
    desk, lead = people("desk1"), people("mb.lead")
    channels = [prepared(lead, label=f"Neu {attempt} {number}") for number in range(3)]
    start, answers = Barrier(1 + len(channels)), []

    def begin(do, *arguments):
        start.wait()
        answers.append(do(*arguments).status_code)

    threads = [Thread(target=begin, args=(stop, desk))]
    threads += [Thread(target=begin, args=(step, lead, channel, "activate")) for channel in channels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 409, 503}
    opened = fetch(
        "select count(*) from channel c join platform_stop s on s.platform_slug = c.platform_slug"
        " and s.lifted_at is null where c.state in ('active', 'trial')"
    )
    assert opened == [(0,)]
