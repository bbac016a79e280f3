"""What happened in a case (Löschverfahren), step by step: who did what when, and in which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.messages import ANSWERS, OUTCOMES
from app.models import Takedown
from app.models.takedown import TakedownState
from app.models.user import MACHINE


@dataclass(frozen=True)
class Turn:
    """One step of a case. How many there are tells whether somebody has seen the last one."""

    at: datetime
    by: str
    what: str
    words: str | None


def find_turns(takedown: Takedown) -> list[Turn]:
    """Return the steps of a case in their order."""
    return list(_tell(takedown))


def _tell(takedown: Takedown) -> Iterator[Turn]:
    yield Turn(takedown.opened_at, takedown.opened_by.name, "Verfahren eröffnet und angekündigt", None)
    for answer in takedown.answers:
        what = f"Antwort des Ressorts: {ANSWERS[answer.answer]}"
        yield Turn(answer.at, answer.by.name, what, answer.statement)
    if takedown.executed_at and takedown.executed_by:
        alone = ", durch dieselbe Person wie die Ankündigung" if takedown.by_same_person else ""
        what = f"Entfernung angeordnet{alone}"
        yield Turn(takedown.executed_at, takedown.executed_by.name, what, takedown.execute_reason)
    if takedown.ended_at:
        by = takedown.ended_by.name if takedown.ended_by else MACHINE.name
        yield Turn(takedown.ended_at, by, _name_end(takedown), takedown.end_reason)


def _name_end(takedown: Takedown) -> str:
    if takedown.outcome:
        return f"Verfahren abgeschlossen: {OUTCOMES[takedown.outcome]}"
    is_revoked = takedown.state is TakedownState.REVOKED
    return "Verfahren zurückgenommen" if is_revoked else "Entfernung ausgeführt, Verfahren beendet"
