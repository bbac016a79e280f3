"""The law of the case (Löschverfahren): what is possible in which state, and what is missing before the desk removes.

Anlage 1, page 7: party politics is removed from central channels «nach vorheriger Ankündigung an das publizierende
Ressort»; page 9 forbids it on a ministry's own channels as well, but gives nobody the right to remove it there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.errors import InvalidError, Issue, NotAllowedError, WrongStateError
from app.models.delivery import DeliveryState
from app.models.takedown import (
    AnswerKind,
    Takedown,
    TakedownKind,
    TakedownOutcome,
    TakedownState,
)
from app.models.user import Actor


class TakedownAction(StrEnum):
    """What somebody can do with a case."""

    RESPOND = "respond"
    EXECUTE = "execute"
    CLOSE = "close"
    REVOKE = "revoke"


_UNDECIDED = frozenset({TakedownState.OPEN, TakedownState.ANSWERED})
POSSIBLE_IN: Final[Mapping[TakedownAction, frozenset[TakedownState]]] = {
    TakedownAction.RESPOND: _UNDECIDED,
    TakedownAction.EXECUTE: _UNDECIDED,
    TakedownAction.CLOSE: _UNDECIDED,
    TakedownAction.REVOKE: _UNDECIDED | {TakedownState.EXECUTING},
}
"""A case that is being executed can be revoked until the removal begins (T17)."""

REMOVABLE: Final = frozenset({DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCLEAR})
"""What is on its channel or may be: of this a removal can be wanted."""

BINDING: Final = frozenset({AnswerKind.AGREE, AnswerKind.REMOVE})
"""Answers that lead to a removal at once: only whoever may remove the ministry's posts gives them."""

OUTCOMES: Final[Mapping[TakedownKind, frozenset[TakedownOutcome]]] = {
    TakedownKind.REMOVAL: frozenset(
        {
            TakedownOutcome.CORRECTED,
            TakedownOutcome.REMOVED_BY_MINISTRY,
            TakedownOutcome.OBJECTION_UPHELD,
        }
    ),
    TakedownKind.NOTICE_ONLY: frozenset(
        {
            TakedownOutcome.CORRECTED,
            TakedownOutcome.REMOVED_BY_MINISTRY,
            TakedownOutcome.OBJECTION_UPHELD,
            TakedownOutcome.NOTED,
        }
    ),
}
"""How people can close a case; that nothing was ever published only the machine can tell."""


@dataclass(frozen=True)
class Standing:
    """What counts for a decision: when the notice arrived, what was answered last, what time it is."""

    takedown: Takedown
    delivered_at: datetime | None
    last_answer: AnswerKind | None
    opener_person: UUID
    now: datetime

    @property
    def has_arrived(self) -> bool:
        """Tell whether the notice reached the ministry; whoever answers has read it."""
        return self.delivered_at is not None or self.last_answer is not None

    @property
    def may_go_on(self) -> bool:
        """Tell whether the ministry had its time, or agreed before it was over."""
        return self.last_answer is AnswerKind.AGREE or self.takedown.deadline_at <= self.now


def ensure_takedown_in(takedown: Takedown, action: TakedownAction) -> None:
    """Raise WrongStateError unless the action is possible in the state of the case."""
    possible = POSSIBLE_IN[action]
    if takedown.state not in possible:
        raise WrongStateError(
            state=takedown.state.value, possible_in=sorted(state.value for state in possible)
        )


def ensure_for_removal(takedown: Takedown) -> None:
    """Raise NotAllowedError for a notice only: it gives nobody the right to remove."""
    if takedown.kind is TakedownKind.NOTICE_ONLY:
        raise NotAllowedError(key="notice-only")


def ensure_outcome(takedown: Takedown, outcome: TakedownOutcome) -> None:
    """Raise InvalidError for an outcome that a case of this kind cannot have."""
    possible = OUTCOMES[takedown.kind]
    if outcome not in possible:
        expected = ", ".join(sorted(row.value for row in possible))
        raise InvalidError(issues=[Issue("outcome", "enum", {"expected": expected})])


def find_missing(standing: Standing, actor: Actor, reason: str | None) -> list[str]:
    """Return the keys of what is missing before this person may remove; empty where nothing is.

    Another person than the one who opened the case; the same one only with a written reason (SECURITY section 2).
    """
    missing = []
    if not standing.has_arrived:
        missing.append("notice-not-delivered")
    if not standing.may_go_on:
        missing.append("deadline-running")
    if is_same_person(standing, actor) and reason is None:
        missing.append("second-person")
    return missing


def is_same_person(standing: Standing, actor: Actor) -> bool:
    """Tell whether the actor is, as a person, the one who opened the case."""
    return actor.person_id == standing.opener_person
