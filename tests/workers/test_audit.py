"""The chain of events: one line without a gap, checked by a command, written by nobody but the database."""

import json

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from app import db
from app.actions.deliveries import hold_delivery
from app.cli import cli
from app.models import Event, EventHead, EventLink
from app.queries.audit import HEADS_FILE, read_head, verify_chain
from app.settings import settings
from app.workers.housekeeping import keep_head
from tests.workers.scene import at_once


def verify():
    with db.transaction() as session:
        return verify_chain(session, settings().data_dir / HEADS_FILE)


def test_many_writers_at_once_make_one_chain(scene):
    at_once(*[lambda: [scene.approved() for _ in range(4)]] * 12)
    with db.transaction() as session:
        events = session.execute(select(Event.id)).scalars().all()
        links = session.execute(select(EventLink).order_by(EventLink.position)).scalars().all()
        head = read_head(session)
    assert [link.position for link in links] == list(range(1, len(events) + 1))
    assert {link.event_id for link in links} == set(events)
    assert head == (len(events), links[-1].sha256)
    assert len(events) > 12 * 4 * 4
    assert verify() == []


def test_an_action_that_is_rolled_back_tells_nothing(scene):
    delivery_id = scene.approved(due_in=60)
    with db.transaction() as session:
        before = read_head(session)
    with db.sessions()() as session:
        hold_delivery(session, scene.actor("mb.lead"), delivery_id, reason="Nein")
        session.rollback()
    with db.transaction() as session:
        assert read_head(session) == before
    assert scene.told(delivery_id) == ["delivery.approve"]
    assert verify() == []


def test_the_command_says_whether_the_record_is_whole(scene, force):
    scene.approved()
    with db.transaction() as session:
        length = read_head(session).position
    keep_head()
    good = CliRunner().invoke(cli, ["audit", "verify"])
    assert (good.exit_code, good.output) == (0, f"Die Kette ist unversehrt: {length} Ereignisse.\n")
    force("update event set reason = 'x' where id = (select event_id from event_link where position = 3)")
    bad = CliRunner().invoke(cli, ["audit", "verify"])
    assert bad.exit_code == 1
    assert "Platz 3: Das Ereignis" in bad.output
    assert "Traceback" not in bad.output
    force("update event set reason = null where id = (select event_id from event_link where position = 3)")
    assert CliRunner().invoke(cli, ["audit", "verify"]).exit_code == 0
    force("delete from event_link")
    force("delete from event_head")
    gone = CliRunner().invoke(cli, ["audit", "verify"])
    assert gone.exit_code == 1
    assert "stehen nicht in der Kette" in gone.output


def test_what_is_kept_outside_tells_length_and_end(scene):
    scene.approved()
    keep_head()
    scene.approved()
    keep_head()
    lines = [json.loads(line) for line in (settings().data_dir / HEADS_FILE).read_text().splitlines()]
    with db.transaction() as session:
        head = session.get_one(EventHead, 1)
    assert [line["position"] < head.position for line in lines] == [True, False]
    assert lines[1]["sha256"] == head.sha256
    assert verify() == []


FORBIDDEN = [
    f"{verb} {table}{rest}"
    for table, column in (("event", "action"), ("event_link", "sha256"), ("event_head", "sha256"))
    for verb, rest in (("update", f" set {column} = 'x'"), ("delete from", ""), ("truncate", " cascade"))
]


def test_the_application_can_only_add_events(plain_engine):
    for statement in (
        *FORBIDDEN,
        "insert into event_link (position, event_id, sha256) values (0, gen_random_uuid(), '')",
        "insert into event_head (id, position, sha256) values (2, 0, '')",
        "alter table event disable trigger all",
        "set session_replication_role = replica",
        "drop trigger link_event on event",
        "create or replace function link_event() returns trigger language sql as 'select null'",
    ):
        with plain_engine.connect() as connection, pytest.raises(DBAPIError, match=r"denied|must be owner"):
            connection.execute(text(statement))


def test_not_even_the_owner_changes_the_record_in_passing(postgres, office):
    engine = create_engine(postgres.url("redaktion_owner", office))
    for statement in [one for one in FORBIDDEN if "head" not in one]:
        with engine.connect() as connection, pytest.raises(DBAPIError, match="is a record and never changes"):
            connection.execute(text(statement))
    engine.dispose()
