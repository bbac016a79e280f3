"""Themes behind deliveries: an embargo keeps what was approved in, and where the central channels go first the own ones wait."""

import random
import time
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from app import clock, db
from app.actions.approvals import Terms, approve_post
from app.actions.embargoes import assign_theme
from app.actions.publishing import sweep
from app.actions.themes import change_theme, create_theme
from app.errors import InvalidError, NotAllowedError, WrongStateError
from app.models import Organisation, Post, Theme
from app.models.theme import ThemeKind
from app.workers import notifications
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.proofs.length import either
from tests.workers.planning import HOUR_S
from tests.workers.scene import PORTAL, at_once, moment

ROUNDS = either(60, 600)
BATCH = 10


@pytest.mark.req("AZ-08")
def test_a_moved_embargo_holds_what_is_approved_in_the_same_moment(scene, channel, planning):
    early, late = scene.approved(due_in=0), scene.approved(due_in=2 * HOUR_S)
    theme_id = planning.theme()
    for delivery_id in (early, late):
        planning.hang(delivery_id, theme_id)
    planning.change(theme_id, embargo_in=HOUR_S)
    assert scene.state(early) == "held:embargo"
    assert scene.state(late) == "waiting"
    deliver(early)
    assert channel.calls == []
    scene.release(early, due_in=HOUR_S + 60)
    assert scene.state(early) == "waiting"


@pytest.mark.req("AZ-08")
def test_what_is_hung_on_a_theme_under_an_embargo_is_held_and_not_let_go_before_it_ends(
    scene, channel, planning
):
    delivery_id, theme_id = scene.approved(due_in=0), planning.theme(embargo_in=HOUR_S)
    planning.hang(delivery_id, theme_id)
    assert scene.state(delivery_id) == "held:embargo"
    with pytest.raises(InvalidError) as refused:
        scene.release(delivery_id, due_in=60)
    assert [issue.key for issue in refused.value.issues] == ["before-embargo"]
    waiting = scene.write(due_in=60)
    scene.do(assign_theme, scene.actor("mb"), waiting.id, theme_id)
    with pytest.raises(InvalidError):
        scene.approve(waiting)
    assert channel.calls == []


@pytest.mark.req("AZ-08")
def test_an_embargo_that_nobody_looked_at_still_keeps_it_in(scene, channel, planning):
    delivery_id = scene.approved(due_in=0)
    theme_id = planning.theme()
    planning.hang(delivery_id, theme_id)
    scene.force("update theme set embargo_until = now() + interval '1 hour'")
    deliver(delivery_id)
    assert scene.state(delivery_id) == "held:embargo"
    assert scene.attempts(delivery_id) == []
    assert channel.calls == []


def test_what_is_out_keeps_its_theme_and_the_theme_its_embargo(scene, channel, planning):
    delivery_id = scene.approved()
    theme_id = planning.theme()
    planning.hang(delivery_id, theme_id)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"
    with pytest.raises(WrongStateError):
        planning.change(theme_id, embargo_in=HOUR_S)
    with pytest.raises(WrongStateError):
        planning.change(theme_id, kind=ThemeKind.CABINET)
    with pytest.raises(WrongStateError):
        planning.hang(delivery_id, None)
    with pytest.raises(WrongStateError):
        planning.hang(delivery_id, planning.theme())


@pytest.mark.req("AZ-08")
def test_nobody_gets_round_an_embargo_or_the_order_by_leaving_the_theme(scene, planning):
    silent, behind = scene.approved(due_in=HOUR_S), scene.approved(due_in=HOUR_S)
    theme_id = planning.theme(ThemeKind.CABINET)
    planning.hang(behind, theme_id)
    with pytest.raises(NotAllowedError):
        planning.hang(behind, None)
    planning.hang(silent, planning.theme(embargo_in=2 * HOUR_S))
    other = scene.do(create_theme, scene.actor("desk1"), foreign(embargo_in=2 * HOUR_S, planning=planning))
    scene.force(
        "update post set theme_id = :theme where id = :id", theme=other.id, id=scene.row(silent).post_id
    )
    with pytest.raises(NotAllowedError):
        planning.hang(silent, None)


def foreign(embargo_in, planning):
    """A theme of another ministry."""
    with db.transaction() as session:
        lead = session.execute(select(Organisation.id).where(Organisation.abbreviation == "MW")).scalar_one()
    return replace(planning.plan(ThemeKind.EVENT, embargo_in), lead_id=lead)


def test_own_channels_wait_for_the_central_one_and_follow_it_at_once(scene, channel, planning):
    own, central = scene.approved(), scene.approved(PORTAL)
    theme_id = planning.theme(ThemeKind.STATE_PRESS_CONFERENCE)
    for delivery_id in (own, central):
        planning.hang(delivery_id, theme_id)
    assert own not in wake_due()
    deliver(own)
    assert scene.state(own) == "waiting"
    assert scene.attempts(own) == []
    deliver(central)
    assert scene.state(central) == "sent"
    scene.force("update delivery set woken_at = null")
    assert wake_due() == [own]
    deliver(own)
    assert scene.state(own) == "sent"
    assert scene.violations() == []


def test_what_waited_for_nothing_is_held_as_such_at_the_end_of_its_window(scene, channel, planning):
    by_worker, by_sweep = scene.approved(), scene.approved()
    theme_id = planning.theme(ThemeKind.CABINET)
    for delivery_id in (by_worker, by_sweep):
        planning.hang(delivery_id, theme_id)
        scene.shift(delivery_id, -1801)
    deliver(by_worker)
    scene.do(sweep)
    assert scene.state(by_worker) == scene.state(by_sweep) == "held:predecessor"
    assert channel.calls == []


def test_both_editors_are_told_once_when_the_central_one_stands_still(scene, channel, planning):
    own, central = scene.approved(due_in=HOUR_S), scene.approved(PORTAL, due_in=HOUR_S)
    theme_id = planning.theme(ThemeKind.CABINET)
    for delivery_id in (own, central):
        planning.hang(delivery_id, theme_id)
    notifications.sweep()
    assert planning.told("delivery.central_stands") == []
    scene.stop(PORTAL, hold_all=True)
    assert scene.state(central) == "held:emergency_stop"
    for _ in range(2):
        notifications.sweep()
    assert planning.told("delivery.central_stands") == [("MB", str(own)), ("StK", str(own))]


def test_both_editors_are_told_when_the_central_one_is_taken_back(scene, channel, planning):
    own, central = scene.approved(due_in=HOUR_S), scene.approved(PORTAL, due_in=HOUR_S)
    theme_id = planning.theme(ThemeKind.CABINET)
    for delivery_id in (own, central):
        planning.hang(delivery_id, theme_id)
    scene.cancel(central)
    notifications.sweep()
    assert planning.told("delivery.central_stands") == [("MB", str(own)), ("StK", str(own))]
    [notice, _] = scene.notifications("delivery.central_stands")
    assert "zurückgezogen" in notice.context["why"]


def test_nothing_is_told_while_another_central_one_is_on_its_way(scene, channel, planning):
    own, central, other = (
        scene.approved(due_in=HOUR_S),
        *(scene.approved(PORTAL, due_in=HOUR_S) for _ in "ab"),
    )
    theme_id = planning.theme(ThemeKind.CABINET)
    for delivery_id in (own, central, other):
        planning.hang(delivery_id, theme_id)
    scene.cancel(central)
    notifications.sweep()
    assert planning.told("delivery.central_stands") == []


@pytest.mark.req("AZ-08")
def test_an_embargo_is_confirmed_if_and_only_if_nothing_of_the_theme_is_published(scene, channel, planning):
    confirmed = 0
    for _ in range(ROUNDS // BATCH):
        ids = [scene.approved() for _ in range(BATCH)]
        themes = {}
        for delivery_id in ids:
            themes[delivery_id] = planning.theme()
            planning.hang(delivery_id, themes[delivery_id])
        plans = {key: planning.plan(ThemeKind.EVENT, HOUR_S) for key in ids}

        def silence(key, themes=themes, plans=plans):
            time.sleep(random.uniform(0, 0.03))  # noqa: S311 - chance, not a secret
            with db.transaction() as session:
                version = session.get_one(Theme, themes[key]).version
                change_theme(session, scene.actor("desk1"), themes[key], plans[key], version=version)

        answers = at_once(*(partial(leave, key) for key in ids), *(partial(silence, key) for key in ids))
        for delivery_id, answer in zip(ids, answers[BATCH:], strict=True):
            if isinstance(answer, Exception):
                assert type(answer) is WrongStateError
                assert scene.state(delivery_id) == "sent"
            else:
                confirmed += 1
                assert scene.state(delivery_id) == "held:embargo"
                assert str(delivery_id) not in channel.there
    assert 0 < confirmed < ROUNDS
    assert scene.violations() == []


def leave(delivery_id):
    time.sleep(random.uniform(0, 0.06))  # noqa: S311 - chance, not a secret
    deliver(delivery_id)


@pytest.mark.req("AZ-08")
def test_an_approval_at_the_moment_of_an_embargo_never_lets_anything_leave_within_it(
    scene, channel, planning
):
    for _ in range(5):
        posts = [scene.write() for _ in range(4)]
        theme_id = planning.theme()
        for post in posts:
            scene.do(assign_theme, scene.actor("mb"), post.id, theme_id)

        def approve(post):
            with db.transaction() as session:
                sha256 = session.get_one(Post, post.id).current_revision.sha256
                due = clock.from_instant(moment(session, 0) + timedelta(seconds=1))
                approve_post(session, scene.actor("mb.lead"), post.id, Terms(sha256, due, None))

        answers = at_once(
            *(partial(approve, post) for post in posts), partial(planning.change, theme_id, embargo_in=HOUR_S)
        )
        assert answers[-1] is None
        rows = scene.force("select id from delivery where post_id = any(:ids)", ids=[row.id for row in posts])
        for (delivery_id,) in rows:
            scene.shift(delivery_id, -5)
            deliver(delivery_id)
            assert scene.state(delivery_id) == "held:embargo"
    assert channel.calls == []
