"""What may happen to one delivery, in any order: people, workers that die or freeze, a channel that may lie or fail.

`World` remembers what really became visible on the channel; after each step it is compared with what the rows say.
"""

import random
import shutil
from functools import partial

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app import db
from app.actions.outcomes import record_outcome
from app.actions.reconcile import accept_late_answers, expire_leases
from app.channels.base import Unclear
from app.settings import settings
from app.workers import takedowns
from app.workers.deliveries import deliver
from app.workers.marks import FOLDER
from app.workers.schedule import wake_due
from tests.conftest import violations
from tests.workers.delivery_people import People
from tests.workers.world import ANSWERS, NO_EFFECT, REFUSED, WITHOUT_EFFECT, compare

CHANNELS = [("own_id", True), ("own_id", True), ("own_id", False), ("key", True), ("none", False)]
BY_HAND = ("manual", False)
"""How a channel keeps from a second copy, and whether it can be asked what stands there."""
WHAT = ["course"] * 4 + ["freeze", "freeze", "thaw", "lease", "round", "window", "person", "person", "remove"]
WHAT += ["late", "quiet"]
EFFECTS = ["now", "later", "never"]
WAKES = ["in time", "too late", "later"]
VERBS = [
    "withdraw",
    "hold",
    "hurry",
    "postpone",
    "edit",
    "release",
    "take down",
    "stop",
    "stop",
    "say",
    "say",
]
VERBS += ["post by hand", "remove by hand", "connect"]
LONGER_THAN_QUIET_S = 700


class DeliveryMachine(People, RuleBasedStateMachine):
    """One delivery after another, in an office shared by all runs. `scene`, `world` and `round` are set by the test."""

    @initialize(seed=st.integers(0, 2**32))
    def the_channel_is_chosen(self, seed):
        """One number decides the whole run: Hypothesis prefers first choices and leaves rules out, chance does not."""
        self.chance = random.Random(f"{self.round} {seed}")  # noqa: S311 - chance, not a secret
        idempotency, can_find = self.chance.choice([*CHANNELS, BY_HAND])
        self.is_by_hand, self.frozen = (idempotency, can_find) == BY_HAND, []
        self.world.knows_our_ids, self.world.can_find = idempotency == "own_id", can_find
        self.scene.set_channel(idempotency=idempotency, can_find=can_find, access_ok=True, paused_until=None)
        self.begin()

    def teardown(self):
        if getattr(self, "stop_id", None):
            self.scene.lift(self.stop_id)
        self.world.late.clear()
        for table in ("removal", "resolution", "delivery_attempt", "delivery"):
            self.scene.force(f"delete from {table}")  # noqa: S608 - the next run begins with none
        shutil.rmtree(settings().data_dir / FOLDER, ignore_errors=True)  # it would miss the rows just deleted

    @rule()
    def something_happens(self):
        chance = self.chance
        what, verb, flag = chance.choice(WHAT), chance.choice(VERBS), chance.choice([True, False])
        answers, wakes = chance.choices(ANSWERS, k=chance.randint(1, 3)), chance.choice(WAKES)
        effect = chance.choice(EFFECTS)
        note(f"{what}: {verb=} {flag=} {answers=} {wakes=} {effect=}")
        self.world.answer = answers[0]
        {
            "course": lambda: self.things_take_their_course(answers),
            "round": self.workers_go_round,
            "freeze": lambda: self.a_worker_freezes_after_its_intent(effect, wakes),
            "thaw": lambda: self.a_frozen_worker_answers(flag),
            "lease": self.leases_and_pauses_go_by,
            "window": lambda: self.the_window_nearly_or_really_passes(flag),
            "person": lambda: self.somebody_interferes(verb, flag=flag),
            "remove": lambda: self.a_worker_removes(flag),
            "late": self.world.carry_out_late,
            "quiet": lambda: self.time_goes_by(LONGER_THAN_QUIET_S),
        }[what]()

    def things_take_their_course(self, answers):
        """Whatever comes next in this state is done, a few times over."""
        for answer in answers:
            self.world.answer = answer
            self.next_step(self.scene.row(self.key), answer)()
            self.compare()

    def next_step(self, row, answer):
        is_due = row.due_at <= self.due(0).instant
        waits_for_a_hand = row.hold_reason == "manual"
        effect = EFFECTS[ANSWERS.index(answer) % len(EFFECTS)]
        steps = {
            "waiting": self.go_on if is_due else self.hurry,
            "unclear": self.chance.choice([self.go_on, self.people_and_workers_find_out]),
            "sending": self.leases_and_pauses_go_by,
            "held": partial(self.post_by_hand, effect) if waits_for_a_hand else self.release,
            "sent": partial(self.somebody_interferes, "take down"),
            "removing": partial(self.a_worker_removes, is_quiet=True),
        }
        if answer == REFUSED:
            steps["held"] = self.withdraw
        later = 3600 if answer in WITHOUT_EFFECT else 0
        return steps.get(row.state.value, partial(self.another_post, later))

    def go_on(self):
        self.scene.do(accept_late_answers)
        self.scene.end_pause(self.key)
        deliver(self.key)

    def people_and_workers_find_out(self):
        """Two looks after the quiet time, somebody's word, and the look that it takes."""
        for _ in range(2):
            self.time_goes_by(LONGER_THAN_QUIET_S)
            self.workers_go_round()
        self.say(is_honest=True)
        self.workers_go_round()

    def workers_go_round(self):
        self.scene.reconcile()
        for delivery_id in wake_due():
            deliver(delivery_id)

    def a_worker_freezes_after_its_intent(self, effect, wakes):
        """It may have called or not; what it left behind may be carried out later, and then nobody knows."""
        self.scene.end_pause(self.key)
        ticket = self.scene.begin(self.key)
        if ticket is None:
            return
        failure = WITHOUT_EFFECT.get(self.world.answer, WITHOUT_EFFECT[NO_EFFECT])
        if effect == "later":
            self.world.show_later(ticket.message)
        receipt = self.world.show(ticket.message) if effect == "now" else None
        self.frozen.append((ticket, receipt or (Unclear("silence") if effect == "later" else failure())))
        if wakes == "too late":
            self.scene.end_lease(self.key)
            self.scene.do(expire_leases)
        if wakes != "later":
            self.a_frozen_worker_answers(is_oldest=False)

    def a_frozen_worker_answers(self, is_oldest):
        if self.frozen:
            ticket, outcome = self.frozen.pop(0 if is_oldest else -1)
            self.scene.do(record_outcome, ticket, outcome)

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
        if row.state in {"waiting", "unclear", "held"} and 0 < late < 1700:
            self.time_goes_by((1810 if too_much else 1780) - late)

    def time_goes_by(self, seconds):
        """What is late had its chance; now it is so late that no platform would carry it out (A1)."""
        self.world.late.clear()
        self.scene.shift(self.key, -seconds)
        self.scene.do(expire_leases)
        wake_due()

    def a_worker_removes(self, is_quiet):
        if self.scene.row(self.key).state == "removing" and is_quiet:
            self.time_goes_by(LONGER_THAN_QUIET_S)
            if self.is_by_hand:
                self.remove_by_hand()
        takedowns.sweep()

    @invariant()
    def compare(self):
        """What the rows say is what readers see, and no invariant is broken."""
        if not hasattr(self, "key"):
            return
        compare(self.scene.row(self.key), self.world, self.approved_texts)
        with db.transaction() as session:
            assert violations(session) == []
