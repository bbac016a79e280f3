"""Everything that can happen to one delivery, in every order: a finite model around the protocol's own law.

What a step may do is asked of `app.editorial`: the guards, what follows from an answer, whether a withdrawal or a
person's word is believed, and the table itself, which every change of state must stand in. What the model adds is the
world: a platform that may carry out a request much later (but not after the quiet time, assumption A1), workers that
freeze between any two steps or die, answers that get lost, and people who act at any moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from uuid_utils.compat import uuid7

from app.editorial import deliveries as law
from app.editorial import resolutions as trust
from app.editorial import restoring, workflow
from app.editorial.restoring import Sighting
from app.models.channel import Idempotency
from app.models.delivery import AttemptOutcome, DeliveryState
from app.workers import calls
from tests.editorial.facts import ALSO_BAD, BAD, facts_with

WAITING, SENDING, UNCLEAR, SENT, HELD, CANCELLED, REMOVING, REMOVED = DeliveryState
FENCE = 7
LEASE_S, BUDGET_S = 60, 20
QUIET = timedelta(minutes=10)
CALLED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SINCE_CALL = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=11))
"""The three phases after a call: within its lease; after it; when the platform carries out nothing any more."""


class Worker(NamedTuple):
    """A worker: it holds a ticket, then an answer. `is_mine` is its fence; `is_late` says that its lease is over."""

    stage: str = "idle"
    is_mine: bool = True
    is_late: bool = False
    answer: AttemptOutcome | None = None


class State(NamedTuple):
    """What the database knows, what is true on the platform, and what everybody is about to do."""

    state: DeliveryState
    workers: tuple[Worker, ...]
    is_unknown: bool = False
    has_open_attempt: bool = False
    has_proof: bool = False
    phase: int = 2
    looks: int = 0
    is_removal_ordered: bool = False
    is_obstructed: bool = False
    is_changed: bool = False
    is_taken_back: bool = False
    mode: str = "normal"
    saved: "Saved | None" = None
    is_lost: bool = False
    is_restored: bool = False
    copies: int = 0
    pending: int = 0
    restores: int = 0
    crashes: int = 0
    releases: int = 0
    calls: int = 0


class Saved(NamedTuple):
    """What a backup keeps of a delivery."""

    state: DeliveryState
    is_unknown: bool
    has_open_attempt: bool
    has_proof: bool
    is_removal_ordered: bool
    is_changed: bool


@dataclass(frozen=True)
class World:
    """Which channel it is and how much may go wrong. `obstacle` is the guard that something speaks against at times."""

    idempotency: Idempotency
    can_find: bool
    workers: int = 2
    crashes: int = 1
    releases: int = 1
    calls: int = 3
    obstacle: str | None = None
    restores: int = 0

    def start(self) -> State:
        """Return the state after approval."""
        idle = tuple(Worker() for _ in range(self.workers))
        budgets = {"crashes": self.crashes, "releases": self.releases, "calls": self.calls}
        return State(WAITING, idle, restores=self.restores, **budgets)


def steps(world: World, state: State) -> Iterator[tuple[str, State]]:
    """Yield everything that can happen next, by name; a name that begins with T is in the table."""
    for index, worker in enumerate(state.workers):
        for step, then, worker_then in _worker_steps(world, state, worker):
            workers = (*then.workers[:index], worker_then, *then.workers[index + 1 :])
            yield step, then._replace(workers=tuple(sorted(workers, key=repr)))
    yield from _machine_steps(world, state)
    if state.mode == "normal":
        yield from _people_steps(world, state)
        yield from _removal_steps(world, state)
    else:
        yield from _restore_steps(world, state)
    yield from _outside_steps(world, state)
    yield from _backup_steps(state)


def _worker_steps(world: World, state: State, worker: Worker) -> Iterator[tuple[str, State, Worker]]:
    if worker.stage == "idle":
        yield from _begin(world, state)
    elif worker.stage == "ticket":
        yield from _call(world, state, worker)
    else:
        yield from _record(state, worker)
    if worker.stage != "idle" and state.crashes:
        yield "crash", state._replace(crashes=state.crashes - 1), Worker()


def _begin(world: World, state: State) -> Iterator[tuple[str, State, Worker]]:
    """A bell rings: the intent is committed, or a guard speaks against it."""
    if not state.calls:
        return
    verdict = judged(world, state)
    if verdict.is_clear:
        name = "T12" if state.state is UNCLEAR else "T2"
        then = state._replace(
            state=SENDING,
            has_open_attempt=True,
            phase=0,
            looks=0,
            calls=state.calls - 1,
            workers=_fenced(state),
        )
        yield name, then, Worker("ticket")
    elif verdict.hold:
        yield "T3", state._replace(state=HELD, workers=_fenced(state)), Worker()


def judged(world: World, state: State) -> law.Verdict:
    """Return what the guards say; they are asked once for each different question."""
    obstacle = world.obstacle if state.is_obstructed else None
    is_in_the_way = state.has_open_attempt or state.has_proof
    return _judged(
        world.idempotency,
        state.state,
        obstacle,
        state.mode,
        is_in_the_way=is_in_the_way,
        is_changed=state.is_changed,
        is_lost=state.is_lost,
    )


@cache
def _judged(
    idempotency: Idempotency,
    state: DeliveryState,
    obstacle: str | None,
    mode: str,
    *,
    is_in_the_way: bool,
    is_changed: bool,
    is_lost: bool,
) -> law.Verdict:
    facts = ((BAD | ALSO_BAD)[obstacle] if obstacle else facts_with)(
        channel__idempotency=idempotency,
        delivery__state=state,
        delivery__lost_since=CALLED if is_lost else None,
        has_open_attempt=is_in_the_way,
        **({"control__mode": "restore"} if mode != "normal" else {}),
    )
    return law.judge(replace(facts, current_revision_id=uuid7()) if is_changed else facts)


def _call(world: World, state: State, worker: Worker) -> Iterator[tuple[str, State, Worker]]:
    """The call, begun only before the deadline: it has its effect at once, later, or never; the answer may get lost."""
    if calls.is_too_late(calls.boot_time() + (-LEASE_S if worker.is_late else BUDGET_S)):
        yield "too late to call", state, worker._replace(stage="answer", answer=AttemptOutcome.TEMPORARY)
        return
    shown = _with_copy(world, state)
    lost = worker._replace(stage="answer", answer=AttemptOutcome.UNKNOWN)
    yield "shown", shown, worker._replace(stage="answer", answer=AttemptOutcome.SENT)
    yield "shown, answer lost", shown, lost
    yield "carried out later, if at all", state._replace(pending=state.pending + 1), lost
    yield "refused", state, worker._replace(stage="answer", answer=AttemptOutcome.REFUSED)
    yield "busy", state, worker._replace(stage="answer", answer=AttemptOutcome.TEMPORARY)


def _record(state: State, worker: Worker) -> Iterator[tuple[str, State, Worker]]:
    """The answer is written: the attempt always, the state only by whom the fence still lets."""
    then = state._replace(has_proof=state.has_proof or worker.answer is AttemptOutcome.SENT)
    row = facts_with(delivery__state=state.state, delivery__fence=FENCE).delivery
    if not law.is_still_held_by(FENCE if worker.is_mine else FENCE - 1, row):
        yield "stale answer", then, Worker()
        return
    name = law.conclude(worker.answer, was_unknown=state.is_unknown)
    follows = law.TRANSITIONS[name][1]
    then = then._replace(
        state=follows, has_open_attempt=False, is_unknown=follows is UNCLEAR, workers=_fenced(then)
    )
    yield name, _cancel_if_taken_down(then), Worker()


def _machine_steps(world: World, state: State) -> Iterator[tuple[str, State]]:
    """Reconcile: leases that end, answers that came late, looks at the channel."""
    if state.state is SENDING and state.phase > 0:
        then = state._replace(state=UNCLEAR, is_unknown=True, has_open_attempt=False, workers=_fenced(state))
        yield "T10", then
    if state.state is not UNCLEAR:
        return
    if state.has_proof:
        yield "T11", _found(state)
    if world.can_find and state.phase > 0:
        if state.copies:
            yield "T11", _found(state._replace(has_proof=True))
        elif state.looks < trust.AGREEING:
            yield "look", state._replace(looks=state.looks + 1)


def _people_steps(world: World, state: State) -> Iterator[tuple[str, State]]:
    if state.state in law.WITHDRAWABLE:
        name = "T4" if state.state is WAITING else "T15"
        yield name, state._replace(state=CANCELLED, is_taken_back=True, workers=_fenced(state))
    if state.state is WAITING:
        yield "T3", state._replace(state=HELD, workers=_fenced(state))
        yield "T5", state._replace(workers=_fenced(state))
    if state.state is HELD and state.releases:
        released = state._replace(
            state=WAITING, is_changed=False, is_lost=False, is_taken_back=False, releases=state.releases - 1
        )
        yield "T14", released._replace(workers=_fenced(state))
    if not state.is_changed and state.state not in workflow.ON_ITS_WAY | {CANCELLED}:
        is_held = state.state is WAITING
        then = state._replace(is_changed=True, state=HELD if is_held else state.state)
        yield "T3" if is_held else "edit", then._replace(workers=_fenced(then)) if is_held else then
    if state.state is UNCLEAR and state.copies:
        yield "T11", _found(state)
    if state.state is UNCLEAR and not state.copies and not state.has_proof and is_believed(world, state):
        then = state._replace(state=HELD, is_unknown=False, workers=_fenced(state))
        yield "T13", _cancel_if_taken_down(then)


def is_believed(world: World, state: State) -> bool:
    """Tell whether somebody who looked and saw nothing is believed."""
    evidence = trust.Evidence(
        called_at=CALLED,
        absences=[CALLED + timedelta(minutes=3)] * state.looks,
        can_find=world.can_find,
    )
    return trust.find_doubt(evidence, quiet=QUIET, now=CALLED + SINCE_CALL[state.phase]) is None


def _removal_steps(world: World, state: State) -> Iterator[tuple[str, State]]:
    if state.state in {SENDING, UNCLEAR, SENT} and not state.is_removal_ordered:
        yield "removal ordered", state._replace(is_removal_ordered=True)
    if state.state is SENT and state.is_removal_ordered:
        yield "T17", state._replace(state=REMOVING, workers=_fenced(state))
    if state.state is REMOVING:
        yield "T18", state._replace(copies=0)
        if not state.copies and SINCE_CALL[state.phase] >= QUIET:
            yield "T19", state._replace(state=REMOVED)


def _backup_steps(state: State) -> Iterator[tuple[str, State]]:
    """A backup keeps what the database knows; putting it back forgets the rest, and no worker of before writes again."""
    if not state.restores:
        return
    kept = Saved(*(getattr(state, name) for name in Saved._fields))
    if state.saved is None:
        yield "backup", state._replace(saved=kept)
        return
    about_to_call = sum(worker.stage == "ticket" and not worker.is_late for worker in state.workers)
    yield (
        "restore",
        state._replace(
            **state.saved._asdict(),
            saved=None,
            mode="restore",
            is_restored=True,
            phase=1,
            looks=0,
            restores=state.restores - 1,
            pending=state.pending + about_to_call,
            workers=tuple(Worker() for _ in state.workers),
        ),
    )


def _restore_steps(world: World, state: State) -> Iterator[tuple[str, State]]:
    """What restore mode does before two persons end it: the channel is listed, again once the quiet time is over."""
    is_settled = restoring.may_settle(is_readable=world.can_find, is_quiet=SINCE_CALL[state.phase] >= QUIET)
    there = Sighting.THERE if state.copies else Sighting.NOT_THERE
    seen = there if world.can_find else Sighting.UNREADABLE
    is_said = is_settled or seen is not Sighting.NOT_THERE or state.state is SENDING
    name = restoring.next_step(state.state, seen) if is_said else None
    if name is not None:
        yield name, _listed(state, law.TRANSITIONS[name][1])
    elif state.state is UNCLEAR and not state.is_lost:
        yield "marked as lost", state._replace(is_lost=True)
    elif state.mode == "restore" and is_settled:
        yield "reconciled", state._replace(mode="reconciled")
    elif state.mode == "reconciled":
        yield "ended by two persons", state._replace(mode="normal")


def _listed(state: State, follows: DeliveryState) -> State:
    is_doubtful = follows is UNCLEAR
    then = state._replace(
        state=follows,
        is_unknown=is_doubtful,
        is_lost=is_doubtful,
        has_open_attempt=False,
        has_proof=state.has_proof or follows is SENT,
    )
    return then._replace(workers=_fenced(then))


def _outside_steps(world: World, state: State) -> Iterator[tuple[str, State]]:
    """What nobody in the office decides: the platform, time, and what comes to stand against the delivery."""
    if state.pending:
        yield "carried out", _with_copy(world, state)._replace(pending=state.pending - 1)
        yield "never carried out", state._replace(pending=state.pending - 1)
    if state.phase == 0:
        late = tuple(w._replace(is_late=True) if w.stage == "ticket" else w for w in state.workers)
        yield "lease over", state._replace(phase=1, workers=late)
    elif state.phase == 1 and not state.pending:
        yield "quiet time over", state._replace(phase=2)
    if world.obstacle:
        yield "obstacle", state._replace(is_obstructed=not state.is_obstructed)


def _fenced(state: State) -> tuple[Worker, ...]:
    """The row changes hands: whoever had it has it no more."""
    return tuple(w if w.stage == "idle" else w._replace(is_mine=False) for w in state.workers)


def _found(state: State) -> State:
    return state._replace(state=SENT, is_unknown=False, workers=_fenced(state))


def _cancel_if_taken_down(state: State) -> State:
    is_certain = state.state in {WAITING, HELD}
    return state._replace(state=CANCELLED) if is_certain and state.is_removal_ordered else state


def _with_copy(world: World, state: State) -> State:
    """One more copy on the platform; where it knows our ids, never a second one."""
    is_known = world.idempotency is Idempotency.OWN_ID and state.copies
    return state if is_known else state._replace(copies=state.copies + 1)
