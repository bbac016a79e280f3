"""The way of a post, cell by cell: which action is possible in which state, where it leads, how it is refused."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from app.editorial.workflow import (
    ON_ITS_WAY,
    REVERTING,
    SETTLE,
    WORKFLOW,
    PostAction,
    ensure_possible,
    is_approved,
    is_claimed_by_other,
    settled_state,
)
from app.errors import AlreadySendingError, WrongStateError
from app.models import Delivery, Post
from app.models.delivery import DeliveryState, HoldReason
from app.models.post import PostState
from app.models.user import Actor
from tests.editorial.facts import NOON

TABLE = """
                draft      submitted          changes_requested  scheduled          published  rejected  withdrawn
edit            draft      submitted          changes_requested  draft              -          -         -
submit          submitted  -                  submitted          -                  -          -         -
withdraw        withdrawn  settle             withdrawn          settle             settle     -         -
claim           -          submitted          -                  -                  -          -         -
unclaim         -          submitted          -                  -                  -          -         -
approve         -          settle             -                  -                  settle     -         -
request_changes -          changes_requested  -                  changes_requested  -          -         -
reject          -          rejected           -                  rejected           -          -         -
"""
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = {
    (PostAction(row[0]), PostState(state)): word
    for row in ROWS
    for state, word in zip(HEAD, row[1:], strict=True)
}
cells = pytest.mark.parametrize(("action", "state"), CELLS, ids=lambda part: part.value)
CURRENT = uuid7()
ON_CHANNEL = {DeliveryState.SENT, DeliveryState.REMOVING, DeliveryState.REMOVED}


def post_in(state):
    return Post(id=uuid7(), state=state, current_revision_id=CURRENT)


def delivery_in(state, revision_id=CURRENT, hold_reason=None):
    return Delivery(id=uuid7(), state=state, revision_id=revision_id, hold_reason=hold_reason)


def refusal(action, state, *deliveries):
    """The class of the refusal, or None where the action is possible."""
    try:
        ensure_possible(post_in(state), action, [delivery_in(each) for each in deliveries])
    except WrongStateError as error:
        return type(error)
    return None


def test_the_table_has_every_action_and_every_state():
    assert set(CELLS) == set(product(PostAction, PostState))
    assert set(WORKFLOW) == set(PostAction)


@pytest.mark.req("FE-04")
@cells
def test_an_action_is_possible_where_the_table_says_so_and_leads_where_it_says(action, state):
    word = CELLS[action, state]
    if word == "-":
        assert refusal(action, state) is WrongStateError
        assert state not in WORKFLOW[action]
    else:
        assert refusal(action, state) is None
        assert WORKFLOW[action][state] == (SETTLE if word == "settle" else PostState(word))


@cells
def test_what_waits_is_held_or_cancelled_stands_in_nobodys_way(action, state):
    absent = set(DeliveryState) - ON_ITS_WAY
    assert absent == {DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.CANCELLED}
    assert refusal(action, state, *absent) is refusal(action, state)


@cells
def test_nothing_is_taken_back_once_one_delivery_is_on_its_way(action, state):
    for moving in ON_ITS_WAY:
        expected = AlreadySendingError if action in REVERTING else refusal(action, state)
        assert refusal(action, state, DeliveryState.WAITING, moving, DeliveryState.HELD) is expected


def test_only_edits_and_decisions_against_a_post_take_something_back():
    assert {PostAction.EDIT, PostAction.REQUEST_CHANGES, PostAction.REJECT} == REVERTING


def test_a_refusal_says_where_the_post_stands_and_where_it_would_have_been_possible():
    with pytest.raises(WrongStateError) as wrong:
        ensure_possible(post_in(PostState.DRAFT), PostAction.REJECT, [])
    assert wrong.value.context == {"state": "draft", "possible_in": ["scheduled", "submitted"]}
    with pytest.raises(AlreadySendingError) as sending:
        ensure_possible(post_in(PostState.SCHEDULED), PostAction.EDIT, [delivery_in(DeliveryState.SENDING)])
    assert sending.value.context == {"state": "scheduled"}


def test_rejected_and_withdrawn_are_final():
    for final in (PostState.REJECTED, PostState.WITHDRAWN):
        assert {CELLS[action, final] for action in PostAction} == {"-"}


@pytest.mark.parametrize("state", DeliveryState)
@pytest.mark.parametrize("reason", [None, *HoldReason])
def test_a_variant_stands_approved_unless_its_revision_or_its_approval_is_an_old_one(state, reason):
    post = post_in(PostState.SUBMITTED)
    assert is_approved(post, delivery_in(state, CURRENT, reason)) is (
        reason is not HoldReason.APPROVAL_LAPSED
    )
    assert not is_approved(post, delivery_in(state, uuid7(), reason))
    assert not is_approved(post, None)


@pytest.mark.parametrize(("seconds", "holds"), [(-1, False), (0, False), (1, True)])
def test_a_claim_is_respected_by_others_until_it_lapses(seconds, holds):
    claimant, other = (Actor(uuid7(), uuid7(), "Kim Beispiel") for _ in range(2))
    post = Post(claimed_by_id=claimant.user_id, claimed_until=NOON + timedelta(seconds=seconds))
    assert is_claimed_by_other(other, post, NOON) is holds
    assert not is_claimed_by_other(claimant, post, NOON)


@pytest.mark.parametrize(
    "claim", [{}, {"claimed_by_id": uuid7()}, {"claimed_until": NOON + timedelta(hours=1)}]
)
def test_half_a_claim_is_none(claim):
    assert not is_claimed_by_other(Actor(uuid7(), uuid7(), "Kim Beispiel"), Post(**claim), NOON)


approved = st.sampled_from(sorted(set(DeliveryState) - ON_CHANNEL - {DeliveryState.CANCELLED})).map(
    delivery_in
)
lapsed = st.builds(delivery_in, st.just(DeliveryState.HELD), st.just(uuid7()))
returned = st.just(delivery_in(DeliveryState.HELD, CURRENT, HoldReason.APPROVAL_LAPSED))
sent = st.sampled_from(sorted(ON_CHANNEL)).map(delivery_in)
undecided = lapsed | returned | st.none()
living = st.sampled_from(sorted(set(PostState) - {PostState.REJECTED, PostState.WITHDRAWN}))
waiting_for_approval = st.sampled_from([PostState.SUBMITTED, PostState.SCHEDULED])
some = st.integers(0, 3)


def settle(state, deliveries, cancelled=0):
    return settled_state(post_in(state), deliveries, cancelled)


@given(
    st.sampled_from([PostState.REJECTED, PostState.WITHDRAWN]), st.lists(approved | undecided | sent), some
)
def test_a_rejected_or_withdrawn_post_stays_what_it_is(state, deliveries, cancelled):
    assert settle(state, deliveries, cancelled) is state


@given(living, st.lists(approved | undecided), sent, some)
def test_a_post_is_published_from_the_first_delivery_sent_and_stays_so_when_it_is_removed(
    state, others, first, cancelled
):
    assert settle(state, [*others, first], cancelled) is PostState.PUBLISHED


@given(waiting_for_approval, st.lists(approved, min_size=1), some)
def test_a_post_is_scheduled_when_every_delivery_left_is_approved(state, deliveries, cancelled):
    assert settle(state, deliveries, cancelled) is PostState.SCHEDULED


@given(waiting_for_approval, st.lists(approved), undecided, some)
def test_a_post_is_not_scheduled_while_one_delivery_is_not_approved(state, deliveries, open_one, cancelled):
    assert settle(state, [open_one, *deliveries], cancelled) is PostState.SUBMITTED


@given(living, st.integers(1, 3))
def test_a_post_is_withdrawn_when_its_last_delivery_is_cancelled(state, cancelled):
    assert settle(state, [], cancelled) is PostState.WITHDRAWN


@given(waiting_for_approval)
def test_a_post_without_any_channel_is_never_scheduled(state):
    assert settle(state, []) is PostState.SUBMITTED


@given(
    st.sampled_from([PostState.DRAFT, PostState.CHANGES_REQUESTED]),
    st.lists(approved | undecided, min_size=1),
    some,
)
def test_a_post_that_its_ministry_still_works_on_goes_nowhere_by_itself(state, deliveries, cancelled):
    assert settle(state, deliveries, cancelled) is state


@given(living, st.lists(approved | undecided | sent), some)
def test_settling_again_changes_nothing(state, deliveries, cancelled):
    once = settle(state, deliveries, cancelled)
    assert settle(once, deliveries, cancelled) is once


@given(living, st.lists(approved | undecided | sent), some, st.randoms(use_true_random=False))
def test_the_order_of_deliveries_means_nothing(state, deliveries, cancelled, random):
    shuffled = random.sample(deliveries, len(deliveries))
    assert settle(state, iter(shuffled), cancelled) is settle(state, deliveries, cancelled)
