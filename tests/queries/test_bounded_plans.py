"""Lists of the day read what is open or lies in their time, however much the office has published: by rows, never by time."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.orm import Session

from app import clock
from app.actions.chain import find_reader
from app.models import User
from app.queries.plan import PlanFilter, find_plan
from app.queries.queue import QueueFilter, list_queue
from benchmarks.filling import fill

POSTS = 9_000
TABLES = {"post", "variant", "rendering", "delivery", "revision"}
WEEK = timedelta(days=7)


@pytest.fixture
def filled(office, postgres):
    """A session on an office with years of posts; nothing of it stays."""
    engine = create_engine(postgres.url("postgres", office))
    with engine.connect() as connection:
        fill(connection, stop=POSTS, per_day=3)
        connection.execute(text("analyze"))
        with Session(connection) as session:
            yield session
        connection.rollback()
    engine.dispose()


@pytest.fixture
def widest(filled):
    """The most rows of one large table that any step of the statements asked since then has looked at, removed ones too."""
    seen = []

    def explain(connection, _cursor, statement, parameters, *_):
        if statement.startswith("SELECT"):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"explain (analyze, timing off, format json) {statement}", parameters)
                seen.extend(count_rows(cursor.fetchone()[0][0]["Plan"]))

    event.listen(filled.connection(), "before_cursor_execute", explain)
    yield lambda: max(seen)
    event.remove(filled.connection(), "before_cursor_execute", explain)


def count_rows(node):
    """Yield how many rows each step looked at in one of the large tables."""
    if node.get("Relation Name") in TABLES:
        left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        yield (node["Actual Rows"] + left_out) * node["Actual Loops"]
    for part in node.get("Plans", ()):
        yield from count_rows(part)


@pytest.mark.parametrize("who", ["desk1", "mb"])
def test_a_week_of_the_calendar_reads_the_week(filled, widest, who):
    user = filled.execute(select(User).where(User.email == f"{who}@redaktion.example")).scalar_one()
    actor, now = find_reader(filled, user), clock.now()
    assert find_plan(filled, actor, PlanFilter(), start=now - WEEK, end=now + WEEK).rows
    assert widest() < POSTS / 10


def test_the_queue_reads_what_is_open_and_nothing_that_was_rejected_or_withdrawn(filled, widest):
    filled.execute(text("set local enable_seqscan = off"))  # so few rows would be read through at once
    user = filled.execute(select(User).where(User.email == "desk1@redaktion.example")).scalar_one()
    assert list_queue(filled, find_reader(filled, user), QueueFilter(), limit=10, after=None).items
    submitted = "select count(*) from variant v join post p on p.id = v.post_id where p.state = 'submitted'"
    standing = "select count(*) from delivery where state in ('waiting', 'held')"
    is_open = filled.execute(text(f"select ({submitted}) + ({standing})")).scalar_one()
    unapproved = filled.execute(text("select count(*) from variant where not is_approved")).scalar_one()
    assert widest() < 2 * is_open < unapproved
