"""The emergency stop: who sets it, what it holds, and why lifting sends nothing."""

import pytest

from tests.api.parts import assert_problem, deliver_due, moment, only, run
from tests.factories import soon

STOP = {"id", "scope", "channel_id", "reason", "by", "at", "lifted_at", "in_flight"}


def stop(person, **fields):
    return person.post("/stops", {"scope": "all", "reason": "Verdacht auf Missbrauch"} | fields)


def lift(person, row):
    return person.post(f"/stops/{row['id']}/lift", {"reason": "Geklärt"})


def scheduled(people, **fields):
    return people("desk1").approve(people("mb").submit(people("mb").write(**fields)))


def test_a_stop_holds_what_is_due_and_nothing_more_leaves(people):
    desk, mb = people("desk1"), people("mb")
    due, later = scheduled(people, at=soon(-1)), scheduled(people)
    answer = stop(desk)
    assert answer.status_code == 200
    row = answer.json()
    assert set(row) >= STOP
    assert (row["scope"], row["channel_id"], row["by"]) == ("all", None, "Dora Demo (Zentralredaktion)")
    assert (row["lifted_at"], row["in_flight"]) == (None, [])
    moment(row["at"])
    assert only(mb.read(due))["hold_reason"] == "emergency_stop"
    assert only(mb.read(later))["state"] == "waiting"
    during = scheduled(people, at=soon(-1))
    deliver_due()
    assert only(mb.read(during))["hold_reason"] == "emergency_stop"
    lifted = lift(desk, row)
    assert lifted.status_code == 200
    assert moment(lifted.json()["lifted_at"]) > moment(row["at"])
    assert_problem(lift(desk, row), 409, "wrong-state")
    deliver_due()
    assert only(mb.read(due))["state"] == only(mb.read(during))["state"] == "held"
    body = {"revision_sha256": due["revision"]["sha256"], "due_at": soon(-1)}
    assert desk.post(f"/deliveries/{only(due)['id']}/release", body).status_code == 200
    deliver_due()
    assert mb.read(due)["state"] == "published"


def test_a_stop_may_hold_everything(people):
    later = scheduled(people)
    assert stop(people("desk1"), hold_all=True).json()["lifted_at"] is None
    assert only(people("mb").read(later))["hold_reason"] == "emergency_stop"


def test_a_stop_of_one_channel_leaves_the_others_alone(people):
    mb, lead = people("mb"), people("mb.lead")
    portal = scheduled(people, at=soon(-1))
    console = lead.approve(mb.submit(mb.write(channels=["Konsole MB"], at=soon(-1))))
    row = stop(people("desk2"), scope="channel", channel_id=mb.channel("Konsole MB")).json()
    assert (row["scope"], row["channel_id"]) == ("channel", mb.channel("Konsole MB"))
    deliver_due()
    assert mb.read(portal)["state"] == "published"
    assert only(mb.read(console))["hold_reason"] == "emergency_stop"


def test_a_stop_names_what_was_already_on_its_way(people):
    post = scheduled(people)
    run("update delivery set state = 'sending', lease_until = now() + interval '1 minute'")
    row = stop(people("desk1")).json()
    assert row["in_flight"] == [
        {"delivery_id": only(post)["id"], "channel": "Landesportal", "organisation": "MB"}
    ]
    assert people("desk1").get("/stops").json()["items"] == [row]


def test_lifting_needs_a_recent_sign_in(people):
    desk = people("desk1")
    row = stop(desk).json()
    run("update sign_in set issued_at = issued_at - interval '301 seconds'")
    assert_problem(lift(desk, row), 403, "reauth-required")
    assert desk.get("/stops").json()["items"][0]["lifted_at"] is None
    assert stop(desk, reason="Noch einer").status_code == 200
    run("update sign_in set issued_at = issued_at + interval '301 seconds'")
    assert lift(desk, row).status_code == 200


@pytest.mark.req("AZ-01")
def test_who_may_stop_and_lift(people):
    own, central = people("mb").channel("Konsole MB"), people("mb").channel("Landesportal")
    twitter = people("mb").channel("Twitter @mwsachsenanhalt")
    allowed = {
        "desk1": {None, own, central, twitter},
        "admin": {None, own, central, twitter},
        "mb.lead": {own},
        "mw.lead": {twitter},
        "mb": set(),
        "kanal": {central},
        "revision": set(),
    }
    for name, channels in allowed.items():
        for channel in (None, own, central, twitter):
            fields = {"scope": "channel", "channel_id": channel} if channel else {}
            answer = stop(people(name), **fields)
            if channel not in channels:
                assert_problem(answer, 403, "not-allowed")
                continue
            assert answer.status_code == 200, (name, channel)
            for other in {"mb", "kanal", "revision", "admin", "mw.lead" if channel == own else "mb.lead"} - {
                name
            }:
                assert_problem(lift(people(other), answer.json()), 403, "not-allowed")
            assert lift(people("desk1" if name == "admin" else name), answer.json()).status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"scope": "platform"}, "scope"),
        ({"scope": "channel"}, "channel_id"),
        ({"scope": "channel", "channel_id": "01890000-0000-7000-8000-000000000000"}, "channel_id"),
        ({"scope": "all", "channel_id": "KONSOLE"}, "channel_id"),
        ({"reason": " "}, "reason"),
        ({"reason": None}, "reason"),
        ({"hold_all": "vielleicht"}, "hold_all"),
    ],
)
def test_a_stop_that_says_nothing_clear_is_refused(everyone, fields, field):
    desk = everyone("desk1")
    if fields.get("channel_id") == "KONSOLE":
        fields = fields | {"channel_id": desk.channel("Konsole MB")}
    before = desk.get("/stops").json()
    told = assert_problem(stop(desk, **fields), 422)
    assert told["issues"][0]["field"] == field
    assert desk.get("/stops").json() == before


def test_an_unknown_stop_is_a_404(everyone):
    row = {"id": "01890000-0000-7000-8000-000000000000"}
    assert_problem(lift(everyone("desk1"), row), 404, "not-found")


def test_everybody_signed_in_sees_the_stops(people):
    stop(people("desk1"), reason="Erster")
    stop(people("desk2"), reason="Zweiter")
    for name in ("mb", "revision", "admin"):
        items = people(name).get("/stops").json()["items"]
        assert [row["reason"] for row in items] == ["Zweiter", "Erster"]


@pytest.mark.req("AZ-01")
def test_a_channel_manager_stops_a_channel_of_the_account_and_lifts_what_managers_set(everyone):
    kanal, desk = everyone("kanal"), everyone("desk1")
    named = {"scope": "channel", "channel_id": kanal.channel("Landesportal"), "reason": "Fremdzugriff?"}
    own, desks = (person.post("/stops", named).json()["id"] for person in (kanal, desk))
    assert_problem(kanal.post(f"/stops/{desks}/lift", {"reason": "Geklärt."}), 403, "not-allowed")
    assert kanal.post(f"/stops/{own}/lift", {"reason": "Geklärt."}).status_code == 200
    assert desk.post(f"/stops/{desks}/lift", {"reason": "Geklärt."}).status_code == 200
    for refused in ({"scope": "all", "channel_id": None}, {"channel_id": kanal.channel("Konsole MB")}):
        assert_problem(kanal.post("/stops", named | refused), 403, "not-allowed")
