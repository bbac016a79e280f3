"""A channel without an interface: from the due time over a reminder to the reported address, late, and off it again."""

import pytest

from app.workers import reconcile, takedowns
from tests.api.parts import deliver_due, only, register
from tests.factories import soon

CHANNEL = "Xing des Landes"
ADDRESS = "https://www.xing.example/land/4711"


def told(scene, kind):
    return [(row.object_id, row.context["channel"]) for row in scene.notifications(kind)]


@pytest.fixture
def due(people):
    """A post of MB whose time has come, on a channel that the channel manager serves by hand; its delivery's path."""
    channel_id = register("xing", CHANNEL)
    assert people("kanal").post(f"/channels/{channel_id}/manual").json()["by_hand"]
    post = people("mb").submit(people("mb").write(channels=(CHANNEL,), at=soon(-1)))
    people("desk1").approve(post)
    deliver_due()
    return f"/deliveries/{only(post)['id']}"


def test_a_post_by_hand_is_called_for_reminded_of_late_reported_and_removed(people, real_scene, due):
    kanal, desk, mb = people("kanal"), people("desk1"), people("mb")
    [row] = kanal.get("/deliveries", state="held", hold_reason="manual").json()["items"]
    assert row["text_as_sent"].endswith("(MB)")
    delivery_id = real_scene.row(row["id"]).id
    assert told(real_scene, "delivery.post_by_hand") == [(delivery_id, CHANNEL)]

    real_scene.shift(delivery_id, -310)
    reconcile.sweep()
    assert told(real_scene, "delivery.post_by_hand_reminder") == [(delivery_id, CHANNEL)]

    assert kanal.post(f"{due}/post-by-hand").json()["state"] == "unclear"
    late = real_scene.notifications("delivery.late")
    assert len(late) == 2, "the author and the desk"
    assert all(row.context["late_s"] >= 300 for row in late)
    there = {"outcome": "there", "reason": "Veröffentlicht.", "remote_url": ADDRESS}
    sent = kanal.post(f"{due}/resolve", there).json()
    assert (sent["state"], sent["remote_url"]) == ("sent", ADDRESS)
    assert mb.get(due).json()["remote_url"] == ADDRESS

    taken = people("mb.lead").post(f"{due}/take-down", {"reason": "Die Zahl ist falsch."})
    assert (taken.status_code, taken.json()["state"]) == (200, "removing")
    assert told(real_scene, "delivery.remove_by_hand") == [(delivery_id, CHANNEL)]
    real_scene.shift(delivery_id, -600)
    takedowns.sweep()
    assert desk.get(due).json()["state"] == "removing"
    assert kanal.post(f"{due}/confirm-removal", {"reason": "Gelöscht."}).json()["state"] == "removed"


def test_what_nobody_posts_within_its_window_is_held_and_says_so(people, real_scene, due):
    real_scene.shift(due.split("/")[-1], -1801)
    deliver_due()
    row = people("mb").get(due).json()
    assert (row["state"], row["hold_reason"]) == ("held", "missed_window")
    assert people("kanal").post(f"{due}/post-by-hand").status_code == 404
    assert (
        people("desk1").get("/deliveries", hold_reason="missed_window").json()["items"][0]["id"] == row["id"]
    )
