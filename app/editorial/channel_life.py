"""The life of a channel: which step leads from where to where, and what is missing before it may open.

Anlage 1, page 9: a ministry decides itself on its channels and informs PIA and LfD; page 3: no channel without a
Nutzungskonzept. Nobody approves here, and nothing is refused but what is not complete.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.errors import InvalidError, Issue, WrongStateError
from app.models.channel import Channel, ChannelState
from app.models.channel_life import LifeStep as LifeStep
from app.models.channel_life import NoticeRecipient

S = ChannelState
PREPARING: Final = (S.PLANNED, S.RESERVED, S.CONCEPT_READY, S.INFORMED)
"""The states before a channel opens, in the order it passes through them."""
OPEN: Final = frozenset({S.ACTIVE, S.TRIAL})
RUNNING: Final = OPEN | {S.PAUSED}
"""The states in which the public finds a channel as one of ours."""


@dataclass(frozen=True)
class Way:
    """From which states a step leads where, whether the channel opens by it, and what has to be said."""

    sources: frozenset[ChannelState]
    target: ChannelState
    opens: bool = False
    needs_reason: bool = True
    needs_day: bool = False


_GOING_ON = frozenset({*PREPARING, S.ACTIVE, S.TRIAL, S.PAUSED})
WAYS: Final[Mapping[LifeStep, Way]] = {
    LifeStep.RESERVE: Way(frozenset({S.PLANNED}), S.RESERVED, needs_reason=False),
    LifeStep.ACTIVATE: Way(
        frozenset({*PREPARING, S.TRIAL, S.PAUSED, S.DEACTIVATED}), S.ACTIVE, opens=True, needs_reason=False
    ),
    LifeStep.TRY_OUT: Way(
        frozenset({*PREPARING, S.PAUSED}), S.TRIAL, opens=True, needs_reason=False, needs_day=True
    ),
    LifeStep.PAUSE: Way(OPEN, S.PAUSED),
    LifeStep.DEACTIVATE: Way(_GOING_ON, S.DEACTIVATED),
    LifeStep.TRANSFER: Way(_GOING_ON | {S.DEACTIVATED}, S.TRANSFERRED),
    LifeStep.DISCONTINUE: Way(_GOING_ON | {S.DEACTIVATED}, S.DISCONTINUED),
}
"""A deactivated channel may come back (Drucksache, page 1: «reaktivieren, sobald»); the last two are final."""


@dataclass(frozen=True)
class Readiness:
    """What is known of a channel's preparation: its use, its concept, who was told of it, a stop of its platform."""

    is_use_described: bool
    has_concept: bool
    told: frozenset[NoticeRecipient]
    is_platform_stopped: bool
    is_waived: bool

    @property
    def is_told(self) -> bool:
        """Tell whether both recipients were told."""
        return self.told >= set(NoticeRecipient)


def list_missing(ready: Readiness) -> list[str]:
    """Return the keys of everything still missing before the channel may open, all at once.

    A waiver stands in for concept and notices, never for a stop of the platform.
    """
    missing = {
        "use": not ready.is_use_described and not ready.is_waived,
        "concept": not ready.has_concept and not ready.is_waived,
        "notice_pia": NoticeRecipient.PIA not in ready.told and not ready.is_waived,
        "notice_lfd": NoticeRecipient.LFD not in ready.told and not ready.is_waived,
        "platform_stopped": ready.is_platform_stopped,
    }
    return [key for key, is_missing in missing.items() if is_missing]


def list_steps(state: ChannelState) -> list[LifeStep]:
    """Return the steps that lead on from a state; whether the channel is ready to open is another question."""
    return [step for step, way in WAYS.items() if state in way.sources]


def ensure_step(channel: Channel, step: LifeStep) -> Way:
    """Return the way of a step. Raises WrongStateError where the channel's state does not allow it."""
    way = WAYS[step]
    if channel.state not in way.sources:
        raise WrongStateError(
            state=channel.state.value, possible_in=sorted(state.value for state in way.sources)
        )
    return way


def ensure_said(way: Way, *, reason: str | None, has_day: bool) -> None:
    """Raise InvalidError naming what the step needs and nobody said: a reason, the day it is decided on."""
    wanted = {
        "reason": way.needs_reason and not (reason or "").strip(),
        "decide_on": way.needs_day and not has_day,
    }
    issues = [Issue(field, "missing") for field, is_missing in wanted.items() if is_missing]
    if issues:
        raise InvalidError(issues=issues)


def ensure_ready(ready: Readiness) -> None:
    """Raise WrongStateError `channel-not-ready` naming everything that is missing before the channel may open."""
    missing = list_missing(ready)
    if missing:
        raise WrongStateError(key="channel-not-ready", missing=missing)


def advance(state: ChannelState, ready: Readiness) -> ChannelState:
    """Return how far a channel in preparation has come by what is known; any other state stays."""
    if state not in PREPARING:
        return state
    is_described = ready.is_use_described and ready.has_concept
    reached = S.INFORMED if is_described and ready.is_told else S.CONCEPT_READY if is_described else state
    return _later(PREPARING, state, reached)


def _later(order: Sequence[ChannelState], one: ChannelState, other: ChannelState) -> ChannelState:
    return max(one, other, key=order.index)
