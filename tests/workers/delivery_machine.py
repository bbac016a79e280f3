"""What may happen to one delivery, in any order: people, workers that die or freeze, a channel that may lie or fail.

`World` remembers what really became visible on the channel; after each step it is compared with what the rows say.
"""

import random
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app import clock, db
from app.actions.approvals import Terms
from app.actions.deliveries import (
    cancel_delivery,
    hold_delivery,
    release_delivery,
    reschedule_delivery,
    take_down,
)
from app.actions.locking import lock_post
from app.actions.posts import edit_post, submit_post
from app.actions.publishing import record_outcome
from app.actions.reconcile import accept_late_answers, expire_leases
from app.channels.base import Permanent, Receipt, Temporary, Unclear
from app.errors import InvalidError, Refusal
from app.models import Post
from app.workers import takedowns
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.conftest import violations
from tests.workers.scene import moment

WORKS, LOST, NO_EFFECT, BUSY, REST, REFUSED, CLOSED = (
    "works",
    "lost",
    "no effect",
    "busy",
    "rest",
    "refused",
    "closed",
)
ANSWERS = st.sampled_from([WORKS, WORKS, LOST, NO_EFFECT, BUSY, REST, REFUSED, CLOSED])
WITHOUT_EFFECT = {
    NO_EFFECT: lambda: Unclear("silence"),
    BUSY: lambda: Temporary("busy"),
    REST: lambda: Temporary("429", retry_after=0.001),
    REFUSED: lambda: Permanent("422"),
    CLOSED: lambda: Permanent("401", access=True),
}


class World:
    """The channel as its readers see it. A channel of the class own_id never makes a second copy of one id."""

    removes_at_once = False

    def __init__(self):
        self.copies = []
        self.answer = WORKS
        self.knows_our_ids = True

    def show(self, message):
        key = str(message.delivery_id)
        if self.knows_our_ids:
            self.copies = [copy for copy in self.copies if copy[0] != key]
        number = sum(copy[0] == key for copy in self.copies)
        self.copies.append((key, message.text))
        return Receipt(key if self.knows_our_ids else f"{key}-{number}-{random.random()}")  # noqa: S311 - an id

    def of(self, delivery_id):
        """The texts that stand there for this delivery."""
        return [words for key, words in self.copies if key == str(delivery_id)]

    def fail_if_told_to(self):
        failure = WITHOUT_EFFECT.get(self.answer)
        if failure is not None:
            raise failure()

    def publish(self, message, _deadline):
        self.fail_if_told_to()
        receipt = self.show(message)
        if self.answer == LOST:
            raise Unclear("reset")
        return receipt

    def remove(self, remote_id, _deadline):
        self.fail_if_told_to()
        self.copies = [copy for copy in self.copies if not remote_id.startswith(copy[0])]
        if self.answer == LOST:
            raise Unclear("reset")

    def find(self, message, _since, _deadline):
        return Receipt(str(message.delivery_id)) if self.of(message.delivery_id) else None


class DeliveryMachine(RuleBasedStateMachine):
    """One delivery after another, in an office shared by all runs. `scene` and `world` are set by the test."""

    scene = None
    world = None

    @initialize(knows_our_ids=st.sampled_from([True, True, False]))
    def the_channel_is_chosen(self, knows_our_ids):
        self.world.knows_our_ids = knows_our_ids
        self.scene.set_channel(
            idempotency="own_id" if knows_our_ids else "none", access_ok=True, paused_until=None
        )
        self.frozen, self.approved_texts, self.stop_id = [], {"Neue Tablets für alle Schulen. (MB)"}, None
        self.another_post()

    def teardown(self):
        if getattr(self, "stop_id", None):
            self.scene.lift(self.stop_id)
        for table in ("takedown", "delivery_attempt", "delivery"):
            self.scene.force(f"delete from {table}")  # noqa: S608 - the next run begins with none

    def another_post(self):
        self.key: UUID = self.scene.approved()

    def ask(self, action, *arguments, **named):
        """Carry out a person's verb; a refusal is an answer like another. Tell whether it was done."""
        try:
            with db.transaction() as session:
                action(session, *arguments, **named)
        except InvalidError:
            raise
        except Refusal:
            return False
        return True

    @rule(answers=st.lists(ANSWERS, min_size=1, max_size=3))
    def things_take_their_course(self, answers):
        """Whatever comes next in this state is done, a few times over."""
        for answer in answers:
            self.world.answer = answer
            match self.scene.row(self.key).state:
                case "waiting" | "unclear":
                    self.scene.end_pause(self.key)
                    deliver(self.key)
                case "sending":
                    self.leases_and_pauses_go_by()
                case "held":
                    self.release()
                case "sent":
                    self.the_lead_asks_for_its_removal()
                case "removing":
                    self.a_worker_removes(answer, is_quiet=True)
                case _:
                    self.another_post()
            self.compare()

    @rule(answer=ANSWERS)
    def workers_go_round(self, answer):
        self.world.answer = answer
        self.scene.reconcile()
        for delivery_id in wake_due():
            deliver(delivery_id)

    @rule(had_effect=st.booleans())
    def a_worker_freezes_after_its_intent(self, had_effect):
        ticket = self.scene.begin(self.key)
        if ticket is not None:
            receipt = self.world.show(ticket.message) if had_effect else None
            self.frozen.append((ticket, receipt))

    @rule(is_oldest=st.booleans(), answer=st.sampled_from(list(WITHOUT_EFFECT)))
    def a_frozen_worker_answers(self, is_oldest, answer):
        if self.frozen:
            ticket, receipt = self.frozen.pop(0 if is_oldest else -1)
            self.scene.do(record_outcome, ticket, receipt or WITHOUT_EFFECT[answer]())

    @rule()
    def leases_and_pauses_go_by(self):
        self.scene.end_lease(self.key)
        self.scene.end_pause(self.key)
        self.scene.set(self.key, woken_at=None)
        self.scene.set_channel(paused_until=None)
        self.scene.do(expire_leases)
        self.scene.do(accept_late_answers)

    @rule(too_much=st.booleans())
    def the_window_nearly_or_really_passes(self, too_much):
        row = self.scene.row(self.key)
        late = (self.due(0).instant - row.due_at).total_seconds()
        if row.state in {"waiting", "unclear"} and 0 < late < 1700:
            self.scene.shift(self.key, late - (1810 if too_much else 1780))
            wake_due()

    @rule(verb=st.sampled_from(["withdraw", "hold", "hurry", "postpone", "edit", "stop"]))
    def somebody_interferes(self, verb):
        lead = self.scene.actor("mb.lead")
        match verb:
            case "withdraw":
                done = self.ask(cancel_delivery, self.scene.actor("mb"), self.key, reason=None)
                assert not done or self.world.of(self.key) == []
            case "hold":
                done = self.ask(hold_delivery, lead, self.key, reason="Nein")
                assert not done or self.world.of(self.key) == []
            case "hurry":
                self.ask(reschedule_delivery, lead, self.key, due=self.due(0))
            case "postpone":
                self.ask(reschedule_delivery, lead, self.key, due=self.due(3600))
            case "edit":
                self.edit_and_approve(f"Fassung {len(self.approved_texts)}.")
            case "stop" if self.stop_id is None:
                self.stop_id = self.scene.stop()

    def edit_and_approve(self, words):
        author, post_id = self.scene.actor("mb"), self.post().id

        def edit(session):
            edit_post(session, author, lock_post(session, author, post_id), {"text": words})

        if self.ask(edit) and self.ask(
            submit_post, author, post_id, neutrality_declared=True, justifications=[]
        ):
            self.scene.approve(self.post(), due_in=0)
            self.approved_texts.add(f"{words} (MB)")

    @rule()
    def the_stop_is_lifted(self):
        if self.stop_id:
            self.scene.lift(self.stop_id)
            self.stop_id = None

    def release(self):
        self.scene.set_channel(access_ok=True)
        terms = Terms(self.post().current_revision.sha256, self.due(0))
        self.ask(release_delivery, self.scene.actor("mb.lead"), self.key, terms)

    @rule()
    def the_lead_asks_for_its_removal(self):
        self.ask(take_down, self.scene.actor("mb.lead"), self.key, reason="Fehler")

    @rule(answer=ANSWERS, is_quiet=st.booleans())
    def a_worker_removes(self, answer, is_quiet):
        self.world.answer = answer
        if self.scene.row(self.key).state == "removing" and is_quiet:
            self.frozen = []  # longer than the quiet time nobody is frozen: assumption A1
            self.scene.shift(self.key, -700)
        takedowns.sweep()

    @invariant()
    def compare(self):
        """What the rows say is what readers see, and no invariant is broken."""
        if not hasattr(self, "key"):
            return
        seen, row = self.world.of(self.key), self.scene.row(self.key)
        assert len(seen) <= 1, "two copies"
        assert set(seen) <= self.approved_texts, "a text nobody approved"
        if row.state in {"waiting", "held", "cancelled", "removed"}:
            assert seen == [], f"{row.state} although it is there"
        if row.state == "sent":
            assert len(seen) == 1, "sent and not there"
            assert row.sent_sha256 == row.payload_sha256
        with db.transaction() as session:
            assert violations(session) == []

    def due(self, seconds):
        with db.transaction() as session:
            return clock.from_instant(moment(session, seconds))

    def post(self) -> Post:
        with db.transaction() as session:
            post = session.get_one(Post, self.scene.row(self.key).post_id)
            assert post.current_revision is not None
            return post
