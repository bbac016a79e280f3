"""An older copy of the database, put back without a word, is noticed before anything leaves (PUBLISHING section 11)."""

import json
import shutil

import pytest
from sqlalchemy import text

from app import db
from app.actions.restore_ends import confirm_restoration
from app.queries.restorations import is_in_restore_mode
from app.settings import settings
from app.workers import high_water
from app.workers.deliveries import deliver
from app.workers.marks import note_mark, read_marks
from tests.conftest import forget
from tests.workers.scene import at_once


@pytest.fixture
def put_back(office, superuser):
    """Return a function that copies the database, which returns one that puts the copy in the place of the database."""

    def copy():
        db.engine().dispose()
        with superuser.connect() as connection:
            connection.execute(text(f"create database kept_{office} template {office} owner redaktion_owner"))

        def put():
            db.engine().dispose()
            with superuser.connect() as connection:
                connection.execute(text(f"drop database {office} with (force)"))
                connection.execute(text(f"alter database kept_{office} rename to {office}"))

        return put

    return copy


def is_restoring():
    with db.transaction() as session:
        return is_in_restore_mode(session)


def marks_file():
    return settings().data_dir / "high-water" / "marks.jsonl"


@pytest.mark.req("BK-02")
def test_a_silently_restored_copy_sends_nothing_again_not_even_at_its_first_connection(
    scene, channel, put_back
):
    delivery = scene.approved()
    put = put_back()
    deliver(delivery)
    put()
    deliver(delivery)
    assert is_restoring()
    assert len(channel.calls) == 1
    scene.reconcile()
    assert scene.state(delivery) == "sent"
    [told] = scene.notifications("restore.began")
    assert told.object_type == "restoration"


def test_a_lost_withdrawal_alone_gives_the_copy_away(scene, put_back, force):
    delivery = scene.approved()
    scene.reconcile()
    put = put_back()
    scene.cancel(delivery)
    scene.reconcile()
    put()
    deliver(delivery)
    assert is_restoring()
    assert scene.state(delivery) == "waiting"


def test_the_database_that_it_was_goes_on_after_a_restart(scene, channel):
    first, second = scene.approved(), scene.approved()
    deliver(first)
    scene.reconcile()
    forget()
    deliver(second)
    assert not is_restoring()
    assert len(channel.calls) == 2


def test_what_was_dealt_with_once_does_not_bring_the_mode_back(scene, channel, put_back, force):
    delivery = scene.approved()
    put = put_back()
    deliver(delivery)
    put()
    scene.reconcile()
    force("update restoration set reconciled_at = now()")
    [(restoration_id,)] = force("select id from restoration")
    for name in ("desk1", "admin"):
        scene.do(confirm_restoration, scene.actor(name), restoration_id, reason="Geprüft.")
    forget()
    scene.reconcile()
    assert not is_restoring()


def test_a_lower_timeline_of_the_same_server_is_an_older_copy(scene):
    scene.reconcile()
    last = read_marks()[-1]
    note_mark(position=last.position, sha256=last.sha256, system=last.system, timeline=last.timeline + 1)
    high_water.watch()
    assert is_restoring()


def test_the_mark_stands_before_the_call_is_made(scene, channel):
    seen = []

    def answer(message):
        seen.extend(mark.attempt for mark in read_marks())
        return channel.show(message)

    channel.answer = answer
    delivery = scene.approved()
    deliver(delivery)
    assert seen[-1] == scene.attempts(delivery)[0].id


def test_a_line_that_broke_off_in_a_crash_costs_that_line_only(scene):
    note_mark(position=1, sha256="x")
    with marks_file().open("ab") as file:
        file.write(b'{"at": "2026-11-22T10:00')
    note_mark(position=2, sha256="y")
    assert [mark.position for mark in read_marks()][-2:] == [1, 2]


def test_many_at_once_lose_no_line_and_a_long_file_keeps_its_end(scene):
    at_once(*(lambda number=number: note_mark(position=number) for number in range(1, 31)))
    assert {mark.position for mark in read_marks()} >= set(range(1, 31))
    line = json.dumps({"at": "2026-11-22T10:00:00Z", "position": 1, "sha256": "x" * 64}) + "\n"
    marks_file().write_text(line * 5000)
    note_mark(position=77)
    assert marks_file().stat().st_size < 100_000
    assert read_marks()[-1].position == 77


def test_a_folder_that_cannot_be_written_is_an_alarm_and_stops_nothing(scene, channel, said):
    shutil.rmtree(settings().data_dir / "high-water", ignore_errors=True)
    (settings().data_dir / "high-water").write_text("im Weg")
    delivery = scene.approved()
    deliver(delivery)
    assert scene.state(delivery) == "sent"
    assert [line["event"] for line in said.entries] == ["high_water.not_kept"]
    (settings().data_dir / "high-water").unlink()
    note_mark(position=78)
    attempt = scene.attempts(delivery)[0].id
    assert [mark.attempt for mark in read_marks()] == [attempt, None], "kept as soon as it can be"


def test_the_role_of_publishers_may_ask_which_server_this_is(publisher):
    with publisher(), db.transaction() as session:
        assert session.execute(text("select 1 from pg_control_system(), pg_control_checkpoint()")).all()
