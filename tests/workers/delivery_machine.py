"""What may happen to one delivery, in any order: people, workers that die or freeze, a channel that may lie or fail.

`World` remembers what really became visible on the channel; after each step it is compared with what the rows say.
"""

import random
from functools import partial
from uuid import UUID

from hypothesis import note
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
from app.actions.outcomes import record_outcome
from app.actions.posts import edit_post, submit_post
from app.actions.reconcile import accept_late_answers, expire_leases
from app.errors import InvalidError, Refusal
from app.models import Post
from app.workers import takedowns
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.conftest import violations
from tests.workers.scene import moment
from tests.workers.world import ANSWERS, NO_EFFECT, REFUSED, WITHOUT_EFFECT

WHAT = ["course"] * 4 + ["freeze", "freeze", "thaw", "lease", "round", "window", "person", "person", "remove"]
WAKES = ["in time", "too late", "later"]
VERBS = ["withdraw", "hold", "hurry", "postpone", "edit", "release", "take down", "stop", "stop"]


class DeliveryMachine(RuleBasedStateMachine):
    """One delivery after another, in an office shared by all runs. `scene` and `world` are set by the test."""

    scene = None
    world = None

    @initialize(seed=st.integers(0, 2**32))
    def the_channel_is_chosen(self, seed):
        """One number decides the whole run: Hypothesis prefers first choices and leaves rules out, chance does not."""
        self.chance = random.Random(seed)  # noqa: S311 - chance, not a secret
        self.world.knows_our_ids = knows_our_ids = self.chance.choice([True, True, False])
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

    def another_post(self, due_in=0):
        self.key: UUID = self.scene.approved(due_in=due_in)

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

    @rule()
    def something_happens(self):
        chance = self.chance
        what, verb, flag = chance.choice(WHAT), chance.choice(VERBS), chance.choice([True, False])
        answers, wakes = chance.choices(ANSWERS, k=chance.randint(1, 3)), chance.choice(WAKES)
        note(f"{what}: {verb=} {flag=} {answers=} {wakes=}")
        self.world.answer = answers[0]
        {
            "course": lambda: self.things_take_their_course(answers),
            "round": self.workers_go_round,
            "freeze": lambda: self.a_worker_freezes_after_its_intent(flag, wakes),
            "thaw": lambda: self.a_frozen_worker_answers(flag),
            "lease": self.leases_and_pauses_go_by,
            "window": lambda: self.the_window_nearly_or_really_passes(flag),
            "person": lambda: self.somebody_interferes(verb),
            "remove": lambda: self.a_worker_removes(flag),
        }[what]()

    def things_take_their_course(self, answers):
        """Whatever comes next in this state is done, a few times over."""
        for answer in answers:
            self.world.answer = answer
            self.next_step(self.scene.row(self.key), answer)()
            self.compare()

    def next_step(self, row, answer):
        is_due = row.due_at <= self.due(0).instant
        steps = {
            "waiting": self.go_on if is_due else self.hurry,
            "unclear": self.go_on,
            "sending": self.leases_and_pauses_go_by,
            "held": self.withdraw if answer == REFUSED else self.release,
            "sent": partial(self.somebody_interferes, "take down"),
            "removing": partial(self.a_worker_removes, is_quiet=True),
        }
        later = 3600 if answer in WITHOUT_EFFECT else 0
        return steps.get(row.state.value, partial(self.another_post, later))

    def go_on(self):
        self.scene.do(accept_late_answers)
        self.scene.end_pause(self.key)
        deliver(self.key)

    def workers_go_round(self):
        self.scene.reconcile()
        for delivery_id in wake_due():
            deliver(delivery_id)

    def a_worker_freezes_after_its_intent(self, had_effect, wakes):
        self.scene.end_pause(self.key)
        ticket = self.scene.begin(self.key)
        if ticket is None:
            return
        self.frozen.append((ticket, self.world.show(ticket.message) if had_effect else None))
        if wakes == "too late":
            self.scene.end_lease(self.key)
            self.scene.do(expire_leases)
        if wakes != "later":
            self.a_frozen_worker_answers(is_oldest=False)

    def a_frozen_worker_answers(self, is_oldest):
        if self.frozen:
            ticket, receipt = self.frozen.pop(0 if is_oldest else -1)
            failure = WITHOUT_EFFECT.get(self.world.answer, WITHOUT_EFFECT[NO_EFFECT])
            self.scene.do(record_outcome, ticket, receipt or failure())

    def leases_and_pauses_go_by(self):
        self.scene.end_lease(self.key)
        self.scene.end_pause(self.key)
        self.scene.set(self.key, woken_at=None)
        self.scene.set_channel(paused_until=None)
        self.scene.do(expire_leases)
        self.scene.do(accept_late_answers)

    def the_window_nearly_or_really_passes(self, too_much):
        row = self.scene.row(self.key)
        late = (self.due(0).instant - row.due_at).total_seconds()
        if row.state in {"waiting", "unclear"} and 0 < late < 1700:
            self.scene.shift(self.key, late - (1810 if too_much else 1780))
            wake_due()

    def somebody_interferes(self, verb):
        lead = self.scene.actor("mb.lead")
        ask = partial(partial, self.ask)
        {
            "withdraw": self.withdraw,
            "hold": lambda: self.take_back(hold_delivery, "mb.lead", reason="Nein"),
            "hurry": self.hurry,
            "postpone": ask(reschedule_delivery, lead, self.key, due=self.due(3600)),
            "edit": lambda: self.edit_and_approve(f"Fassung {len(self.approved_texts)}."),
            "release": self.release,
            "take down": ask(take_down, lead, self.key, reason="Fehler"),
            "stop": self.stop_or_lift,
        }[verb]()

    def withdraw(self):
        self.take_back(cancel_delivery, "mb", reason=None)

    def hurry(self):
        self.ask(reschedule_delivery, self.scene.actor("mb.lead"), self.key, due=self.due(0))

    def take_back(self, action, name, **why):
        if self.ask(action, self.scene.actor(name), self.key, **why):
            assert self.world.of(self.key) == [], "confirmed although it is there"

    def stop_or_lift(self):
        if self.stop_id is None:
            self.stop_id = self.scene.stop()
        else:
            self.scene.lift(self.stop_id)
            self.stop_id = None

    def edit_and_approve(self, words):
        author, post_id = self.scene.actor("mb"), self.post().id

        def edit(session):
            edit_post(session, author, lock_post(session, author, post_id), {"text": words})

        if self.ask(edit) and self.ask(
            submit_post, author, post_id, neutrality_declared=True, justifications=[]
        ):
            self.scene.approve(self.post(), due_in=0)
            self.approved_texts.add(f"{words} (MB)")

    def release(self):
        self.scene.set_channel(access_ok=True)
        terms = Terms(self.post().current_revision.sha256, self.due(0))
        self.ask(release_delivery, self.scene.actor("mb.lead"), self.key, terms)

    def a_worker_removes(self, is_quiet):
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
