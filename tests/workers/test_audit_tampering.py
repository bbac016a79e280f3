"""Whatever somebody does to the chain of events afterwards is found, in any column, at any place, at its end."""

import random

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from app.models import Event
from app.queries.audit import HEADS_FILE, read_head, verify_chain
from app.workers.deliveries import deliver
from app.workers.housekeeping import keep_head
from tests.conftest import cloned, environment, urls
from tests.workers.scene import PORTAL, Scene

AT = "where id = (select event_id from event_link where position = :place)"
RECOMPUTE = """
do $$
declare
    row record;
    digest text := '';
begin
    for row in select l.position, e as event from event_link l join event e on e.id = l.event_id order by 1 loop
        digest := event_digest(digest, row.position, row.event);
        update event_link set sha256 = digest where position = row.position;
    end loop;
    update event_head set sha256 = digest, position = (select max(position) from event_link);
end $$
"""
REWIND = (
    "update event_head set position = (select max(position) from event_link),"
    " sha256 = (select sha256 from event_link order by position desc limit 1)"
)
CUT = [
    "delete from event where id in (select event_id from event_link where position > :place)",
    "delete from event_link where position > :place",
]
EXCHANGE = [
    "create temp table kept on commit drop as select * from event_link where position in (:place, :other)",
    "delete from event_link where position in (:place, :other)",
]
CROSSED = (
    "insert into event_link select a.position, b.event_id, a.sha256 from kept a, kept b"
    " where a.position <> b.position"
)
SLIPPED_IN = (
    "insert into event (id, action, object_type, object_id, body)"
    " values (gen_random_uuid(), 'post.approve', 'post', gen_random_uuid(), '{}')"
)
RELINK = (
    "update event_link l set sha256 ="
    " event_digest((select sha256 from event_link where position = :place - 1), :place, e)"
    " from event e where l.position = :place and e.id = l.event_id"
)
TRICKS = {
    "a missing event": ["delete from event @HERE"],
    "a missing link": ["delete from event_link where position = :place"],
    "a gap": ["delete from event @HERE", "delete from event_link where position = :place"],
    "a gap that was closed": [
        "delete from event @HERE",
        "delete from event_link where position = :place",
        "update event_link set position = -position where position > :place",
        "update event_link set position = -position - 1 where position < 0",
        "update event_head set position = position - 1",
    ],
    "exchanged events": [
        *EXCHANGE,
        "insert into event_link select :place + :other - position, event_id, sha256 from kept",
    ],
    "exchanged events under their old hashes": [
        *EXCHANGE,
        CROSSED,
    ],
    "a cut-off tail": CUT,
    "links cut off": ["delete from event_link where position > :place"],
    "an event slipped in": [
        SLIPPED_IN,
    ],
    "another head": ["update event_head set sha256 = repeat('0', 64)"],
    "a shorter head": ["update event_head set position = :place - 1"],
    "no head": ["delete from event_head"],
    "no chain": ["delete from event_link"],
    "a recomputed digest": [
        "update event set reason = 'x' @HERE",
        RELINK,
    ],
}
DEEP_TRICKS = {
    "a cut-off tail with a rewound head": [*CUT, REWIND],
    "an emptied record": [
        "delete from event_link",
        "delete from event",
        "update event_head set position = 0, sha256 = ''",
    ],
    "a chain computed anew": ["update event set reason = 'x' @HERE", RECOMPUTE],
}
CHANGES = {
    "at": ["at + interval '1 microsecond'", "'infinity'", "timestamptz '20000-01-01'"],
    "actor_id": ["gen_random_uuid()"],
    "body": ["body || '{\"x\": 1}'", "'null'", "'[]'"],
    "reason": ["coalesce(reason || ' ', '')", "'-'"],
    "post_id": ["gen_random_uuid()"],
    "id": ["gen_random_uuid()"],
    "object_id": ["gen_random_uuid()"],
} | {name: [f"coalesce({name}, '') || 'x'"] for name in ("action", "object_type", "from_state", "to_state")}


@pytest.fixture(scope="module")
def told(postgres, valkey, superuser, demonstrated, tmp_path_factory):
    """A database in which something was told, and the folder in which the end of the chain is kept."""
    folder = tmp_path_factory.mktemp("told")
    with cloned(superuser, demonstrated) as name:
        variables = urls(postgres, name) | {"broker_url": valkey.url(), "data_dir": folder, "demo": 1}
        with environment(**variables):
            scene = Scene(None)
            for _ in range(3):
                deliver(scene.approved(PORTAL))
            keep_head()
        engine = create_engine(postgres.url("postgres", name))
        yield engine, folder / HEADS_FILE
        engine.dispose()


@pytest.fixture
def tamper(told):
    """Do something to the chain as somebody whom nothing holds back, look, and undo it; return the faults found."""
    engine, _ = told

    def run(*statements, heads_file=None, **values):
        with engine.connect() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            for words in statements:
                statement = words.replace("@HERE", AT).replace(":=", r"\:=")
                used = {name: value for name, value in values.items() if f":{name}" in statement}
                assert connection.execute(text(statement), used).rowcount != 0, statement
            with Session(connection) as session:
                return verify_chain(session, heads_file)

    return run


def put(column, value):
    return f"update event set {column} = {value} @HERE"  # noqa: S608 - words of this file


def test_an_untouched_chain_has_no_fault(tamper, told):
    assert tamper() == tamper(heads_file=told[1]) == []


def test_every_column_is_looked_at():
    assert set(CHANGES) == {column.name for column in Event.__table__.columns}


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_in_any_column_is_found(tamper, column):
    for change in CHANGES[column]:
        faults = tamper(put(column, change), place=7)
        assert 7 in {fault.position for fault in faults}, change


@pytest.mark.parametrize("trick", TRICKS)
def test_every_trick_is_found(tamper, trick):
    assert tamper(*TRICKS[trick], place=5, other=8) != []


@pytest.mark.parametrize("trick", DEEP_TRICKS)
def test_whoever_may_change_everything_is_found_by_what_is_kept_outside(tamper, told, trick):
    assert tamper(*DEEP_TRICKS[trick], place=9) == []
    assert tamper(*DEEP_TRICKS[trick], place=9, heads_file=told[1]) != []


def test_a_line_kept_outside_that_nobody_can_read_is_a_fault(tamper, told, tmp_path):
    copy = tmp_path / HEADS_FILE
    for line in (
        "{",
        "[]",
        '{"position": 1}',
        '{"position": [], "sha256": ""}',
        '{"position": 0, "sha256": 5}',
    ):
        copy.write_text(f"{told[1].read_text()}{line}\n")
        assert len(tamper(heads_file=copy)) == 1, line


def test_three_hundred_random_manipulations_are_all_found(tamper, told):
    chance = random.Random(7465)  # noqa: S311 - chance, not a secret
    with Session(told[0]) as session:
        length = read_head(session).position
    digit = "update event_link set sha256 = overlay(sha256 placing case substr(sha256, :digit, 1)"
    tricks = [
        *[[put(name, to)] for name, changes in CHANGES.items() for to in changes],
        *TRICKS.values(),
        ["update event set at = at + :us * interval '1 us' @HERE"],
        ["update event set action = action || chr(:sign) @HERE"],
        [f"{digit} when '0' then '1' else '0' end from :digit) where position = :place"],
        ["update event_link set position = position + :length where position = :place"],
    ]
    for number in range(300):
        place, other = chance.sample(range(2, length), 2)
        values = {
            "place": place,
            "other": other,
            "length": length,
            "none": None,
            "digit": chance.randint(1, 64),
        }
        values |= {"us": chance.choice((-1, 1)) * chance.randint(1, 10**12), "sign": chance.randint(33, 999)}
        trick = tricks[number % len(tricks)]
        assert tamper(*trick, **values) != [], (trick, values)
    assert tamper() == []
