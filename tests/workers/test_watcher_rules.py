"""Each rule of the watcher fires in a real situation, tells the desk once, and ends when it is mended."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app import db
from app.actions.deliveries import take_down
from app.actions.heartbeats import write_heartbeat
from app.channels.base import Unclear
from app.clock import from_instant, now, rfc3339
from app.models.finding import FindingRule
from app.queries.watch import chain_broken, delivery_overdue
from app.queries.watch.base import Around, say_length
from app.settings import settings
from app.workers import takedowns
from app.workers.deliveries import deliver
from app.workers.housekeeping import keep_head
from app.workers.preflight import look_again
from app.workers.watcher import PARTS
from tests.workers.mastodon import LABEL
from tests.workers.scene import CONSOLE, PORTAL, raising


@pytest.fixture
def look(scene):
    """The channel is asked again what stands there; its time has come."""

    def look():
        scene.force("update delivery set next_probe_at = now() where next_probe_at is not null")
        look_again()

    return look


@pytest.fixture
def removed(scene):
    """A delivery that was published and removed, a quarter of an hour ago."""

    def remove(label):
        delivery_id = scene.approved(label)
        deliver(delivery_id)
        scene.do(take_down, scene.actor("mb.lead"), delivery_id, reason="falsch")
        scene.shift(delivery_id, -900)
        takedowns.sweep()
        assert scene.state(delivery_id) == "removed"
        return delivery_id

    return remove


def test_what_is_due_and_not_out_ends_when_it_is_out(scene, watch):
    late = scene.approved()
    scene.shift(late, -60)
    rest = "update delivery set next_attempt_at = now() + interval '1 hour'"
    scene.force(rest)  # between tries, so that its queue is not to blame
    watch.turn()
    assert watch.open() == []
    scene.shift(late, -61)
    scene.force(rest)
    said = watch.comes_and_goes(
        FindingRule.DELIVERY_OVERDUE, subject=late, mend=lambda: (scene.end_pause(late), deliver(late))
    )
    assert f"auf {CONSOLE} war fällig" in said
    assert "Uhr" in said


@pytest.mark.parametrize(("passed", "is_fault"), [("120 s", False), ("120.000001 s", True)])
def test_it_is_overdue_after_more_than_two_minutes(scene, still, passed, is_fault):
    late = scene.approved()
    with still() as session:
        session.execute(
            text("update delivery set due_at = now() - cast(:passed as interval)"), {"passed": passed}
        )
        seen = delivery_overdue.look(session, Around())
    assert [fault.subject_id for fault in seen.faults] == [late] * is_fault


def test_what_a_channel_does_not_show_is_believed_after_two_looks(scene, channel, watch, look):
    there = scene.approved()
    deliver(there)
    look()
    channel.hide(str(there))
    look()
    watch.turn()
    assert (scene.seen(there), watch.open()) == (["found", "absent"], [])
    look()
    watch.comes_and_goes(
        FindingRule.NOT_VISIBLE, subject=there, mend=lambda: (channel.there.add(str(there)), look())
    )
    assert scene.state(there) == "sent"


def test_a_channel_is_asked_three_times_in_a_day_and_then_no_more(scene, channel, look):
    there = scene.approved()
    deliver(there)
    planned = []
    for passed in (timedelta(minutes=3), timedelta(hours=2), timedelta(days=1)):
        row = scene.row(there)
        planned.append(row.next_probe_at - row.sent_at)
        scene.set(there, sent_at=now() - passed)
        look()
    assert planned[0] == timedelta(minutes=2)
    assert scene.seen(there) == ["found"] * 3
    assert scene.row(there).next_probe_at is None
    assert len(channel.calls) == 1


def test_a_page_that_the_portal_does_not_show(scene, watch, pages):
    there = scene.approved(PORTAL)
    deliver(there)
    pages.wrong[str(there)] = 404
    watch.comes_and_goes(FindingRule.NOT_VISIBLE, subject=there, mend=pages.wrong.clear)


def test_what_was_removed_from_a_channel_and_is_there_again(scene, channel, watch, look, removed):
    gone = removed(CONSOLE)
    channel.there.add(str(gone))
    look()
    watch.comes_and_goes(
        FindingRule.STILL_VISIBLE, subject=gone, mend=lambda: (channel.hide(str(gone)), look())
    )


def test_a_page_of_the_portal_that_answers_though_it_was_removed(watch, pages, removed):
    gone = removed(PORTAL)
    pages.wrong[str(gone)] = 200
    watch.comes_and_goes(FindingRule.STILL_VISIBLE, subject=gone, mend=pages.wrong.clear)


def test_what_stays_unclear_for_a_quarter_of_an_hour(scene, channel, watch):
    channel.answer, channel.on_look = raising(Unclear("no answer")), raising(Unclear("no answer"))
    unclear = scene.approved()
    deliver(unclear)
    scene.set(unclear, unknown_since=now() - timedelta(minutes=14), next_probe_at=None)
    watch.turn()
    assert watch.open() == []
    scene.set(unclear, unknown_since=now() - timedelta(minutes=16))
    channel.there.add(str(unclear))
    channel.on_look = channel.look
    watch.comes_and_goes(
        FindingRule.UNCLEAR_LONG,
        subject=unclear,
        mend=lambda: (scene.set(unclear, next_probe_at=now()), scene.reconcile()),
    )
    assert scene.state(unclear) == "sent"


def test_a_call_that_its_worker_left_lying_and_nobody_clears_up(scene, watch):
    stuck = scene.approved()
    scene.begin(stuck)
    scene.set(stuck, lease_until=now() - timedelta(seconds=61))
    said = watch_stuck(watch, stuck, scene.reconcile)
    assert said.startswith(f"Die Veröffentlichung auf {CONSOLE} wurde begonnen")


def watch_stuck(watch, stuck, mend):
    """Such a call also breaks a promise, which is a finding of its own."""
    watch.turn()
    watch.turn()
    assert {row.rule for row in watch.open()} == {FindingRule.CLAIM_STUCK, FindingRule.INVARIANT_BROKEN}
    [notice] = [row for row in watch.told() if "begonnen" in row.context["sentence"]]
    mend()
    watch.turn()
    assert watch.open() == []
    return notice.context["sentence"]


@pytest.mark.req("CO-03")
def test_a_part_that_shows_no_work(office, watch, force):
    watch.turn()
    watch.is_up = False
    force("update worker_heartbeat set parts = array_remove(parts, 'publish')")
    with db.transaction() as session:
        write_heartbeat(session, "hanging/1", host="there", parts=["publish"])
    force("update worker_heartbeat set seen_at = now() - interval '5 minutes' where host = 'there'")
    said = watch.comes_and_goes(
        FindingRule.PART_SILENT, subject="publish", mend=lambda: setattr(watch, "is_up", True) or revive()
    )
    assert said == "Der Worker publish gibt kein Zeichen getaner Arbeit mehr (zuletzt vor 5 Minuten)."


def revive():
    with db.transaction() as session:
        write_heartbeat(session, "new/1", host="there", parts=["publish"])


def test_pages_that_do_not_answer_are_a_part_that_is_silent(scene, watch, pages):
    deliver(scene.approved(PORTAL))
    pages.close()
    watch.turn()
    assert [(row.rule, row.subject_id) for row in watch.open()] == [(FindingRule.PART_SILENT, "web")]


def test_a_queue_that_nobody_works_off(scene, watch):
    late = scene.approved()
    scene.shift(late, -70)
    said = watch.comes_and_goes(FindingRule.QUEUE_OLD, subject="publish", mend=lambda: deliver(late))
    assert said == "In der Warteschlange publish wartet die älteste fällige Arbeit seit 1 Minute."


@pytest.mark.usefixtures("connected")
def test_credentials_that_expire_within_two_weeks(scene, watch):
    def expire_in(days):
        scene.force(
            "update credential set expires_at = now() + make_interval(days => :days) where channel_id = :id",
            days=days,
            id=scene.channel_id(LABEL),
        )

    expire_in(15)
    watch.turn()
    assert watch.open() == []
    expire_in(13)
    watch.comes_and_goes(FindingRule.CREDENTIAL_EXPIRES, mend=lambda: expire_in(90))


@pytest.mark.req("AC-05")
def test_an_event_that_was_changed(scene, watch, monkeypatch):
    monkeypatch.setattr(chain_broken, "STRETCH", 10)
    monkeypatch.setattr(chain_broken, "NEWEST", 3)
    for _ in range(4):
        scene.approved(due_in=3600)
    [[event_id, reason]] = scene.force(
        "select e.id, e.reason from event e join event_link l on l.event_id = e.id where position = 15"
    )
    change = "update event set reason = :reason where id = :id"
    scene.force(change, reason="anders", id=event_id)
    for _ in range(4):
        watch.turn()
    [finding] = watch.open()
    assert (finding.rule, finding.detail["position"]) == (FindingRule.CHAIN_BROKEN, 15)
    assert len(watch.told()) == 1
    scene.force(change, reason=reason, id=event_id)
    rounds = scene.force("select max(position) from event_link")[0][0] // 10 + 1
    for _ in range(2 * rounds):
        watch.turn()
    assert watch.open() == []


@pytest.mark.req("AC-04")
def test_a_chain_that_was_made_anew_does_not_fit_its_end_outside(scene, watch, tmp_path):
    keep_head()
    heads = settings().heads_dir / "audit-heads.jsonl"
    as_it_was = heads.read_text(encoding="utf-8")
    heads.write_text(as_it_was.replace('"sha256": "', '"sha256": "0'), encoding="utf-8")
    said = watch.comes_and_goes(
        FindingRule.CHAIN_BROKEN, mend=lambda: heads.write_text(as_it_was, encoding="utf-8")
    )
    assert "außerhalb aufbewahrte Stand" in said


def test_a_promise_that_is_broken(scene, watch):
    delivery_id = scene.approved(due_in=3600)
    move = "update delivery set due_at = due_at {} interval '1 second', due_wall = due_wall {} interval '1 second' where id = :id"
    scene.force(move.format("-", "-"), id=delivery_id)
    said = watch.comes_and_goes(
        FindingRule.INVARIANT_BROKEN,
        subject=delivery_id,
        mend=lambda: scene.force(move.format("+", "+"), id=delivery_id),
    )
    assert "C08 approval does not fit" in said


def test_a_time_that_new_rules_of_time_zones_move(scene, watch):
    delivery_id = scene.approved(due_in=3 * 86400)
    rules = "update {} set {}_zone = '{}' where {}"
    old = from_instant(scene.row(delivery_id).due_at)
    change = rules.format("delivery", "due", "{}", "state = 'waiting'")
    scene.force(change.format("America/New_York"))
    said = watch.comes_and_goes(
        FindingRule.TIME_MOVED, subject=delivery_id, mend=lambda: scene.force(change.format(old.zone))
    )
    assert f"{old.wall:%d.%m.%Y, %H:%M} Uhr" in said
    propose = rules.format("rendering", "proposed", "{}", "true")
    scene.write(due_in=3 * 86400)
    scene.force(propose.format("America/New_York"))
    watch.turn()
    assert [row.rule for row in watch.open()] == [FindingRule.TIME_MOVED]
    assert rfc3339(scene.row(delivery_id).due_at) == rfc3339(old.instant)  # nothing is ever moved


def test_all_parts_are_known_to_somebody():
    assert {"publish", "reconcile", "dispatcher", "beat"} <= set(PARTS)


@pytest.mark.parametrize(("seconds", "said"), [
    (5, "1 Minute"), (300, "5 Minuten"), (7140, "119 Minuten"), (7200, "2 Stunden"), (172_000, "47 Stunden"),
    (545_800, "6 Tagen"),
])  # fmt: skip
def test_a_length_of_time_is_said_in_the_unit_that_people_use(seconds, said):
    assert say_length(seconds) == said
