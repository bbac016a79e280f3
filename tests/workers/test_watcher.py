"""The watcher is on its own: it looks while others hang, several are one, its own silence shows, and clocks are judged."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from app import db
from app.actions.heartbeats import distance, write_heartbeat
from app.channels import clocks
from app.models import RuleLook
from app.models.finding import FindingRule
from app.queries.figures import write_figures
from app.queries.watch import RULES
from app.queries.watch.base import Rule
from app.workers import heartbeat, watcher
from app.workers.deliveries import deliver
from app.workers.watcher import PARTS
from tests.embedded.conftest import wait_until
from tests.workers.scene import CONSOLE, PORTAL
from tests.workers.test_heartbeats import CLI, is_well, start  # noqa: F401 - pytest finds fixtures by name
from tests.workers.watch import new_watcher

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def seconds(number):
    return NOON + timedelta(seconds=number)


def test_an_office_in_which_all_is_well_has_no_findings(scene, watch):
    for label in (CONSOLE, PORTAL):
        deliver(scene.approved(label))
    watch.turn()
    assert (watch.open(), watch.told()) == ([], [])
    with db.transaction() as session:
        looks = {row.rule: row.error for row in session.execute(select(RuleLook)).scalars()}
    assert looks == dict.fromkeys((rule.name.value for rule in RULES), None)


def test_two_watchers_at_once_make_one_finding_and_one_notice(scene, watch, force, with_settings):
    with_settings(duty_address="bereitschaft@stk.example")
    late = [scene.approved() for _ in range(3)]
    for delivery_id in late:
        scene.shift(delivery_id, -130)
    watch.turn()
    force("update finding set ended_at = now() - interval '1 day', opened_at = now() - interval '2 days'")
    force("delete from notification where kind like 'finding.%'")
    force("update rule_look set looked_at = now() - interval '2 hours'")
    crowd = [threading.Thread(target=new_watcher().turn) for _ in range(4)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(60)
    overdue = watch.open(FindingRule.DELIVERY_OVERDUE)
    assert sorted(row.subject_id for row in overdue) == sorted(map(str, late))
    told = [row for row in watch.told() if row.context["name"] == "Überfällig und nicht draußen"]
    assert [row.context["more"] for row in told] == [2]
    mailed = watch.mailed()
    assert mailed.count("bereitschaft@stk.example") == len(watch.told())


def test_a_rule_that_fails_keeps_no_other_from_looking_and_says_so(scene, watch, monkeypatch):
    def fail(*_):
        raise KeyError("anything")

    broken = [Rule(rule.name, fail) if rule.name is FindingRule.DELIVERY_OVERDUE else rule for rule in RULES]
    monkeypatch.setattr(watcher, "RULES", broken)
    delivery_id = scene.approved(due_in=3600)
    move = "update delivery set due_at = due_at {0} interval '1 second', due_wall = due_wall {0} interval '1 second' where id = :id"
    scene.force(move.format("-"), id=delivery_id)
    watch.turn()
    scene.force(move.format("+"), id=delivery_id)
    assert [row.rule for row in watch.open()] == [FindingRule.INVARIANT_BROKEN]
    with db.transaction() as session:
        assert session.get_one(RuleLook, "delivery_overdue").error == "KeyError"
        assert b"redaktion_watch_failing 1.0" in write_figures(session)
    monkeypatch.setattr(watcher, "RULES", RULES)
    watch.turn()
    with db.transaction() as session:
        assert session.get_one(RuleLook, "delivery_overdue").error is None


@pytest.mark.req("CO-03")
def test_it_goes_on_as_a_process_without_a_broker_and_while_a_publisher_hangs(start, real_scene):  # noqa: F811
    late = real_scene.approved()
    real_scene.shift(late, -130)
    alone = start(*CLI, "watcher", BROKER_URL="redis://127.0.0.1:1/0", PORTAL_ADDRESS="http://127.0.0.1:1")

    def found():
        query = "select ended_at from finding where rule = 'delivery_overdue'"
        return [row[0] for row in real_scene.force(query)]

    with db.engine().connect() as hanging:  # as a publisher that stands still in the middle of its intent
        hanging.execute(text("select 1 from delivery where id = :id for update"), {"id": late})
        wait_until(lambda: found() == [None])
    wait_until(lambda: is_well("watcher")[0])
    with db.transaction() as session:
        figures = write_figures(session).decode()
    assert 'redaktion_findings{level="alarm",rule="delivery_overdue"} 1.0' in figures
    alone.terminate()
    assert alone.wait(60) == 0
    assert not is_well("watcher")[0]
    deliver(late)


@pytest.mark.parametrize(
    ("instant", "since", "until", "difference"),
    [(0, -1, 1, 0), (0, 2, 3, 2), (0, -3, -2, -2), (0, 0, 0, 0)],
)
def test_a_clock_differs_only_by_what_lies_outside_of_question_and_answer(instant, since, until, difference):
    assert distance(seconds(instant), seconds(since), seconds(until)) == difference


@pytest.mark.parametrize(
    ("date", "asked", "answered", "ahead"),
    [(0, 0.2, 0.4, 0), (0, -0.5, -0.1, 0.1), (10, 0, 1, 9), (0, 11, 12, -10), (0, 0.9, 1.4, 0)],
)
def test_a_servers_date_holds_for_its_whole_second(monkeypatch, date, asked, answered, ahead):
    monkeypatch.setattr(clocks, "now", lambda: seconds(answered))
    clocks.note_date("https://kanal.example/api", seconds(date), seconds(asked), seconds(answered))
    assert clocks.clocks_of_servers()["kanal.example"] == pytest.approx(ahead)
    monkeypatch.setattr(clocks, "now", lambda: seconds(answered) + timedelta(minutes=11))
    assert "kanal.example" not in clocks.clocks_of_servers()


@pytest.fixture
def tell(watch):
    """What parts of the office tell of clocks with their heartbeats; nobody else is there."""
    watch.is_up = False

    def tell(**hosts):
        watch.force("delete from worker_heartbeat")
        for host, said in hosts.items():
            with db.transaction() as session:
                write_heartbeat(session, f"{host}/1", host=host, parts=PARTS)
            watch.force(
                "update worker_heartbeat set clocks = cast(:said as jsonb) where host = :host",
                said=json.dumps({host: 0} | said),
                host=host,
            )

    return tell


def clock_ok(scene):
    return scene.force("select clock_ok from publishing_control")[0][0]


@pytest.mark.parametrize(
    ("said", "subjects", "is_ok"),
    [
        ({"a": {}, "b": {"b": 0.9}}, [], True),
        ({"a": {}, "b": {}, "c": {"c": -1.5}}, ["c"], True),
        ({"a": {}, "b": {}, "c": {"c": 3600}}, ["c"], True),
        ({"a": {"a": 2}, "b": {"b": 2.5}}, ["database"], True),
        ({"a": {"a": 6}, "b": {"b": 7}}, ["database"], False),
        ({"a": {"one.example": -3600}}, ["database"], True),
        ({"a": {"one.example": -3600, "two.example": -3601}}, ["database"], False),
        ({"a": {"one.example": 0, "two.example": 0, "three.example": 9}}, ["three.example"], True),
    ],
)
def test_clocks_are_judged_by_what_most_say_and_no_server_alone_stops_the_office(
    scene, watch, tell, said, subjects, is_ok
):
    tell(**said)
    watch.turn()
    assert [row.subject_id for row in watch.open(FindingRule.CLOCK_WRONG)] == subjects
    assert clock_ok(scene) is is_ok
    due = scene.approved()
    deliver(due)
    assert scene.state(due) == ("sent" if is_ok else "waiting")
    tell(a={}, b={})
    watch.turn()
    assert watch.open(FindingRule.CLOCK_WRONG) == []
    assert clock_ok(scene)
    deliver(due)
    assert scene.state(due) == "sent"


def test_a_heartbeat_tells_of_the_machines_clock_and_of_the_servers(office, monkeypatch):
    monkeypatch.setattr(heartbeat, "clocks_of_servers", lambda: {"kanal.example": 7.5})
    heartbeat.Heart(["publish"]).beat()
    with db.transaction() as session:
        [said] = session.execute(text("select clocks from worker_heartbeat")).scalars()
    assert said.pop("kanal.example") == pytest.approx(7.5, abs=0.5)
    [(_, own)] = said.items()
    assert abs(own) < 0.5
