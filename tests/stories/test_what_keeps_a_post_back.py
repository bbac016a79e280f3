"""Between approval and publication: whoever says no in time is obeyed, and the post says why it stands still."""

import pytest

from app.workers import takedowns
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.factories import soon


@pytest.fixture
def the_clock_strikes():
    def strike():
        for delivery_id in wake_due():
            deliver(delivery_id)

    return strike


@pytest.fixture
def scheduled(people):
    """A post of MB, approved for the portal and due now."""
    mb, desk = people("mb"), people("desk1")
    return desk.approve(mb.submit(mb.write(at=soon(0))))


def on_the_portal(client, post):
    return client.get(f"/portal/posts/{post['deliveries'][0]['id']}").status_code


def test_a_withdrawn_delivery_never_leaves(people, client, scheduled, the_clock_strikes):
    mb = people("mb")
    answer = mb.post(
        f"/deliveries/{scheduled['deliveries'][0]['id']}/cancel", {"reason": "Termin verschoben"}
    )
    assert answer.status_code == 200
    the_clock_strikes()
    post = mb.read(scheduled)
    assert (post["state"], post["deliveries"][0]["state"]) == ("withdrawn", "cancelled")
    assert on_the_portal(client, post) == 404


def test_an_edit_after_the_approval_stops_it_says_why_and_needs_a_new_approval(
    people, client, scheduled, the_clock_strikes
):
    mb, desk = people("mb"), people("desk1")
    assert (
        mb.patch(f"/posts/{scheduled['id']}", {"text": "Neue Tablets für fast alle Schulen."}).status_code
        == 200
    )
    the_clock_strikes()
    post = mb.read(scheduled)
    [delivery] = post["deliveries"]
    assert (post["state"], delivery["state"], delivery["hold_reason"]) == ("draft", "held", "approval_lapsed")
    assert "Freigabe" in delivery["message"]
    assert on_the_portal(client, post) == 404
    desk.approve(mb.submit(post), due_at=soon(0))
    the_clock_strikes()
    assert mb.read(post)["deliveries"][0]["text_as_sent"] == "Neue Tablets für fast alle Schulen. (MB)"
    assert on_the_portal(client, post) == 200


def test_a_stop_holds_what_is_due_and_only_a_person_lets_it_go_again(
    people, client, scheduled, the_clock_strikes
):
    mb, desk = people("mb"), people("desk1")
    stop = desk.post("/stops", {"scope": "all", "reason": "Lage"}).json()
    the_clock_strikes()
    [delivery] = mb.read(scheduled)["deliveries"]
    assert (delivery["state"], delivery["hold_reason"]) == ("held", "emergency_stop")
    assert desk.post(f"/stops/{stop['id']}/lift", {"reason": "vorbei"}).status_code == 200
    the_clock_strikes()
    assert on_the_portal(client, scheduled) == 404
    terms = {"revision_sha256": scheduled["revision"]["sha256"], "due_at": soon(0)}
    assert desk.post(f"/deliveries/{delivery['id']}/release", terms).status_code == 200
    the_clock_strikes()
    assert on_the_portal(client, scheduled) == 200


def test_what_is_taken_down_is_gone_and_stays_in_the_record(people, client, scheduled, the_clock_strikes):
    mb, lead = people("mb"), people("mb.lead")
    the_clock_strikes()
    assert on_the_portal(client, scheduled) == 200
    [delivery] = scheduled["deliveries"]
    answer = lead.post(f"/deliveries/{delivery['id']}/take-down", {"reason": "Zahl war falsch"})
    assert answer.status_code == 200
    assert on_the_portal(client, scheduled) == 410
    takedowns.sweep()
    post = mb.read(scheduled)
    assert (post["state"], post["deliveries"][0]["state"]) == ("published", "removed")
    told = [row["action"] for row in mb.get(f"/posts/{post['id']}/timeline").json()["items"]]
    assert told[-4:] == ["delivery.sent", "delivery.take_down", "delivery.remove", "delivery.removed"]
    assert on_the_portal(client, post) == 410


def test_nobody_withdraws_what_is_already_there(people, client, scheduled, the_clock_strikes):
    the_clock_strikes()
    answer = people("mb").post(f"/deliveries/{scheduled['deliveries'][0]['id']}/cancel")
    assert (answer.status_code, answer.json()["key"]) == (409, "already-sending")
    assert on_the_portal(client, scheduled) == 200
