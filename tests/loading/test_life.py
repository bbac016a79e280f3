"""The demo's two weeks: everything that can happen has happened, truly, and nothing of it can leave."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from app import db
from app.clock import from_instant
from app.loading.life import load_life
from app.loading.life.plan import read_plans
from app.models import Channel, Delivery, Event, Post, Revision, Takedown
from app.models.channel import Idempotency
from app.models.delivery import DeliveryState, HoldReason
from app.models.post import PostState
from app.models.takedown import TakedownState
from app.queries.audit import verify_chain
from app.settings import Settings, settings
from app.workers import notifications

ON_THEIR_WAY = {DeliveryState.SENDING, DeliveryState.REMOVING}
NEVER_IN_A_DEMO = {HoldReason.RESTORED}  # its database is young: no backup of it was ever put back
AT_ANY_TIME = [
    datetime(2026, 11, 22, 3, 7, tzinfo=UTC),  # a Sunday night
    datetime(2026, 11, 23, 7, 1, tzinfo=UTC),  # a Monday morning
    datetime(2027, 3, 29, 22, 30, tzinfo=UTC),  # after the clocks went on
    datetime(2026, 12, 31, 22, 59, tzinfo=UTC),  # the last hour of a year
]


@pytest.fixture
def life(office):
    with db.transaction() as session:
        assert load_life(session, settings=settings()) > 50
    return office


def all_of(column):
    with db.transaction() as session:
        return set(session.execute(select(column).distinct()).scalars())


def test_two_weeks_of_all_ministries_in_every_state_told_once_and_true(life, client, people):
    assert all_of(Post.state) == set(PostState)
    assert all_of(Delivery.state) == set(DeliveryState) - ON_THEIR_WAY
    assert all_of(Delivery.hold_reason) - {None} == set(HoldReason) - NEVER_IN_A_DEMO
    assert all_of(Takedown.state) >= {TakedownState.OPEN, TakedownState.ANSWERED, TakedownState.EXECUTED}
    with db.transaction() as session:
        organisations = (
            "select distinct o.abbreviation from post p join organisation o on o.id = p.organisation_id"
        )
        ministries = set(session.execute(text(organisations)).scalars())
        assert ministries == {"StK", "MI", "MJ", "MF", "MS", "MB", "MULE", "MW", "MLV"}
        assert verify_chain(session) == []
        events = session.execute(select(Event.at).where(Event.action.startswith("post."))).scalars().all()
        first, last, now = min(events), max(events), db.now(session)
        assert timedelta(days=7) < now - first < timedelta(days=14)
        assert last <= now
        late = "select count(*) from takedown where delivered_at is null or delivered_at > opened_at + interval '1 hour'"
        assert session.execute(text(late)).scalar_one() == 0
        after_its_end = "select count(*) from delivery_attempt where intent_at > finished_at"
        assert session.execute(text(after_its_end)).scalar_one() == 0
        told_late = (
            "select count(*) from event e join delivery d on d.id = e.object_id"
            " where e.action = 'delivery.begin' and e.at > d.sent_at + interval '1 day'"
        )
        assert session.execute(text(told_late)).scalar_one() == 0
        assert load_life(session, settings=settings()) == 0

    nothing_leaves()
    every_image_says_what_it_shows()
    notifications.sweep()
    nobody_is_mailed_old_news()
    titles = [row["title"] for row in people("mb").get("/posts", limit=100).json()["items"]]
    assert "Lesewoche" in titles
    page = client.get("/portal").text
    assert "Muster" in page
    assert "Bürgerallianz" not in page


def nothing_leaves():
    """What may still leave stands on our own pages and in a folder; no channel of the story leads anywhere else."""
    with db.transaction() as session:
        rows = session.execute(
            select(Delivery.state, Channel).join(Channel, Channel.id == Delivery.channel_id)
        )
        for state, channel in rows:
            assert channel.is_demo
            assert channel.endpoint is None
            is_at_home = channel.platform_slug in {"portal", "console"}
            is_dead_end = channel.idempotency is Idempotency.MANUAL or not channel.is_open
            assert is_at_home or (is_dead_end and state is not DeliveryState.WAITING), channel.label
        proposed = "select distinct c.platform_slug from variant v join channel c on c.id = v.channel_id"
        assert set(session.execute(text(proposed)).scalars()) == {
            "portal",
            "console",
            "instagram",
            "mastodon",
        }


def every_image_says_what_it_shows():
    with db.transaction() as session:
        shown = [row for rows in session.execute(select(Revision.media)).scalars() for row in rows]
    assert len(shown) > 5
    assert all(row["alt"] for row in shown)


def nobody_is_mailed_old_news():
    with db.transaction() as session:
        kinds = session.execute(
            text(
                "select distinct n.kind from letter l join notification n on n.id = l.notification_id where l.medium = 'mail'"
            )
        ).scalars()
        assert {kind.partition(".")[0] for kind in kinds} <= {"takedown"}


@pytest.mark.parametrize("now", AT_ANY_TIME)
def test_whenever_it_is_told_posts_lie_on_working_days_around_then(now):
    plans = read_plans(now)
    assert all(plan.written_at < now for plan in plans)
    ahead = [plan for plan in plans if plan.due_at > now]
    assert len(ahead) > 15
    assert len(plans) - len(ahead) > 30
    near = [plan for plan in plans if abs(plan.due_at - now) < timedelta(hours=1)]
    for plan in plans:
        wall = from_instant(plan.due_at).wall
        assert plan in near or (wall.weekday() < 5 and 8 <= wall.hour <= 16), plan.title
        assert abs(plan.due_at - now) < timedelta(days=9)


def test_outside_the_demo_no_story_is_told(session):
    with pytest.raises(RuntimeError):
        load_life(session, settings=Settings(demo=False))
