"""Notices in the application: one's own, read once, and the choice of what is mailed and when."""

import pytest

from app.workers import notifications
from tests.api.parts import fetch
from tests.workers.post_office import Outbox


@pytest.fixture
def outbox(client):
    return Outbox(fetch)


def told(outbox, *names, **context):
    outbox.tell(*names, **context)
    notifications.sweep()


def test_a_notice_says_who_has_to_do_what_until_when_and_where(people, outbox):
    told(outbox, "mb")
    (notice,) = people("mb").get("/notices").json()["items"]
    assert notice["subject"] == "Verspätet: Kanal Landesportal"
    assert "Di, 24.11.2026, 12:30 Uhr" in notice["text"]
    assert notice["who"]
    assert notice["task"]
    assert notice["until"]
    assert notice["link"].endswith(f"/open/channel/{notice['object_id']}")
    assert notice["read_at"] is None
    assert people("mw").get("/notices").json()["items"] == []


def test_what_is_read_stays_read_and_the_first_time_counts(people, outbox):
    told(outbox, "mb", "mb")
    mb = people("mb")
    newest, oldest = mb.get("/notices", unread=True).json()["items"]
    first = mb.post(f"/notices/{newest['id']}/read").json()["read_at"]
    assert mb.post(f"/notices/{newest['id']}/read").json()["read_at"] == first
    assert [item["id"] for item in mb.get("/notices", unread=True).json()["items"]] == [oldest["id"]]
    assert mb.post("/notices/read").json() == {"read": 1}
    assert mb.get("/notices", unread=True).json()["items"] == []
    assert len(mb.get("/notices", unread=False).json()["items"]) == 2
    events = fetch("select action from event where object_type = 'notification' order by id")
    assert [row.action for row in events] == ["notification.read", "notification.read"]


def test_nobody_reads_for_somebody_else(people, outbox):
    told(outbox, "mb")
    (notice,) = people("mb").get("/notices").json()["items"]
    assert people("mw").post(f"/notices/{notice['id']}/read").status_code == 404
    assert people("mb").get("/notices", unread=True).json()["items"]


def test_whoever_chose_nothing_sees_what_holds(people):
    assert people("mb").get("/me/notifications").json() == {
        "groups": dict.fromkeys(
            ("decisions", "comments", "takedowns", "deliveries", "findings", "channels", "account"), "at_once"
        ),
        "digest_at": "07:30",
        "quiet_from": None,
        "quiet_until": None,
    }


def test_a_choice_holds_from_the_next_notification_on(people, outbox):
    chosen = {
        "groups": {"deliveries": "in_app"},
        "digest_at": "06:45",
        "quiet_from": "20:00",
        "quiet_until": "06:30",
    }
    answer = people("mb").put("/me/notifications", chosen).json()
    assert answer["groups"]["deliveries"] == "in_app"
    assert answer["groups"]["decisions"] == "at_once"
    assert people("mb").get("/me/notifications").json() == answer
    told(outbox, "mb", "mw")
    assert [row.email for row in outbox.letters()] == ["mw@redaktion.example"]
    events = fetch("select action from event where object_type = 'notification_choice'")
    assert [row.action for row in events] == ["notification.choose"]


@pytest.mark.parametrize(
    ("wish", "field", "key"),
    [
        ({"quiet_from": "20:00"}, "quiet_until", "missing"),
        ({"quiet_until": "06:00"}, "quiet_from", "missing"),
        ({"quiet_from": "20:00", "quiet_until": "20:00"}, "quiet_until", "quiet-without-end"),
        ({"digest_at": "24:00"}, "digest_at", "time-of-day.invalid"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_with_its_field(people, wish, field, key):
    body = {"groups": {}, "digest_at": "07:30"} | wish
    answer = people("mb").put("/me/notifications", body)
    assert answer.status_code == 422
    assert [(row["field"], row["key"]) for row in answer.json()["issues"]] == [(field, key)]
