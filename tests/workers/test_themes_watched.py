"""What figures, findings and hands are told of deliveries that wait for a central channel or are under an embargo."""

import pytest

from app.errors import WrongStateError
from app.messages import BEHIND
from app.models.theme import ThemeKind
from app.queries.figures import write_figures
from app.queries.findings import FindingFilter, list_findings
from app.queries.second_approvals import count_waiting_for_second
from app.workers import notifications
from app.workers.deliveries import deliver
from tests.workers.hands import post
from tests.workers.planning import HOUR_S
from tests.workers.test_pre_election import enter


def test_what_waits_for_the_central_channel_is_neither_overdue_nor_old(scene, channel, planning, watch):
    own = scene.approved()
    planning.hang(own, planning.theme(ThemeKind.CABINET))
    scene.shift(own, -600)
    watch.turn()
    assert watch.open() == []
    figures = scene.do(write_figures).decode()
    assert "redaktion_deliveries_overdue 0.0" in figures
    assert 'redaktion_queue_age_seconds{queue="publish"} 0.0' in figures
    own_alone = scene.approved()
    scene.shift(own_alone, -600)
    assert "redaktion_deliveries_overdue 1.0" in scene.do(write_figures).decode()


def test_a_hand_is_told_that_the_central_channel_goes_first(scene, channel, planning):
    scene.set_channel(idempotency="manual", can_find=False)
    own = scene.approved()
    deliver(own)
    planning.hang(own, planning.theme(ThemeKind.CABINET))
    with pytest.raises(WrongStateError) as refused:
        post(scene, own)
    assert refused.value.context == {"guard": "G18", "reason": BEHIND}
    assert scene.state(own) == "held:manual"


@pytest.mark.req("AZ-08")
def test_figures_leave_out_what_is_under_an_embargo(scene, planning):
    scene.approved(due_in=2 * HOUR_S)
    secret = scene.approved(due_in=2 * HOUR_S)
    planning.hang(secret, planning.theme(embargo_in=HOUR_S))
    assert 'redaktion_deliveries{state="waiting"} 1.0' in scene.do(write_figures).decode()
    scene.force("update theme set embargo_until = now() - interval '1 second'")
    assert 'redaktion_deliveries{state="waiting"} 2.0' in scene.do(write_figures).decode()


@pytest.mark.req("AZ-08")
def test_what_wants_a_second_approval_under_an_embargo_counts_for_its_circle_only(scene, channel, planning):
    delivery_id = scene.approved(due_in=2 * HOUR_S)
    enter(scene, end=1)
    planning.hang(delivery_id, planning.theme(embargo_in=HOUR_S))
    counts = {
        name: scene.do(count_waiting_for_second, scene.actor(name))
        for name in ("mb.lead", "desk1", "mw.lead")
    }
    assert counts == {"mb.lead": 1, "desk1": 1, "mw.lead": 0}


@pytest.mark.req("AZ-08")
def test_nobody_outside_is_told_that_new_rules_move_the_time_of_what_is_under_an_embargo(
    scene, planning, watch
):
    secret = scene.approved(due_in=2 * HOUR_S)
    planning.hang(secret, planning.theme(embargo_in=HOUR_S))
    scene.force("update delivery set due_zone = 'America/New_York'")
    watch.turn()
    notifications.sweep()
    found = {name: found_by(scene, name) for name in ("desk1", "revision", "admin")}
    assert found == {"desk1": 1, "revision": 0, "admin": 0}
    [notice] = scene.notifications("finding.warning")
    told = scene.force(
        'select distinct u.email from letter l join "user" u on u.id = l.user_id where l.notification_id = :id',
        id=notice.id,
    )
    assert {email.split("@")[0] for (email,) in told} == {"desk1", "desk2"}
    scene.force("update theme set embargo_until = now() - interval '1 second'")
    assert found_by(scene, "revision") == 1


def found_by(scene, name):
    """How many findings somebody reads."""
    return len(scene.do(list_findings, scene.actor(name), FindingFilter(), limit=10, after=None).items)
