"""Any order of steps by writers, the desk and the workers: the rules alone keep post and deliveries true."""

from dataclasses import replace

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from uuid_utils.compat import uuid7

from app.editorial.deliveries import judge, pairs
from app.editorial.payload import digest
from app.editorial.workflow import (
    ON_ITS_WAY,
    REVERTING,
    WORKFLOW,
    PostAction,
    ensure_possible,
    is_approved,
    settled_state,
)
from app.errors import AlreadySendingError, WrongStateError
from app.models import Post
from app.models.delivery import DeliveryState, HoldReason
from app.models.post import PostState
from tests.editorial.facts import NOON, good_facts

LEGAL = set(pairs())
ON_CHANNEL = {DeliveryState.SENT, DeliveryState.REMOVING, DeliveryState.REMOVED}
ABSENT = {DeliveryState.WAITING, DeliveryState.HELD}
FINAL = {PostState.REJECTED, PostState.WITHDRAWN}
ANSWERS = [DeliveryState.SENT, DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.UNCLEAR]
variants = st.integers(0, 2)
seldom = st.integers(1, 8).map(lambda number: number == 8)


class Way(RuleBasedStateMachine):
    """One post on up to three channels. Who does something does to the rows what the actions do, no more."""

    @initialize(count=st.integers(1, 3), stage=st.integers(0, 2))
    def begin(self, count, stage):
        self.texts = {}
        self.post = Post(id=uuid7(), state=PostState.DRAFT)
        self.facts = dict.fromkeys(range(count))
        self.taken_back = set()
        self.left = []
        self.final = None
        self.revise()
        if stage > 0:
            self.submit_or_claim(PostAction.SUBMIT)
        if stage > 1:
            self.approve(set(self.facts))

    def revise(self):
        self.post.current_revision_id = uuid7()
        self.texts[self.post.current_revision_id] = f"Fassung {len(self.texts) + 1}"

    def deliveries(self):
        return [facts.delivery for facts in self.facts.values() if facts]

    def move(self, delivery, state, reason=None):
        assert (delivery.state, state) in LEGAL
        delivery.state, delivery.hold_reason = state, reason

    def tries(self, action):
        """Ask the rules, and hold their answer against what it must be."""
        is_moving = any(delivery.state in ON_ITS_WAY for delivery in self.deliveries())
        try:
            ensure_possible(self.post, action, self.deliveries())
        except AlreadySendingError:
            assert is_moving
            assert action in REVERTING
            return False
        except WrongStateError:
            assert self.post.state not in WORKFLOW[action]
            return False
        assert not (is_moving and action in REVERTING)
        return True

    def settle(self):
        left = [facts and facts.delivery for key, facts in self.facts.items() if not self.is_cancelled(key)]
        self.post.state = settled_state(self.post, left, len(self.facts) - len(left))

    def is_cancelled(self, key):
        facts = self.facts[key]
        return facts.delivery.state is DeliveryState.CANCELLED if facts else key in self.taken_back

    def cancel(self, key):
        if not self.facts[key]:
            self.taken_back.add(key)
        elif self.facts[key].delivery.state in ABSENT:
            self.move(self.facts[key].delivery, DeliveryState.CANCELLED)

    @rule(action=st.sampled_from(sorted(REVERTING)), seldom=seldom)
    def take_back(self, action, seldom):
        is_end = WORKFLOW[action].get(self.post.state) in FINAL
        if self.tries(action) and (seldom or not is_end):
            for delivery in self.deliveries():
                if delivery.state is DeliveryState.WAITING:
                    self.move(delivery, DeliveryState.HELD, HoldReason.APPROVAL_LAPSED)
            if action is PostAction.EDIT:
                self.revise()
            self.post.state = WORKFLOW[action][self.post.state]

    @rule(action=st.sampled_from([PostAction.SUBMIT, PostAction.CLAIM, PostAction.UNCLAIM]))
    def submit_or_claim(self, action):
        if self.tries(action):
            self.post.state = WORKFLOW[action][self.post.state]

    @rule(chosen=st.sets(variants, min_size=1))
    def approve(self, chosen):
        if not self.tries(PostAction.APPROVE):
            return
        for key in chosen & set(self.facts):
            facts = self.facts[key]
            if not self.is_cancelled(key) and not is_approved(self.post, facts and facts.delivery):
                if facts:
                    self.move(facts.delivery, DeliveryState.WAITING)
                self.facts[key] = self.approved(facts)
        self.settle()

    def approved(self, facts):
        facts, revision_id = facts or good_facts(), self.post.current_revision_id
        for row in (facts.delivery, facts.approval):
            row.revision_id, row.payload_sha256 = revision_id, digest(self.texts[revision_id])
        facts.delivery.payload, facts.delivery.attempts = self.texts[revision_id], 0
        return facts

    @rule(key=variants)
    def hold(self, key):
        if self.facts.get(key) and self.facts[key].delivery.state is DeliveryState.WAITING:
            self.move(self.facts[key].delivery, DeliveryState.HELD, HoldReason.BY_PERSON)

    @rule(key=variants)
    def release(self, key):
        facts = self.facts.get(key)
        is_held = facts and facts.delivery.state is DeliveryState.HELD
        if is_held and self.post.state in {PostState.SCHEDULED, PostState.PUBLISHED}:
            self.move(facts.delivery, DeliveryState.WAITING)
            self.approved(facts)
            self.settle()

    @rule(key=variants, seldom=seldom)
    def cancel_one(self, key, seldom):
        if seldom and key in self.facts and self.post.state not in FINAL:
            self.cancel(key)
            self.settle()

    @rule(seldom=seldom)
    def withdraw(self, seldom):
        if self.tries(PostAction.WITHDRAW) and seldom:
            for key in self.facts:
                self.cancel(key)
            self.settle()

    @precondition(lambda self: self.deliveries())
    @rule(pick=variants, answer=st.sampled_from(ANSWERS))
    def deliver(self, pick, answer):
        approved = [key for key, facts in self.facts.items() if facts]
        key = approved[pick % len(approved)]
        facts = replace(self.facts[key], current_revision_id=self.post.current_revision_id, now=NOON)
        if not judge(facts).is_clear:
            assert facts.delivery.state is not DeliveryState.WAITING
            return
        was_unknown = facts.delivery.state is DeliveryState.UNCLEAR
        self.move(facts.delivery, DeliveryState.SENDING)
        self.left.append((facts.delivery.payload, self.texts[self.post.current_revision_id], self.post.state))
        if was_unknown and answer is not DeliveryState.SENT:
            answer = DeliveryState.UNCLEAR
        reason = HoldReason.CHANNEL_REFUSED if answer is DeliveryState.HELD else None
        self.move(facts.delivery, answer, reason)
        self.settle()
        event(f"{self.post.state.value}, delivery {answer.value}")

    @precondition(lambda self: any(row.state in ON_CHANNEL for row in self.deliveries()))
    @rule()
    def remove(self):
        event("removing")
        step = {DeliveryState.SENT: DeliveryState.REMOVING, DeliveryState.REMOVING: DeliveryState.REMOVED}
        for delivery in self.deliveries():
            if delivery.state in step:
                self.move(delivery, step[delivery.state])
        self.settle()

    @invariant()
    def only_the_current_text_ever_left(self):
        assert all(sent == current for sent, current, _ in self.left)

    @invariant()
    def nothing_left_for_a_post_that_was_not_handed_in(self):
        assert {state for _, _, state in self.left} <= {
            PostState.SUBMITTED,
            PostState.SCHEDULED,
            PostState.PUBLISHED,
        }

    @invariant()
    def published_means_that_something_is_or_was_there(self):
        is_there = any(delivery.state in ON_CHANNEL for delivery in self.deliveries())
        assert (self.post.state is PostState.PUBLISHED) == is_there

    @invariant()
    def scheduled_means_that_all_that_is_left_is_approved(self):
        if self.post.state is PostState.SCHEDULED:
            left = [facts for key, facts in self.facts.items() if not self.is_cancelled(key)]
            assert left
            assert all(facts and is_approved(self.post, facts.delivery) for facts in left)

    @invariant()
    def nothing_waits_for_a_post_that_is_back_at_its_ministry_or_over(self):
        if self.post.state not in {PostState.SUBMITTED, PostState.SCHEDULED, PostState.PUBLISHED}:
            assert DeliveryState.WAITING not in {delivery.state for delivery in self.deliveries()}

    @invariant()
    def withdrawn_means_that_nothing_is_left(self):
        is_over = all(self.is_cancelled(key) for key in self.facts)
        assert (self.post.state is PostState.WITHDRAWN) == (
            is_over and self.post.state is not PostState.REJECTED
        )

    @invariant()
    def what_is_final_stays(self):
        assert self.final in {None, self.post.state}
        if self.post.state in FINAL:
            self.final = self.post.state


TestWay = pytest.mark.req("FE-04")(Way.TestCase)
TestWay.settings = settings(max_examples=500, stateful_step_count=50, deadline=None)
