"""Packages behind deliveries: what is approved waits until its package is fired, and then leaves together."""

import re
from functools import partial

import pytest

from app import clock, db
from app.actions.packages import (
    Bundle,
    cancel_package,
    change_package,
    create_package,
    fire_for_press,
    fire_package,
)
from app.actions.publishing import sweep
from app.channels.base import Permanent
from app.errors import InvalidError, WrongStateError
from app.models import Delivery, Variant
from app.models.package import Rest, Trigger
from app.models.theme import ThemeKind
from app.queries.figures import write_figures
from app.queries.packages import get_package
from app.settings import settings
from app.workers import notifications
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.workers.planning import HOUR_S
from tests.workers.scene import CONSOLE, PORTAL, at_once, moment, raising

NUMBER = "PM 321/2026"


class Packing:
    """Packages of MB by the desk's hand."""

    def __init__(self, scene, planning):
        self.scene, self.planning, self.desk = scene, planning, scene.actor("desk1")

    def pack(self, *deliveries, rest=Rest.WHAT_CAN, fires_in=None, theme_id=None):
        home = self.planning.plan(ThemeKind.EVENT, None).lead_id
        bundle = self.bundle(*deliveries, rest=rest, fires_in=fires_in)
        return self.scene.do(
            create_package, self.desk, organisation_id=home, theme_id=theme_id, bundle=bundle
        ).id

    def bundle(self, *deliveries, rest=Rest.WHAT_CAN, fires_in=None):
        with db.transaction() as session:
            at = None if fires_in is None else clock.from_instant(moment(session, fires_in))
        return Bundle(
            title="Digitalpakt",
            press_release=NUMBER,
            portal_url=None,
            rest=rest,
            fires_at=at,
            deliveries=deliveries,
        )

    def fire(self, package_id):
        return self.scene.do(fire_package, self.desk, package_id)

    def look(self, package_id):
        with db.transaction() as session:
            return get_package(session, self.desk, package_id, environment=settings().environment)

    def lights(self, package_id):
        return {row.view.channel_row.label: row.light.value for row in self.look(package_id).members}


@pytest.fixture
def packing(scene, planning):
    return Packing(scene, planning)


def test_what_is_due_and_approved_waits_for_its_package_and_leaves_when_it_is_fired(scene, channel, packing):
    first, second = scene.approved(), scene.approved()
    package_id = packing.pack(first, second)
    assert wake_due() == []
    deliver(first)
    assert (scene.state(first), scene.attempts(first)) == ("waiting", [])
    packing.fire(package_id)
    assert set(wake_due()) == {first, second}
    for delivery_id in (first, second):
        deliver(delivery_id)
        assert scene.state(delivery_id) == "sent"
    view = packing.look(package_id)
    assert view.package.fired_by is Trigger.HAND
    assert view.spread_s is not None
    assert all(view.after_s(member) >= 0 for member in view.members)
    assert scene.violations() == []


def test_a_member_is_late_since_its_package_was_fired_and_not_since_its_own_time(scene, channel, packing):
    delivery_id = scene.approved()
    package_id = packing.pack(delivery_id)
    scene.force("update delivery set due_at = now() - interval '9 minutes'")
    packing.fire(package_id)
    deliver(delivery_id)
    with db.transaction() as session:
        figures = write_figures(session).decode()
    [seconds] = re.findall(r"^redaktion_delivery_lateness_seconds_sum (\S+)", figures, re.MULTILINE)
    assert 0 <= float(seconds) < 300


def test_the_clock_fires_it_without_anybody(scene, channel, packing):
    delivery_id = scene.approved()
    package_id = packing.pack(delivery_id, fires_in=HOUR_S)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "waiting"
    scene.force("update package set fires_at = now() - interval '1 second'")
    assert wake_due() == [delivery_id]
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"
    assert packing.look(package_id).package.fired_by is None


def test_a_press_release_that_is_published_twice_leaves_once(scene, channel, packing):
    delivery_id = scene.approved()
    packing.pack(delivery_id)
    assert scene.do(fire_for_press, "pm 321/2026") == 1
    deliver(delivery_id)
    assert scene.do(fire_for_press, NUMBER) == 0
    deliver(delivery_id)
    assert scene.outcomes(delivery_id) == ["sent"]
    assert len(channel.there) == 1


def test_of_many_hands_and_the_press_at_once_one_fires(scene, channel, packing):
    delivery_id = scene.approved()
    package_id = packing.pack(delivery_id)

    def press():
        with db.transaction() as session:
            fire_for_press(session, NUMBER)

    answers = at_once(*[partial(packing.fire, package_id)] * 3, press, press)
    assert not any(isinstance(answer, Exception) for answer in answers)
    assert scene.told(package_id).count("package.fire") == 1
    deliver(delivery_id)
    assert scene.outcomes(delivery_id) == ["sent"]


def test_nothing_that_is_not_approved_leaves_and_what_can_does(scene, channel, packing):
    ready, post = scene.approved(), scene.write()
    draft = variant_of(post)
    package_id = packing.pack(ready, draft)
    assert sorted(row.light.value for row in packing.look(package_id).members) == ["green", "red"]
    packing.fire(package_id)
    deliver(ready)
    deliver(draft)
    assert scene.state(ready) == "sent"
    assert scene.row(ready).sent_at is not None
    with db.transaction() as session:
        assert session.get(Delivery, draft) is None


def test_where_all_are_to_leave_one_that_stands_keeps_the_others_until_it_goes(scene, channel, packing):
    ready, post = scene.approved(), scene.write()
    package_id = packing.pack(ready, variant_of(post), rest=Rest.ALL)
    packing.fire(package_id)
    deliver(ready)
    assert scene.state(ready) == "waiting"
    [late] = scene.approve(post)
    for delivery_id in (ready, late):
        deliver(delivery_id)
        assert scene.state(delivery_id) == "sent"


@pytest.mark.parametrize(("rest", "ends"), [(Rest.ALL, "waiting"), (Rest.WHAT_CAN, "sent")])
def test_the_rest_does_what_was_chosen_when_one_is_refused(scene, channel, packing, rest, ends):
    first, second = scene.approved(), scene.approved()
    packing.fire(packing.pack(first, second, rest=rest))
    channel.answer = raising(Permanent("zu lang"))
    deliver(first)
    assert scene.state(first) == "held:channel_refused"
    channel.answer = channel.show
    deliver(second)
    assert scene.state(second) == ends


def test_on_the_cabinet_day_own_channels_wait_for_package_and_central_channel_and_both_sides_are_told(
    scene, channel, packing, planning
):
    own, central = scene.approved(due_in=HOUR_S), scene.approved(PORTAL, due_in=HOUR_S)
    theme_id = planning.theme(ThemeKind.CABINET)
    for delivery_id in (own, central):
        planning.hang(delivery_id, theme_id)
    package_id = packing.pack(own, central, theme_id=theme_id)
    assert packing.lights(package_id) == {CONSOLE: "amber", PORTAL: "amber"}
    for delivery_id in (own, central):
        scene.shift(delivery_id, -HOUR_S)
    assert packing.lights(package_id) == {CONSOLE: "amber", PORTAL: "green"}
    for _ in range(2):
        scene.do(fire_for_press, NUMBER)
    scene.stop(PORTAL, hold_all=True)
    assert packing.lights(package_id) == {CONSOLE: "amber", PORTAL: "red"}
    deliver(own)
    assert scene.state(own) == "waiting"
    notifications.sweep()
    assert planning.told("delivery.central_stands") == [("MB", str(own)), ("StK", str(own))]
    assert scene.violations() == []


def test_who_plans_and_the_desk_are_told_once_that_all_stand_because_one_is_not_ready(
    scene, channel, packing, planning
):
    ready, missing = scene.approved(), variant_of(scene.write())
    package_id = packing.pack(ready, missing, rest=Rest.ALL)
    notifications.sweep()
    assert planning.told("package.stands") == []
    packing.fire(package_id)
    for _ in range(2):
        notifications.sweep()
    assert planning.told("package.stands") == [("MB", str(package_id)), ("StK", str(package_id))]
    deliver(ready)
    assert scene.state(ready) == "waiting"
    scene.do(cancel_package, packing.desk, package_id, reason="Der Termin entfällt.")
    scene.force("delete from notification")
    notifications.sweep()
    assert planning.told("package.stands") == []


def test_nobody_is_told_of_a_package_that_leaves_or_lets_leave_what_can(scene, channel, packing, planning):
    ready, missing = scene.approved(), variant_of(scene.write())
    packing.fire(packing.pack(ready, missing))
    packing.fire(packing.pack(scene.approved(), rest=Rest.ALL))
    notifications.sweep()
    assert planning.told("package.stands") == []


@pytest.mark.parametrize(("is_packed", "houses"), [(True, ["MB", "StK"]), (False, ["MB"])])
def test_of_a_member_that_is_refused_after_the_fire_the_desk_is_told_too_and_once(
    scene, channel, packing, planning, is_packed, houses
):
    refused = scene.approved()
    if is_packed:
        packing.fire(packing.pack(refused, scene.approved()))
    channel.answer = raising(Permanent("zu lang"))
    deliver(refused)
    assert scene.state(refused) == "held:channel_refused"
    for _ in range(2):
        notifications.sweep()
    assert planning.told("delivery.held") == [(house, str(refused)) for house in houses]


def test_of_what_was_refused_the_desk_is_not_told_while_its_package_is_ahead_or_after_it_is_undone(
    scene, channel, packing, planning
):
    ahead, undone = scene.approved(), scene.approved()
    packing.pack(ahead)
    package_id = packing.pack(undone)
    packing.fire(package_id)
    scene.do(cancel_package, packing.desk, package_id, reason="Der Termin entfällt.")
    for delivery_id in (ahead, undone):
        scene.force(
            "update delivery set state = 'held', hold_reason = 'channel_refused' where id = :id",
            id=delivery_id,
        )
    notifications.sweep()
    assert planning.told("delivery.held") == sorted(("MB", str(key)) for key in (ahead, undone))


def test_a_package_that_nobody_fires_misses_its_window_like_anything_else(scene, channel, packing):
    delivery_id = scene.approved()
    packing.pack(delivery_id)
    scene.shift(delivery_id, -1801)
    scene.do(sweep)
    assert scene.state(delivery_id) == "held:missed_window"


def test_what_is_taken_out_or_undone_is_held_and_bound_no_more(scene, channel, packing):
    out, stays = scene.approved(), scene.approved()
    package_id = packing.pack(out, stays)
    scene.do(change_package, packing.desk, package_id, packing.bundle(stays))
    assert (scene.state(out), scene.state(stays)) == ("held:by_person", "waiting")
    scene.do(cancel_package, packing.desk, package_id, reason="Der Termin entfällt.")
    assert scene.state(stays) == "held:by_person"
    scene.release(stays)
    deliver(stays)
    assert scene.state(stays) == "sent"
    with pytest.raises(WrongStateError):
        packing.fire(package_id)
    assert scene.violations() == []


def test_what_is_fired_changes_no_more(scene, channel, packing):
    delivery_id = scene.approved()
    package_id = packing.pack(delivery_id)
    packing.fire(package_id)
    with pytest.raises(WrongStateError) as refused:
        scene.do(change_package, packing.desk, package_id, packing.bundle(delivery_id, fires_in=HOUR_S))
    assert refused.value.key == "package-fired"


def test_a_member_is_of_the_packages_theme_of_no_other_package_and_still_in(
    scene, channel, packing, planning
):
    sent, packed, themed = scene.approved(), scene.approved(), scene.approved()
    deliver(sent)
    packing.pack(packed)
    planning.hang(themed, planning.theme())
    with pytest.raises(InvalidError) as refused:
        packing.pack(sent, packed, themed)
    assert [(issue.field, issue.key) for issue in refused.value.issues] == [
        ("deliveries.0", "package-member-out"),
        ("deliveries.1", "package-member-elsewhere"),
        ("deliveries.2", "package-member-of-another-theme"),
    ]
    with pytest.raises(WrongStateError) as kept:
        planning.hang(packed, planning.theme())
    assert kept.value.key == "post-in-package"


def test_what_waited_for_its_package_is_not_told_as_late(scene, channel, packing):
    delivery_id = scene.approved()
    package_id = packing.pack(delivery_id)
    scene.shift(delivery_id, -600)
    packing.fire(package_id)
    deliver(delivery_id)
    assert scene.state(delivery_id) == "sent"
    assert scene.notifications("delivery.late") == []


def test_a_change_at_the_moment_of_firing_never_lets_anything_leave_before_its_moment(
    scene, channel, packing
):
    for _ in range(10):
        delivery_id = scene.approved()
        package_id = packing.pack(delivery_id)
        later = packing.bundle(delivery_id, fires_in=HOUR_S)

        def put_off(package_id=package_id, later=later):
            with db.transaction() as session:
                change_package(session, packing.desk, package_id, later)

        at_once(partial(packing.fire, package_id), put_off, partial(deliver, delivery_id))
        deliver(delivery_id)
    assert scene.violations() == []


def variant_of(post):
    with db.transaction() as session:
        return session.query(Variant.id).filter_by(post_id=post.id).scalar()
