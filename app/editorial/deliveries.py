"""The delivery protocol's law: every transition there is, and the guards of the intent commit.

PUBLISHING sections 4 and 5; T and G numbers are the ones used there. A database trigger knows the same pairs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.editorial.payload import digest, images_of
from app.editorial.second_approvals import ENOUGH
from app.models.channel import Channel, Idempotency
from app.models.delivery import AttemptOutcome, Delivery, DeliveryState, HoldReason
from app.models.post import Approval
from app.models.stop import PublishingControl, PublishingMode, PublishingStop, StopScope

_W, _S, _U, _OK = DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNCLEAR, DeliveryState.SENT
_H, _C = DeliveryState.HELD, DeliveryState.CANCELLED
_RG, _RD = DeliveryState.REMOVING, DeliveryState.REMOVED

TRANSITIONS: Final[dict[str, tuple[DeliveryState | None, DeliveryState]]] = {
    "T1": (None, _W),
    "T2": (_W, _S),
    "T3": (_W, _H),
    "T4": (_W, _C),
    "T5": (_W, _W),
    "T6": (_S, _OK),
    "T7": (_S, _W),
    "T8": (_S, _H),
    "T9": (_S, _U),
    "T10": (_S, _U),
    "T11": (_U, _OK),
    "T12": (_U, _S),
    "T13": (_U, _H),
    "T14": (_H, _W),
    "T15": (_H, _C),
    "T16": (_H, _U),
    "T17": (_OK, _RG),
    "T18": (_RG, _RG),
    "T19": (_RG, _RD),
    "T20a": (_W, _OK),
    "T20b": (_W, _U),
    "T20c": (_H, _OK),
    "T20d": (_H, _U),
}

WITHDRAWABLE: Final = frozenset({_W, _H})
"""Where nothing is on its channel or on its way: a withdrawal can be confirmed (T4, T15)."""
MAX_ATTEMPTS: Final = 10
MAX_PREPARE_TRIES: Final = 3
AHEAD: Final = timedelta(minutes=5)
"""So long before its time a delivery's images are handed over (PUBLISHING section 13)."""
HANDLES_LAST: Final = timedelta(minutes=10)
"""So much longer the platform must keep the images when the call begins (G19)."""
KEEP_NO_IMAGES: Final = frozenset({"portal", "console", "webhook"})
"""Platforms that are handed no images ahead: ours shows its own, the others are told hashes."""
LATE: Final = timedelta(minutes=5)
"""What leaves later than this after its time is told to author and desk (PUBLISHING section 9)."""


@dataclass(frozen=True)
class Facts:
    """What the intent commit looks at: locked rows, the persons behind them, and the database's two clocks.

    `now` is the start of the transaction, `clock` this very moment. `stops` are the open ones. `credentials_of` are
    the environments that the channel's credentials were set in. `has_open_attempt` is true as well where a call or a
    look said that it is there: whatever the state says, no second one follows. `intact_images` are the hashes of the
    images whose bytes were found unchanged just before. `is_in_a_hand` marks what is unclear because a hand posted it.
    `approver_persons` are all who approved this very revision and hash, whatever the time; `is_in_quiet_period` says that
    it is due in a pre-election period. `embargo_until` is its theme's; `waits_for_central` says that its theme goes first to the
    central channels, that this is not one of them, and that none has it yet. `waits_for_package` says that what it
    leaves together with is not fired, or stands still for want of another member; `fires_at` is the package's moment.
    """

    delivery: Delivery
    channel: Channel
    approval: Approval
    current_revision_id: UUID | None
    approver_person: UUID
    writer_persons: frozenset[UUID]
    stops: tuple[PublishingStop, ...]
    control: PublishingControl
    environment: str
    has_open_attempt: bool
    now: datetime
    clock: datetime
    credentials_of: frozenset[str] = frozenset()
    intact_images: frozenset[str] = frozenset()
    is_in_a_hand: bool = False
    approver_persons: frozenset[UUID] = frozenset()
    is_in_quiet_period: bool = False
    embargo_until: datetime | None = None
    waits_for_central: bool = False
    waits_for_package: bool = False
    fires_at: datetime | None = None


@dataclass(frozen=True)
class Guard:
    """One condition: what must hold, and the hold it causes otherwise. Without a hold the row is left for later.

    `alarm` marks what must never happen by itself; `wake` asks for the next bell instead of the usual throttle;
    `waits` tells whether there is still hope, so that the row is left for later although the guard could hold it.
    """

    holds: Callable[[Facts], bool]
    hold: HoldReason | None = None
    alarm: bool = False
    wake: bool = False
    waits: Callable[[Facts], bool] = lambda _: False


def covers(stop: PublishingStop, channel_id: UUID) -> bool:
    """Tell whether a stop covers a channel."""
    return stop.scope is StopScope.ALL or stop.channel_id == channel_id


def closes_at(delivery: Delivery) -> datetime:
    """Return the last instant at which the delivery may still begin to leave."""
    return delivery.due_at + timedelta(seconds=delivery.window_s)


def _may_begin(facts: Facts) -> bool:
    """Tell whether it is waiting, or unclear on a channel that refuses a second copy by our own id (T2, T12).

    What a hand posted bears no such id. What a restored database calls unclear may have been taken back since.
    """
    delivery = facts.delivery
    if delivery.state is DeliveryState.UNCLEAR:
        is_ours = facts.channel.idempotency is Idempotency.OWN_ID and not facts.is_in_a_hand
        return is_ours and delivery.lost_since is None
    return facts.delivery.state is DeliveryState.WAITING


def _is_same_revision(facts: Facts) -> bool:
    return facts.approval.revision_id == facts.delivery.revision_id == facts.current_revision_id


def _is_same_content(facts: Facts) -> bool:
    """Tell whether words, hash and approved hash are one, and the images' bytes those that were approved (UP-05)."""
    delivery = facts.delivery
    is_same = digest(delivery.payload) == delivery.payload_sha256 == facts.approval.payload_sha256
    return is_same and {image.sha256 for image in images_of(delivery.payload)} <= facts.intact_images


def _is_approved_for_its_time(facts: Facts) -> bool:
    """Tell whether its time was approved, and in a pre-election period by a second person who did not write it either.

    The period may have been entered after the approval: what counts is when it is due (NEUTRALITY section 5).
    """
    approvers = (facts.approver_persons | {facts.approver_person}) - facts.writer_persons
    is_enough = len(approvers) >= ENOUGH or not facts.is_in_quiet_period
    return facts.approval.due_at == facts.delivery.due_at and is_enough


def needs_preparation(delivery: Delivery, channel: Channel) -> bool:
    """Tell whether images must be handed over before the call: there are some, and the platform keeps them itself."""
    is_handed_over = channel.platform_slug not in KEEP_NO_IMAGES
    is_by_hand = channel.idempotency is Idempotency.MANUAL
    return is_handed_over and not is_by_hand and bool(images_of(delivery.payload))


def is_prepared(delivery: Delivery, channel: Channel, when: datetime) -> bool:
    """Tell whether nothing is left to be prepared for a call that begins at that instant (G19)."""
    until = delivery.prepared_until
    is_ready = until is not None and until >= when + HANDLES_LAST
    return is_ready or not needs_preparation(delivery, channel)


def _can_still_be_prepared(facts: Facts) -> bool:
    """Tell whether a try is left or under way."""
    after = facts.delivery.prepare_after
    return facts.delivery.prepare_tries < MAX_PREPARE_TRIES or (after is not None and after > facts.now)


GUARDS: Final[dict[str, Guard]] = {
    "G01": Guard(_may_begin),
    "G02": Guard(lambda f: f.delivery.due_at <= f.now),
    "G03": Guard(lambda f: f.now <= closes_at(f.delivery), HoldReason.MISSED_WINDOW),
    "G04": Guard(lambda f: f.delivery.next_attempt_at is None or f.delivery.next_attempt_at <= f.now),
    "G05": Guard(lambda f: f.control.mode is PublishingMode.NORMAL),
    "G06": Guard(
        lambda f: not any(covers(stop, f.channel.id) for stop in f.stops), HoldReason.EMERGENCY_STOP
    ),
    "G07": Guard(lambda f: f.control.clock_ok, alarm=True),
    "G08": Guard(lambda f: f.channel.is_open and f.channel.is_connected, HoldReason.CHANNEL_CLOSED),
    "G09": Guard(
        lambda f: {f.channel.environment, *f.credentials_of} == {f.environment},
        HoldReason.WRONG_ENVIRONMENT,
        alarm=True,
    ),
    "G10": Guard(lambda f: f.channel.access_ok, HoldReason.CHANNEL_ACCESS),
    "G11": Guard(lambda f: f.channel.paused_until is None or f.channel.paused_until <= f.now, wake=True),
    "G12": Guard(lambda f: f.channel.next_free_at is None or f.channel.next_free_at <= f.clock, wake=True),
    "G13": Guard(_is_same_revision, HoldReason.APPROVAL_LAPSED),
    "G14": Guard(_is_approved_for_its_time, HoldReason.APPROVAL_LAPSED),
    "G15": Guard(lambda f: f.approver_person not in f.writer_persons, HoldReason.FOUR_EYES, alarm=True),
    "G16": Guard(_is_same_content, HoldReason.HASH_MISMATCH, alarm=True),
    "G17": Guard(lambda f: f.embargo_until is None or f.embargo_until <= f.now, HoldReason.EMBARGO),
    "G18": Guard(lambda f: not f.waits_for_central, wake=True),
    "G19": Guard(
        lambda f: is_prepared(f.delivery, f.channel, f.now),
        HoldReason.POISON,
        wake=True,
        waits=_can_still_be_prepared,
    ),
    "G20": Guard(lambda f: f.delivery.attempts < MAX_ATTEMPTS, HoldReason.ATTEMPTS_EXHAUSTED),
    "G21": Guard(lambda f: not f.has_open_attempt),
    "G23": Guard(lambda f: not f.waits_for_package, wake=True),
    "G22": Guard(lambda f: f.channel.idempotency is not Idempotency.MANUAL, HoldReason.MANUAL),
}


@dataclass(frozen=True)
class Verdict:
    """What the guards say: nothing against it, or the first guard that failed and what follows from it."""

    guard: str | None = None
    hold: HoldReason | None = None
    alarm: bool = False
    wake: bool = False

    @property
    def is_clear(self) -> bool:
        """Tell whether the delivery may leave now."""
        return self.guard is None


def failing_guards(facts: Facts) -> list[str]:
    """Return the names of all guards that do not hold, in order."""
    return [name for name, guard in GUARDS.items() if not guard.holds(facts)]


def judge(facts: Facts) -> Verdict:
    """Return the verdict of the first failing guard. From `unclear` no guard ever holds the row."""
    failing = failing_guards(facts)
    if not failing:
        return Verdict()
    guard = GUARDS[failing[0]]
    may_hold = facts.delivery.state is DeliveryState.WAITING and not guard.waits(facts)
    hold = guard.hold if may_hold else None
    if hold is HoldReason.MISSED_WINDOW:
        hold = missed_for(waits_for_central=facts.waits_for_central)
    return Verdict(failing[0], hold, guard.alarm, guard.wake)


def missed_for(*, waits_for_central: bool) -> HoldReason:
    """Return why a window was missed: for want of the central channel's delivery, or for whatever else (G03, G18)."""
    return HoldReason.PREDECESSOR if waits_for_central else HoldReason.MISSED_WINDOW


def may_prepare(facts: Facts) -> bool:
    """Tell whether images are to be handed over now: they will be needed, and nothing but time is against the delivery."""
    called_at = max(facts.now, facts.delivery.due_at)
    is_silent = facts.embargo_until is not None and facts.embargo_until > called_at
    obstacles = set(failing_guards(facts)) - {"G02", "G04", "G12", "G17", "G18", "G19", "G23"}
    return not obstacles and not is_silent and not is_prepared(facts.delivery, facts.channel, called_at)


def conclude(answer: AttemptOutcome, *, was_unknown: bool) -> str:
    """Return the transition that follows a call's answer, T6 to T9.

    A failure says nothing of an earlier call whose answer was lost: that one may still be there.
    """
    match answer:
        case AttemptOutcome.SENT:
            return "T6"
        case AttemptOutcome.TEMPORARY if not was_unknown:
            return "T7"
        case AttemptOutcome.REFUSED if not was_unknown:
            return "T8"
    return "T9"


def is_still_held_by(fence: int, delivery: Delivery) -> bool:
    """Tell whether the worker that got this fence may still say what becomes of the delivery."""
    return delivery.fence == fence and delivery.state is DeliveryState.SENDING


FOR_MACHINES: Final = frozenset({"G01", "G22"})
"""The guards that only a machine's call passes: it is waiting, and the channel is not served by hand."""


def failing_by_hand(facts: Facts) -> list[tuple[str, HoldReason | None]]:
    """Return the guards that speak against posting by hand now, in order, each with the hold it stands for (T16)."""
    return [(name, GUARDS[name].hold) for name in failing_guards(facts) if name not in FOR_MACHINES]


def pairs() -> Iterable[tuple[DeliveryState | None, DeliveryState]]:
    """Return every (old, new) pair of states that the table allows."""
    return sorted(set(TRANSITIONS.values()), key=lambda pair: (pair[0] or "", pair[1]))
