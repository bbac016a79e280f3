"""What cases (Löschverfahren) are opened with, answered with and decided on."""

from uuid import UUID

from app.actions.takedown_notices import Charge
from app.api.schemas.fields import Reason, Request, When
from app.models.ground import Ground
from app.models.takedown import AnswerKind, TakedownKind, TakedownOutcome


class TakedownIn(Request):
    """A case about one delivery, or about all of a post; without a deadline the usual one counts."""

    post_id: UUID | None = None
    delivery_id: UUID | None = None
    kind: TakedownKind
    ground: Ground
    quote: Reason
    remedy: Reason
    deadline_at: When | None = None
    urgent_reason: Reason | None = None

    def charge(self) -> Charge:
        """Return what the actions take."""
        return Charge(self.kind, self.ground, self.quote, self.remedy, self.deadline_at, self.urgent_reason)  # type: ignore[arg-type] # When is a Moment


class RespondIn(Request):
    """What the ministry answers; an objection needs a statement."""

    answer: AnswerKind
    statement: Reason | None = None


class ExecuteIn(Request):
    """Why, where the same person opens and executes."""

    reason: Reason | None = None


class CloseIn(Request):
    """How the case ends without a removal."""

    outcome: TakedownOutcome
