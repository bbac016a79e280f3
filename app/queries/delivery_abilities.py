"""What somebody can do with one delivery right now, and if not, why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app import clock
from app.editorial.permissions import (
    Permission,
    has_written,
    is_allowed,
    is_allowed_at,
    may_approve,
    may_approve_again,
    may_resolve,
)
from app.editorial.resolutions import Evidence, find_doubt
from app.editorial.workflow import ON_ITS_WAY
from app.messages import explain
from app.models import DeliveryAttempt, Resolution
from app.models.channel import Idempotency
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState, HoldReason
from app.models.post import PostState
from app.models.user import Actor
from app.queries.abilities import Ability
from app.queries.deliveries import PROPOSED, DeliveryView
from app.settings import settings

Obstacle = tuple[str, dict[str, Any]]
"""The key of what stands in the way, and the values of its sentence."""

_W, _H, _U, _RG = (
    DeliveryState.WAITING.value,
    DeliveryState.HELD.value,
    DeliveryState.UNCLEAR.value,
    DeliveryState.REMOVING.value,
)


@dataclass(frozen=True)
class Situation:
    """Who looks at which delivery; what was tried, said and asked for, the newest first.

    `is_taken_down` says that its removal is ordered, `is_unwanted` that the desk wants it removed in an open case.
    `needs_second`: due in a pre-election period and approved by one person so far; `approvers` holds that one.
    """

    actor: Actor
    view: DeliveryView
    attempts: Sequence[DeliveryAttempt] = ()
    resolutions: Sequence[Resolution] = ()
    is_taken_down: bool = False
    is_unwanted: bool = False
    needs_second: bool = False
    approvers: frozenset[UUID] = frozenset()

    @property
    def posted_by_id(self) -> UUID | None:
        """Who made the last call to publish, if a person did."""
        return next((row.by_id for row in self.attempts if row.kind is AttemptKind.PUBLISH), None)

    @property
    def is_manual(self) -> bool:
        """Whether the channel is served by hand."""
        return self.view.channel_row.idempotency is Idempotency.MANUAL


@dataclass(frozen=True)
class Rule:
    """In which states an action is possible and for whom; `obstacle` names what else stands in the way."""

    states: frozenset[str]
    is_permitted: Callable[[Situation], bool]
    obstacle: Callable[[Situation], Obstacle | None] = lambda _: None


def find_delivery_abilities(situation: Situation) -> list[Ability]:
    """Return every action on a delivery with the actor's possibility."""
    found = {name: _obstacle(situation, rule) for name, rule in RULES.items()}
    return [
        Ability(name, obstacle is None, explain(obstacle[0], **obstacle[1]) if obstacle else None)
        for name, obstacle in found.items()
    ]


def _obstacle(situation: Situation, rule: Rule) -> Obstacle | None:
    state = situation.view.state
    if situation.view.delivery is None and PROPOSED not in rule.states:
        return "wrong-state", {"state": PROPOSED}
    if not rule.is_permitted(situation):
        return "not-allowed", {}
    if state not in rule.states:
        is_too_late = state in ON_ITS_WAY and not rule.states & {str(one) for one in ON_ITS_WAY}
        return ("already-sending", {}) if is_too_late else ("wrong-state", {"state": state})
    return rule.obstacle(situation)


def _may_approve(situation: Situation) -> bool:
    return may_approve(situation.actor, situation.view.post, situation.view.channel_row)


def _may_approve_again(situation: Situation) -> bool:
    return may_approve_again(situation.actor, situation.view.post, situation.view.channel_row)


def _may(permission: Permission) -> Callable[[Situation], bool]:
    """Return whether it is permitted on the post's organisation or, where the matrix says so, on the channel."""

    def may(situation: Situation) -> bool:
        view = situation.view
        organisation_id = view.post.organisation_id
        return is_allowed(
            situation.actor, permission, organisation_id=organisation_id, channel=view.channel_row
        )

    return may


def _may_by_hand(situation: Situation) -> bool:
    return is_allowed_at(situation.actor, Permission.BY_HAND, situation.view.channel_row)


def _may_say(situation: Situation) -> bool:
    actor, channel = situation.actor, situation.view.channel_row
    return _decides(situation) or is_allowed_at(actor, Permission.PROPOSE_RESOLUTION, channel)


def _decides(situation: Situation) -> bool:
    return may_resolve(situation.actor, situation.view.channel_row, posted_by_id=situation.posted_by_id)


def _has_written(situation: Situation) -> Obstacle | None:
    post = situation.view.post
    writers = {post.author.person_id, post.current_revision.editor.person_id}
    return ("four-eyes", {}) if has_written(situation.actor, writers) else None


def _not_releasable(situation: Situation) -> Obstacle | None:
    state = situation.view.post.state
    if state not in {PostState.SCHEDULED, PostState.PUBLISHED}:
        return "wrong-state", {"state": state.value}
    return ("takedown-open", {}) if situation.is_unwanted else _has_written(situation)


def _no_second_needed(situation: Situation) -> Obstacle | None:
    if not situation.needs_second:
        return "no-second-approval", {}
    if situation.is_unwanted:
        return "takedown-open", {}
    is_own = situation.actor.person_id in situation.approvers
    return ("second-approval-own", {}) if is_own else _has_written(situation)


def _already_asked(situation: Situation) -> Obstacle | None:
    return ("removal-ordered", {}) if situation.is_taken_down else None


def _already_said(situation: Situation) -> Obstacle | None:
    proposes = not _decides(situation)
    is_open = any(row.closed_at is None and row.proposed is proposes for row in situation.resolutions)
    return ("resolution-open", {}) if is_open else None


def _too_early(situation: Situation) -> Obstacle | None:
    said = _already_said(situation)
    if said is not None or not _decides(situation):
        return said
    doubt = find_doubt(_evidence(situation), quiet=timedelta(seconds=settings().quiet_s), now=clock.now())
    return (doubt.key, {"moment": clock.berlin(doubt.possible_from)}) if doubt else None


def _long_ago(situation: Situation) -> datetime:
    """Return when the last call was over if it is not among the attempts looked at."""
    delivery = situation.view.delivery
    return (delivery.unknown_since or delivery.due_at) if delivery else clock.now()


def _evidence(situation: Situation) -> Evidence:
    rows, delivery = situation.attempts, situation.view.delivery
    calls = [row.finished_at or row.intent_at for row in rows if row.kind is AttemptKind.PUBLISH]
    called = max(calls, default=_long_ago(situation))
    absences = [
        row.intent_at
        for row in rows
        if row.kind is AttemptKind.PROBE and row.outcome is AttemptOutcome.ABSENT and row.intent_at >= called
    ]
    next_probe_at = delivery.next_probe_at if delivery else None
    can_be_asked = situation.view.channel_row.can_find and situation.posted_by_id is None
    return Evidence(called, absences, can_be_asked, next_probe_at)


def _not_for_a_hand(situation: Situation) -> Obstacle | None:
    is_for_it = situation.view.hold_reason == HoldReason.MANUAL.value and situation.is_manual
    return None if is_for_it else ("not-for-a-hand", {})


def _no_hand_needed(situation: Situation) -> Obstacle | None:
    removals = [row.outcome for row in situation.attempts if row.kind is AttemptKind.REMOVE]
    needs_a_hand = situation.is_manual or situation.posted_by_id is not None
    if not needs_a_hand and removals[:1] != [AttemptOutcome.REFUSED]:
        return "removes-itself", {}
    quiet_until = _evidence(situation).called_at + timedelta(seconds=settings().quiet_s)
    return ("quiet-time", {"moment": clock.berlin(quiet_until)}) if clock.now() < quiet_until else None


RULES: Final[Mapping[str, Rule]] = {
    "reschedule": Rule(frozenset({_W}), _may_approve, _has_written),
    "cancel": Rule(frozenset({PROPOSED, _W, _H}), _may(Permission.WITHDRAW)),
    "hold": Rule(frozenset({_W}), _may(Permission.HOLD)),
    "approve_again": Rule(frozenset({_W, _H, _U}), _may_approve_again, _no_second_needed),
    "release": Rule(frozenset({_H}), _may_approve, _not_releasable),
    "take_down": Rule(
        frozenset({DeliveryState.SENT.value, DeliveryState.SENDING.value, _U}),
        _may(Permission.TAKE_DOWN),
        _already_asked,
    ),
    "resolve_there": Rule(frozenset({_U}), _may_say, _already_said),
    "resolve_not_there": Rule(frozenset({_U}), _may_say, _too_early),
    "post_by_hand": Rule(frozenset({_H}), _may_by_hand, _not_for_a_hand),
    "confirm_removal": Rule(frozenset({_RG}), _may_by_hand, _no_hand_needed),
}
