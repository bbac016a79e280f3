"""Every order of events is tried, under the law the office runs on; without any single rule of it, one ends badly."""

import pytest

from app.editorial import deliveries as law
from app.editorial import resolutions as trust
from app.editorial import workflow
from app.models.channel import Idempotency
from app.models.delivery import AttemptOutcome, DeliveryState
from app.workers import calls
from tests.editorial import delivery_model
from tests.editorial.delivery_model import World
from tests.editorial.explorer import WentWrongError, explore

NONE, KEY, OWN_ID = (
    (Idempotency.NONE, False),
    (Idempotency.KEY, True),
    (Idempotency.OWN_ID, True),
)
FROM_WITHIN = {"G01", "G21"}
"""Guards against what the course of events itself brings about; something outside must come to stand against the others."""


def world(kind, **more):
    return World(*kind, **more)


@pytest.mark.parametrize("kind", [NONE, KEY, OWN_ID], ids=lambda kind: kind[0].value)
def test_no_course_of_events_breaks_a_promise(kind):
    assert explore(world(kind, workers=2, crashes=2, releases=2)) > 7_000


@pytest.mark.parametrize("guard", sorted(set(law.GUARDS) - FROM_WITHIN))
def test_nothing_leaves_while_something_stands_against_it(guard):
    assert explore(world(OWN_ID, workers=1, crashes=0, obstacle=guard)) > 7_000


@pytest.mark.parametrize("guard", law.GUARDS)
def test_without_a_guard_something_goes_wrong(monkeypatch, guard):
    monkeypatch.setitem(law.GUARDS, guard, law.Guard(lambda _: True))
    obstacle = None if guard in FROM_WITHIN else guard
    goes_wrong(world(OWN_ID, workers=2, crashes=0, obstacle=obstacle))


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


@pytest.mark.parametrize("name", sorted(set(law.TRANSITIONS) - {"T1", "T16"}))
def test_every_change_of_state_stands_in_the_table(monkeypatch, name):
    """T1 is the start; T16 is a hand's, whose own law is kept apart."""
    monkeypatch.setitem(law.TRANSITIONS, name, (None, None))
    assert "not in the table" in goes_wrong(world(OWN_ID))


def goes_wrong(world):
    delivery_model._judged.cache_clear()  # noqa: SLF001 - what the guards said before one was taken away
    try:
        with pytest.raises(WentWrongError) as wrong:
            explore(world)
    finally:
        delivery_model._judged.cache_clear()  # noqa: SLF001
    return str(wrong.value)
