"""Every course of events that the model of a delivery allows, and what was promised of each step.

States are visited breadth first, so the course that ends badly is among the shortest there are.
"""

from collections.abc import Callable
from typing import Final

from app.editorial import deliveries as law
from tests.editorial.delivery_model import (
    CANCELLED,
    HELD,
    REMOVED,
    SENDING,
    SENT,
    WAITING,
    State,
    World,
    steps,
)

AT_REST = frozenset({SENT, HELD, CANCELLED, REMOVED})
CERTAINLY_NOT = frozenset({WAITING, HELD, CANCELLED, REMOVED})


class WentWrongError(AssertionError):
    """A course of events that must not be; the message tells what and how it came about."""


def explore(world: World) -> int:
    """Visit every state that can come about and return how many; raises WentWrongError with the course of events."""
    before: dict[State, tuple[State | None, str]] = {world.start(): (None, "")}
    after: dict[State, list[State]] = {}
    layer = [world.start()]
    while layer:
        found = []
        for state in layer:
            after[state] = []
            for step, then in steps(world, state):
                wrong = _wrong_with(state, step, then)
                if wrong:
                    raise WentWrongError(f"{wrong}: {_course(before, state)} > {step}")
                after[state].append(then)
                if then not in before:
                    before[then] = (state, step)
                    found.append(then)
        layer = found
    _find_stuck(before, after)
    return len(before)


def _is_left(step: str) -> bool:
    return step in {"T2", "T12"}


PROMISES: Final[dict[str, Callable[[State, str, State], bool]]] = {
    "not in the table": lambda old, step, new: not step.startswith("T") or _is_in_table(old, step, new),
    "two copies": lambda _, __, new: new.copies <= 1,
    "believed away although it is there": lambda _, __, new: (
        not new.copies or new.state not in CERTAINLY_NOT or new.mode != "normal"
    ),
    "sent although it is not there": lambda _, __, new: (
        new.copies > 0 or new.state is not SENT or new.is_restored
    ),
    "left although it was taken back": lambda old, step, _: not (_is_left(step) and old.is_taken_back),
    "left in restore mode": lambda old, step, _: not (_is_left(step) and old.mode != "normal"),
    "left although something stands against it": lambda old, step, _: (
        not (_is_left(step) and old.is_obstructed)
    ),
    "called with the proof at hand": lambda old, step, _: not (_is_left(step) and old.has_proof),
    "a text nobody approved": lambda _, __, new: not new.is_changed or new.state not in {WAITING, SENDING},
}
"""What must hold at every step, under the words for what it means if it does not."""


def _is_in_table(old: State, step: str, new: State) -> bool:
    """Tell whether the table knows the change; where a removal was ordered, what comes to nothing ends at once."""
    before, after = law.TRANSITIONS[step]
    is_ended = old.is_removal_ordered and new.state is CANCELLED and after in {WAITING, HELD}
    return old.state is before and (new.state is after or is_ended)


def _wrong_with(old: State, step: str, new: State) -> str | None:
    return next((words for words, holds in PROMISES.items() if not holds(old, step, new)), None)


def _find_stuck(before: dict, after: dict[State, list[State]]) -> None:
    """Raise WentWrongError if there is a state from which no course leads to where it may rest."""
    comes_from: dict[State, list[State]] = {}
    for state, thens in after.items():
        for then in thens:
            comes_from.setdefault(then, []).append(state)
    todo = [state for state in after if state.state in AT_REST]
    ends_well = set(todo)
    while todo:
        for state in comes_from.get(todo.pop(), ()):
            if state not in ends_well:
                ends_well.add(state)
                todo.append(state)
    stuck = next((state for state in after if state not in ends_well), None)
    if stuck is not None:
        raise WentWrongError(f"never comes to rest: {_course(before, stuck)}")


def _course(before: dict[State, tuple[State | None, str]], state: State) -> str:
    names = []
    at: State | None = state
    while at is not None:
        at, step = before[at]
        names.append(step)
    return " > ".join(name for name in reversed(names) if name)
