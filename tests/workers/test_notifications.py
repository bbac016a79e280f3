"""The outbox: written with what it tells of, never twice, without texts, and forgotten after a while."""

import json

import pytest

from app import db
from app.actions.notifications import notify_desk, notify_organisation, notify_user
from app.channels.base import Temporary
from app.models import Delivery
from app.models.notification import NotificationKind
from app.workers import housekeeping
from app.workers.deliveries import deliver
from tests.workers.scene import raising

LATE = "delivery.late"


def lead_id(scene):
    return scene.force("select id from organisation where is_lead")[0][0]


@pytest.mark.parametrize("seconds", [310, 1500])
def test_what_leaves_late_is_told_to_author_and_desk_once(scene, channel, seconds):
    delivery_id = scene.approved()
    scene.shift(delivery_id, -seconds)
    channel.answer = raising(Temporary("no route"))
    for _ in range(2):
        scene.end_pause(delivery_id)
        deliver(delivery_id)
    rows = scene.notifications(LATE)
    assert {(row.user_id, row.organisation_id) for row in rows} == {
        (scene.actor("mb").user_id, None),
        (None, lead_id(scene)),
    }
    assert len(rows) == 2
    for row in rows:
        assert (row.object_type, row.object_id) == ("delivery", delivery_id)
        assert seconds <= row.context["late_s"] <= seconds + 20
        assert "Tablets" not in json.dumps(row.context)


def test_up_to_five_minutes_nobody_is_told(scene, channel):
    delivery_id = scene.approved()
    scene.shift(delivery_id, -200)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"
    assert scene.notifications(LATE) == []


def test_what_was_not_committed_is_not_told(scene):
    delivery_id = scene.approved()

    def fail(session):
        notify_desk(session, NotificationKind.LATE, session.get_one(Delivery, delivery_id), once="x")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        scene.do(fail)
    assert scene.notifications(LATE) == []


def test_the_same_is_told_once_to_each(scene):
    delivery_id = scene.approved()
    user_id = scene.actor("mb").user_id
    with db.transaction() as session:
        delivery = session.get_one(Delivery, delivery_id)
        for once in ("a", "a", "b"):
            notify_user(session, NotificationKind.LATE, user_id, delivery, once=once)
            notify_organisation(session, NotificationKind.LATE, lead_id(scene), delivery, once=once)
    assert len(scene.notifications(LATE)) == 4


def test_old_ones_are_forgotten_sent_or_not(scene, with_settings):
    with_settings(notification_days=30)
    delivery_id = scene.approved()
    with db.transaction() as session:
        for once in ("old", "new"):
            notify_desk(session, NotificationKind.LATE, session.get_one(Delivery, delivery_id), once=once)
    scene.force("update notification set created_at = now() - interval '31 days' where once like '%/old/%'")
    housekeeping.clean()
    assert [row.once.split("/")[2] for row in scene.notifications(LATE)] == ["new"]
