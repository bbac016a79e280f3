"""What is missing before the desk may remove, and what is possible in which state of a case."""

from datetime import UTC, datetime, timedelta

import pytest

from app.editorial.takedowns import (
    OUTCOMES,
    POSSIBLE_IN,
    Standing,
    TakedownAction,
    ensure_for_removal,
    ensure_outcome,
    ensure_takedown_in,
    find_missing,
    is_same_person,
)
from app.errors import InvalidError, NotAllowedError, WrongStateError
from app.models import Takedown
from app.models.takedown import AnswerKind, TakedownKind, TakedownOutcome, TakedownState
from tests.editorial.cast import actor

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPENER, SECOND = actor(), actor()


def standing(*, deadline=HOUR, delivered=True, answer=None):
    takedown = Takedown(deadline_at=NOW + deadline, kind=TakedownKind.REMOVAL, state=TakedownState.OPEN)
    return Standing(takedown, NOW - HOUR if delivered else None, answer, OPENER.person_id, NOW)


@pytest.mark.req("AZ-01")
@pytest.mark.parametrize(
    ("case", "missing"),
    [
        (standing(delivered=False), ["notice-not-delivered", "deadline-running"]),
        (standing(delivered=False, deadline=-HOUR), ["notice-not-delivered"]),
        (standing(), ["deadline-running"]),
        (standing(deadline=timedelta()), []),
        (standing(deadline=timedelta(microseconds=1)), ["deadline-running"]),
        (standing(answer=AnswerKind.OBJECT), ["deadline-running"]),
        (standing(answer=AnswerKind.CHANGE), ["deadline-running"]),
        (standing(answer=AnswerKind.REMOVE), ["deadline-running"]),
        (standing(answer=AnswerKind.AGREE), []),
        (standing(answer=AnswerKind.AGREE, delivered=False), []),
        (standing(answer=AnswerKind.OBJECT, delivered=False, deadline=-HOUR), []),
    ],
)
def test_notice_and_deadline_or_agreement_are_needed(case, missing):
    assert find_missing(case, SECOND, None) == missing


@pytest.mark.req("AZ-01")
def test_the_same_person_needs_a_written_reason_whichever_account_they_use():
    ready, other_account = standing(deadline=-HOUR), actor(person=OPENER.person_id)
    for who in (OPENER, other_account):
        assert find_missing(ready, who, None) == ["second-person"]
        assert find_missing(ready, who, "Niemand sonst im Dienst.") == []
        assert is_same_person(ready, who)
    assert not is_same_person(ready, SECOND)


@pytest.mark.req("AZ-01")
def test_a_notice_gives_nobody_the_right_to_remove():
    with pytest.raises(NotAllowedError):
        ensure_for_removal(Takedown(kind=TakedownKind.NOTICE_ONLY))
    ensure_for_removal(Takedown(kind=TakedownKind.REMOVAL))


@pytest.mark.parametrize("state", TakedownState)
@pytest.mark.parametrize("action", TakedownAction)
def test_what_is_decided_stays_decided_and_only_an_order_can_be_taken_back(action, state):
    possible = {TakedownState.OPEN, TakedownState.ANSWERED}
    if action is TakedownAction.REVOKE:
        possible |= {TakedownState.EXECUTING}
    assert POSSIBLE_IN[action] == possible
    if state in possible:
        ensure_takedown_in(Takedown(state=state), action)
    else:
        with pytest.raises(WrongStateError):
            ensure_takedown_in(Takedown(state=state), action)


@pytest.mark.parametrize("kind", TakedownKind)
def test_nobody_says_by_hand_that_nothing_was_ever_published(kind):
    for outcome in TakedownOutcome:
        if outcome in OUTCOMES[kind]:
            ensure_outcome(Takedown(kind=kind), outcome)
        else:
            with pytest.raises(InvalidError):
                ensure_outcome(Takedown(kind=kind), outcome)
    assert TakedownOutcome.NEVER_PUBLISHED not in OUTCOMES[kind]
    assert (TakedownOutcome.NOTED in OUTCOMES[kind]) is (kind is TakedownKind.NOTICE_ONLY)
