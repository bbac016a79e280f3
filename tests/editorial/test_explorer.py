"""Every order of events is tried, under the law the office runs on; without any single rule of it, one ends badly."""

from dataclasses import replace

import pytest

from app.editorial import deliveries as law
from app.editorial import resolutions as trust
from app.editorial import restoring, workflow
from app.editorial.restoring import Sighting
from app.models.channel import Idempotency
from app.models.delivery import AttemptOutcome, DeliveryState
from app.workers import calls
from tests.editorial import delivery_model
from tests.editorial.delivery_model import World
from tests.editorial.explorer import WentWrongError, explore
from tests.editorial.facts import ALSO_BAD

NONE, KEY, OWN_ID = (
    (Idempotency.NONE, False),
    (Idempotency.KEY, True),
    (Idempotency.OWN_ID, True),
)
FROM_WITHIN = {"G01", "G21"}
"""Guards against what the course of events itself brings about; something outside must come to stand against the others."""


def world(kind, **more):
    return World(*kind, **more)


def restored_world(kind):
    """A world in which an older copy of the database is put back once."""
    return world(kind, workers=1, crashes=0, calls=2, restores=1)


@pytest.mark.parametrize("kind", [NONE, KEY, OWN_ID], ids=lambda kind: kind[0].value)
def test_no_course_of_events_breaks_a_promise(kind):
    assert explore(world(kind, workers=2, crashes=2, releases=2)) > 7_000


@pytest.mark.req("BK-02")
@pytest.mark.parametrize("kind", [NONE, KEY, OWN_ID], ids=lambda kind: kind[0].value)
def test_no_course_of_events_breaks_a_promise_if_an_older_copy_is_put_back_at_any_moment(kind):
    assert explore(restored_world(kind)) > 6_000


@pytest.mark.parametrize("guard", sorted(set(law.GUARDS) - FROM_WITHIN))
def test_nothing_leaves_while_something_stands_against_it(guard):
    assert explore(world(OWN_ID, workers=1, crashes=0, obstacle=guard)) > 7_000


@pytest.mark.parametrize("guard", law.GUARDS)
def test_without_a_guard_something_goes_wrong(monkeypatch, guard):
    monkeypatch.setitem(law.GUARDS, guard, law.Guard(lambda _: True))
    obstacle = None if guard in FROM_WITHIN else guard
    goes_wrong(world(OWN_ID, workers=2, crashes=0, obstacle=obstacle))


@pytest.mark.parametrize("reason", ALSO_BAD)
def test_nothing_leaves_in_the_pre_election_period_without_a_second_approval(reason):
    assert explore(world(OWN_ID, workers=1, crashes=0, obstacle=reason)) > 7_000


def test_if_g14_asked_for_the_time_alone_something_would_leave_with_one_approval(monkeypatch):
    only_time = replace(law.GUARDS["G14"], holds=lambda f: f.approval.due_at == f.delivery.due_at)
    monkeypatch.setitem(law.GUARDS, "G14", only_time)
    for reason in ALSO_BAD:
        goes_wrong(world(OWN_ID, workers=2, crashes=0, obstacle=reason))


def conclude_forgetfully(answer, *, was_unknown):
    return CONCLUDE(answer, was_unknown=False)


def take_lost_answers_for_none(answer, *, was_unknown):
    return CONCLUDE(
        AttemptOutcome.TEMPORARY if answer is AttemptOutcome.UNKNOWN else answer, was_unknown=was_unknown
    )


CONCLUDE = law.conclude
RULES = {
    "whoever lost the row writes its state": (law, "is_still_held_by", lambda *_: True, KEY),
    "a later failure hides an earlier unknown call": (law, "conclude", conclude_forgetfully, OWN_ID),
    "a lost answer counts as no effect": (law, "conclude", take_lost_answers_for_none, NONE),
    "withdrawn while it is on its way": (law, "WITHDRAWABLE", frozenset(DeliveryState), NONE),
    "called after the lease": (calls, "is_too_late", lambda _: False, NONE),
    "not there, before the quiet time is over": (trust, "find_doubt", lambda *_, **__: None, NONE),
    "edited while it is on its way": (workflow, "ON_ITS_WAY", frozenset(), OWN_ID),
}


@pytest.mark.parametrize("rule", RULES)
def test_without_a_rule_something_goes_wrong(monkeypatch, rule):
    where, name, instead, kind = RULES[rule]
    monkeypatch.setattr(where, name, instead)
    goes_wrong(world(kind))


def leave_what_waits(state, seen):
    name = STEP(state, seen)
    return None if name == "T3" else name


def leave_what_nobody_can_read(state, seen):
    return None if seen is Sighting.UNREADABLE and state in restoring.CERTAIN else STEP(state, seen)


def look_at_what_waits_only(state, seen):
    return None if state is DeliveryState.HELD else STEP(state, seen)


STEP = restoring.next_step
AFTER_A_RESTORE = {
    "a list is believed before the quiet time is over": ("may_settle", lambda **_: True, KEY),
    "what waits goes on waiting": ("next_step", leave_what_waits, KEY),
    "what nobody can read counts as absent": ("next_step", leave_what_nobody_can_read, NONE),
    "what is held is not looked for": ("next_step", look_at_what_waits_only, KEY),
}


@pytest.mark.req("BK-02")
@pytest.mark.parametrize("rule", AFTER_A_RESTORE)
def test_without_a_rule_of_restore_mode_something_goes_wrong(monkeypatch, rule):
    name, instead, kind = AFTER_A_RESTORE[rule]
    monkeypatch.setattr(restoring, name, instead)
    goes_wrong(restored_world(kind))


@pytest.mark.req("BK-02")
@pytest.mark.parametrize("guard", ["G01", "G05"])
def test_without_a_guard_a_restored_database_sends(monkeypatch, guard):
    """G01 keeps a machine from resending what may have been taken back; G05 keeps everything in until the end."""
    if guard == "G01":
        forgetful = law.Guard(
            lambda facts: facts.delivery.state in {DeliveryState.WAITING, DeliveryState.UNCLEAR}
        )
    monkeypatch.setitem(law.GUARDS, guard, forgetful if guard == "G01" else law.Guard(lambda _: True))
    wrong = goes_wrong(restored_world(OWN_ID))
    assert ("left although it was taken back" if guard == "G01" else "left in restore mode") in wrong


@pytest.mark.parametrize("name", sorted(set(law.TRANSITIONS) - {"T1", "T16"}))
def test_every_change_of_state_stands_in_the_table(monkeypatch, name):
    """T1 is the start; T16 is a hand's, whose own law is kept apart."""
    monkeypatch.setitem(law.TRANSITIONS, name, (None, None))
    kinds = {"T20b": NONE, "T20d": NONE}
    wrong = goes_wrong(restored_world(kinds.get(name, OWN_ID)) if name.startswith("T20") else world(OWN_ID))
    assert "not in the table" in wrong


def goes_wrong(world):
    delivery_model._judged.cache_clear()  # noqa: SLF001 - what the guards said before one was taken away
    try:
        with pytest.raises(WentWrongError) as wrong:
            explore(world)
    finally:
        delivery_model._judged.cache_clear()  # noqa: SLF001
    return str(wrong.value)
