"""Elections and the pre-election periods decided for them."""

from datetime import date
from uuid import UUID

from app import clock
from app.actions.elections import Entry
from app.api.schemas.fields import Answer, Instant, Reason, Request, Title
from app.models import Election
from app.models.election import ElectionKind
from app.queries.elections import ElectionState, state_of


class ElectionIn(Request):
    """An election to be entered; without days of its own its period begins three months before and ends with it."""

    territory: Title
    kind: ElectionKind
    day: date
    quiet_from: date | None = None
    quiet_to: date | None = None
    source: Reason
    note: Reason | None = None

    def entry(self) -> Entry:
        """Return what the actions take."""
        return Entry(**{name: getattr(self, name) for name in type(self).model_fields})


class WithdrawalIn(Request):
    """Why a period is taken back."""

    reason: Reason


class ElectionOut(Answer):
    """An election with its period, both days included, in Berlin days; it counts while `state` is coming or running.

    `ending_by` is who asked to take back a decided one: it counts until a second person does so.
    """

    id: UUID
    territory: str
    kind: ElectionKind
    day: date
    quiet_from: date
    quiet_to: date
    source: str
    note: str | None
    state: ElectionState
    proposed_by: str
    proposed_at: Instant
    decided_by: str | None
    decided_at: Instant | None
    ending_by: str | None
    ending_reason: str | None
    withdrawn_by: str | None
    withdrawn_at: Instant | None

    @classmethod
    def of(cls, row: Election) -> "ElectionOut":
        """Return the answer for a row."""
        people = {
            name: getattr(row, name).name if getattr(row, name) else None
            for name in ("proposed_by", "decided_by", "ending_by", "withdrawn_by")
        }
        names = set(cls.model_fields) - set(people) - {"state"}
        values = {name: getattr(row, name) for name in names}
        return cls(**values, **people, state=state_of(row, clock.today()))
