"""A post on a central and an own channel: the desk decides on one, the ministry's lead on the other."""

import pytest

from tests.api.parts import abilities, assert_problem, deliver_due, on
from tests.factories import soon

BOTH = ("Landesportal", "Konsole MB")


@pytest.fixture
def post(everyone):
    return everyone("mb").submit(everyone("mb").write(channels=BOTH))


@pytest.fixture
def desk(everyone):
    return everyone("desk1")


@pytest.fixture
def lead(everyone):
    return everyone("mb.lead")


def states(post):
    return on(post, "Landesportal")["state"], on(post, "Konsole MB")["state"]


def test_it_is_scheduled_once_both_have_approved(everyone, post, desk, lead):
    half = desk.approve(post)
    assert (half["state"], states(half)) == ("submitted", ("waiting", "proposed"))
    body = {"revision_sha256": post["revision"]["sha256"]}
    assert_problem(desk.post(f"/posts/{post['id']}/approve", body), 409, "wrong-state")
    assert not abilities(half)["approve"]
    assert abilities(lead.read(post))["approve"]
    whole = lead.approve(post)
    assert (whole["state"], states(whole)) == ("scheduled", ("waiting", "waiting"))
    assert everyone("mb").read(post)["progress"] == {"sent": 0, "open": 2, "cancelled": 0}


def test_each_approval_has_its_own_time(post, desk, lead):
    lead.approve(post, due_at="2031-01-01T10:00:00Z")
    whole = desk.approve(post, due_at="2031-01-02T10:00:00Z", window_s=120)
    assert on(whole, "Konsole MB")["due_at"] == "2031-01-01T10:00:00Z"
    assert on(whole, "Konsole MB")["window_s"] == 1800
    assert on(whole, "Landesportal")["due_at"] == "2031-01-02T10:00:00Z"
    assert on(whole, "Landesportal")["window_s"] == 120


def test_what_was_approved_is_held_by_a_request_and_goes_again_by_a_new_approval(everyone, post, desk, lead):
    desk.approve(post)
    back = lead.post(
        f"/posts/{post['id']}/request-changes", {"ground": "factual", "reason": "Zahl prüfen"}
    ).json()
    assert (back["state"], states(back)) == ("changes_requested", ("held", "proposed"))
    assert on(back, "Landesportal")["hold_reason"] == "approval_lapsed"
    again = everyone("mb").submit(back)
    assert states(again) == ("held", "proposed")
    released = desk.approve(again)
    assert (released["state"], states(released)) == ("submitted", ("waiting", "proposed"))
    assert lead.approve(again)["state"] == "scheduled"


def test_what_was_approved_is_held_by_a_change_and_sends_the_new_text(everyone, post, desk, lead):
    mb = everyone("mb")
    desk.approve(post)
    changed = mb.patch(f"/posts/{post['id']}", {"text": "Zweite Fassung."}).json()
    assert (changed["state"], states(changed)) == ("submitted", ("held", "proposed"))
    assert on(changed, "Landesportal")["text_as_sent"] == "Zweite Fassung. (MB)"
    body = {"revision_sha256": post["revision"]["sha256"]}
    assert_problem(desk.post(f"/posts/{post['id']}/approve", body), 409, "revision-changed")
    lead.approve(changed)
    assert desk.approve(changed, due_at=soon(-1))["state"] == "scheduled"
    deliver_due()
    out = on(mb.read(post), "Landesportal")
    assert (out["state"], out["text_as_sent"]) == ("sent", "Zweite Fassung. (MB)")


def test_rejecting_holds_what_the_other_approved(everyone, post, desk, lead):
    desk.approve(post)
    gone = lead.post(f"/posts/{post['id']}/reject", {"ground": "factual", "reason": "Falsch"}).json()
    assert (gone["state"], states(gone)) == ("rejected", ("held", "proposed"))


def test_a_delivery_may_leave_while_the_other_waits_for_its_approval(everyone, post, desk, lead):
    mb = everyone("mb")
    desk.approve(post, due_at=soon(-1))
    deliver_due()
    out = mb.read(post)
    assert (out["state"], states(out)) == ("published", ("sent", "proposed"))
    assert out["progress"] == {"sent": 1, "open": 1, "cancelled": 0}
    assert out["message"] == "Veröffentlicht auf 1 von 2 Kanälen."
    assert post["id"] in [row["id"] for row in lead.get("/queue", limit=100).json()["items"]]
    assert abilities(lead.read(post))["approve"]
    assert not abilities(lead.read(post))["reject"]
    whole = lead.approve(post, due_at=soon(-1))
    assert (whole["state"], states(whole)) == ("published", ("sent", "waiting"))
    deliver_due()
    assert mb.read(post)["progress"] == {"sent": 2, "open": 0, "cancelled": 0}


@pytest.mark.parametrize("name", ["mb", "mb.lead"])
def test_what_is_left_of_a_published_post_can_be_cancelled(everyone, post, desk, name):
    desk.approve(post, due_at=soon(-1))
    deliver_due()
    answer = everyone(name).post(f"/deliveries/{on(post, 'Konsole MB')['id']}/cancel")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    left = everyone("mb").read(post)
    assert (left["state"], left["progress"]) == ("published", {"sent": 1, "open": 0, "cancelled": 1})


def test_a_held_rest_of_a_published_post_can_be_released(everyone, post, desk, lead):
    desk.approve(post, due_at=soon(-1))
    lead.approve(post)
    path = f"/deliveries/{on(post, 'Konsole MB')['id']}"
    assert lead.post(f"{path}/hold", {"reason": "Noch nicht"}).status_code == 200
    deliver_due()
    assert everyone("mb").read(post)["state"] == "published"
    body = {"revision_sha256": post["revision"]["sha256"], "due_at": soon(-1)}
    assert lead.post(f"{path}/release", body).json()["state"] == "waiting"
    deliver_due()
    assert everyone("mb").read(post)["progress"]["sent"] == 2


def test_cancelling_one_leaves_the_other_to_decide_the_state(everyone, post, desk, lead):
    mb = everyone("mb")
    desk.approve(post)
    mb.post(f"/deliveries/{on(post, 'Konsole MB')['id']}/cancel")
    assert mb.read(post)["state"] == "scheduled"
    mb.post(f"/deliveries/{on(post, 'Landesportal')['id']}/cancel")
    assert mb.read(post)["state"] == "withdrawn"


def test_cancelling_all_withdraws_in_every_state(everyone, desk):
    mb = everyone("mb")
    back = mb.submit(mb.write(channels=BOTH))
    desk.post(f"/posts/{back['id']}/request-changes", {"ground": "factual", "reason": "x"})
    for post in (mb.write(channels=BOTH), mb.submit(mb.write(channels=BOTH)), back):
        for row in post["deliveries"]:
            assert mb.read(post)["state"] != "withdrawn"
            assert mb.post(f"/deliveries/{row['id']}/cancel").status_code == 200
        assert mb.read(post)["state"] == "withdrawn"


@pytest.mark.req("FE-01")
def test_a_lead_who_wrote_it_leaves_the_own_channel_to_somebody_else(everyone, desk, lead):
    post = lead.submit(lead.write(channels=BOTH))
    body = {"revision_sha256": post["revision"]["sha256"]}
    assert_problem(lead.post(f"/posts/{post['id']}/approve", body), 409, "four-eyes")
    assert desk.approve(post)["state"] == "submitted"
