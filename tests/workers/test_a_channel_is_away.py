"""One channel is away for three hours, minute by minute: the others go on, nothing is sent late, and people are told."""

import pytest

from app.actions.held_news import tell_of_held
from app.channels import registry
from app.channels.base import Temporary
from app.editorial.deliveries import closes_at
from app.workers import reconcile
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.api.parts import fetch
from tests.proofs.length import either
from tests.workers.conftest import Recorder
from tests.workers.passing_time import step_clock
from tests.workers.scene import CONSOLE, PORTAL, raising

AWAY_MIN, WINDOW_MIN = 180, 30
EVERY_MIN = either(15, 3)
STEP_S = either(300, 60)
BACK_OFF_MIN = 6
TOLD = """
    select coalesce(o.abbreviation, u.email) as whom, count(*) from notification n
      left join organisation o on o.id = n.organisation_id left join "user" u on u.id = n.user_id
     where n.kind = 'delivery.held' group by 1 order by 1
"""


@pytest.fixture
def away(channel):
    channel.answer = raising(Temporary("connection refused"))
    return channel


def test_a_channel_that_is_away_for_three_hours_delays_nobody_else_and_sends_nothing_late(
    scene, away, record_property
):
    portal = Recorder()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry.CONNECTORS, "portal", lambda *_: portal)
        pairs = [
            scene.approve(scene.write(CONSOLE, PORTAL, due_in=60 * minute))
            for minute in range(0, AWAY_MIN, EVERY_MIN)
        ]
        ids = [key for pair in pairs for key in pair]
        labels = {key: scene.row(key).channel.label for key in ids}
        for _ in range(60 * AWAY_MIN // STEP_S):
            go_round(scene)
            step_clock(scene.force, STEP_S)
        away.answer = away.show
        for _ in range(60 * BACK_OFF_MIN // STEP_S + 1):
            go_round(scene)
            step_clock(scene.force, STEP_S)
    states = {label: [scene.state(key) for key in ids if labels[key] == label] for label in (CONSOLE, PORTAL)}
    assert set(states[PORTAL]) == {"sent"}
    assert set(states[CONSOLE]) == {"sent", "held:missed_window"}
    for row in (scene.row(key) for key in ids):
        assert row.state == "held" or row.sent_at <= closes_at(row)
    missed = states[CONSOLE].count("held:missed_window")
    assert missed >= len(pairs) - WINDOW_MIN // EVERY_MIN - 1
    assert len(away.there) == len(pairs) - missed
    told = dict(tuple(row) for row in fetch(TOLD))
    assert told == {"MB": missed}
    assert scene.violations() == []
    record_property(
        "ein Kanal", f"3 h weg: {missed} gehalten (Zeitfenster), 0 verspätet gesendet, gesagt: {told}"
    )


def go_round(scene):
    """What dispatcher, workers and beat do within one step."""
    for delivery_id in wake_due():
        deliver(delivery_id)
    reconcile.sweep()
    scene.do(tell_of_held)
