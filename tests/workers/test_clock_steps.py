"""The database's clock is set by an hour while posts are in every state: nothing leaves twice, early, late or unsaid."""

import pytest

from app.actions.deliveries import hold_delivery, take_down
from app.actions.held_news import tell_of_held
from app.actions.reconcile import expire_leases
from app.workers import reconcile, takedowns
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.workers.passing_time import step_clock
from tests.workers.scene import Scene

HOUR_S = 3600
AT_REST = {"sent": "sent", "held": "held:by_person", "cancelled": "cancelled", "removed": "removed"}


class Everything(Scene):
    """A delivery in each state, by its name; `soon` is due in 20 minutes, `later` in two hours."""

    def begin_with(self, channel):
        self.channel_there = channel
        self.ids = {name: self.approved() for name in ("sent", "removing", "removed", "sending", "unclear")}
        self.ids |= {"held": self.approved(due_in=60), "cancelled": self.approved(due_in=60)}
        for name in ("sent", "removing", "removed"):
            deliver(self.ids[name])
        self.remove("removed")
        self.shift(self.ids["removed"], -700)
        takedowns.sweep()
        self.begin(self.ids["unclear"])
        self.end_lease(self.ids["unclear"])
        self.do(expire_leases)
        channel.on_remove = lambda _: None
        self.remove("removing")
        self.begin(self.ids["sending"])
        self.hold_by_person("held")
        self.cancel(self.ids["cancelled"])
        self.ids |= {"soon": self.approved(due_in=1200), "later": self.approved(due_in=7200)}
        assert self.states() == {
            **AT_REST,
            **{name: name for name in ("removing", "sending", "unclear")},
            **dict.fromkeys(("soon", "later"), "waiting"),
        }

    def remove(self, name):
        self.do(take_down, self.actor("mb.lead"), self.ids[name], reason="Fehler")

    def hold_by_person(self, name):
        self.do(hold_delivery, self.actor("mb.lead"), self.ids[name], reason="Noch nicht")

    def states(self):
        return {name: self.state(key) for name, key in self.ids.items()}

    def work(self, rounds=3):
        """Rounds of everything a worker does, with a bell for each delivery whether it is due or not."""
        for _ in range(rounds):
            wake_due()
            for key in self.ids.values():
                deliver(key)
            reconcile.sweep()
            takedowns.sweep()
            self.do(tell_of_held)
            assert self.violations() == []

    def step(self, seconds):
        step_clock(self.force, seconds)


@pytest.fixture
def everything(office, channel, force):
    scene = Everything(force)
    scene.begin_with(channel)
    return scene


def calls(channel):
    return [str(message.delivery_id) for message in channel.calls]


def test_an_hour_back_changes_nothing_that_is_at_rest_and_sends_nothing_early(everything, channel):
    before, called = everything.states(), calls(channel)
    everything.step(-HOUR_S)
    everything.work()
    assert everything.states() == before
    assert calls(channel) == called


def test_when_the_hour_has_passed_again_everything_goes_on_and_leaves_once(everything, channel):
    everything.step(-HOUR_S)
    everything.work()
    everything.step(HOUR_S)
    everything.step(1200)
    everything.work(rounds=6)
    states = everything.states()
    assert {name: states[name] for name in AT_REST} == AT_REST
    assert states["soon"] == "sent"
    assert states["later"] == "waiting"
    assert calls(channel).count(str(everything.ids["soon"])) == 1
    assert calls(channel).count(str(everything.ids["sent"])) == 1


def test_an_hour_forward_holds_what_missed_its_window_visibly_and_sends_nothing_late(everything, channel):
    called = calls(channel)
    everything.step(HOUR_S)
    everything.work()
    states = everything.states()
    assert {name: states[name] for name in AT_REST} == AT_REST
    assert states["soon"] == "held:missed_window"
    assert states["sending"] == states["unclear"] == "unclear"
    assert states["later"] == "waiting"
    assert calls(channel) == called
    told = [
        row for row in everything.notifications("delivery.held") if row.object_id == everything.ids["soon"]
    ]
    assert told
    assert all(row.context["due_at"] for row in told)
