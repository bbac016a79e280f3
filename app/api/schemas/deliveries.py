"""A delivery with everything that was tried, said and can be done; and what people say of it."""

from app.api.schemas.fields import Answer, Instant, Reason, Request, WebAddress
from app.api.schemas.posts import AbilityOut, DeliveryOut
from app.editorial.payload import content_warning_of, link_of
from app.messages import CARES
from app.models import DeliveryAttempt, Resolution
from app.models.delivery import DeliveryState, HoldReason
from app.models.resolution import Sight
from app.models.user import MACHINE
from app.queries.deliveries import DeliveryView
from app.queries.records import Record, tell_resolution


class ResolveIn(Request):
    """What somebody saw on the channel, in one sentence, and the address if it is there."""

    outcome: Sight
    reason: Reason
    remote_url: WebAddress | None = None


class AttemptOut(Answer):
    """One call to the platform or one look at it: what for, by whom, and what came of it."""

    number: int
    kind: str
    at: Instant
    finished_at: Instant | None
    outcome: str | None
    error: str | None
    remote_url: str | None
    by: str

    @classmethod
    def of(cls, row: DeliveryAttempt) -> "AttemptOut":
        """Return the answer for a row."""
        return cls(
            number=row.number,
            kind=row.kind.value,
            at=row.intent_at,
            finished_at=row.finished_at,
            outcome=row.outcome.value if row.outcome else None,
            error=row.error,
            remote_url=row.remote_url,
            by=row.by.name if row.by else MACHINE.name,
        )


class ResolutionOut(Answer):
    """What somebody said of an unclear delivery, and what became of it."""

    by: str
    at: Instant
    outcome: Sight
    reason: str
    remote_url: str | None
    proposed: bool
    closed_at: Instant | None
    carried_out: bool | None
    message: str

    @classmethod
    def of(cls, row: Resolution) -> "ResolutionOut":
        """Return the answer for a row."""
        return cls(
            by=row.by.name,
            at=row.asked_at,
            outcome=row.outcome,
            reason=row.reason,
            remote_url=row.remote_url,
            proposed=row.proposed,
            closed_at=row.closed_at,
            carried_out=row.carried_out,
            message=tell_resolution(row),
        )


class HoldOut(Answer):
    """Why a delivery stands still, who takes care of it, and what they do next."""

    reason: HoldReason
    owner: str
    next_step: str

    @classmethod
    def of(cls, reason: HoldReason) -> "HoldOut":
        """Return the answer for a reason."""
        return cls(reason=reason, owner=CARES[reason].owner, next_step=CARES[reason].next_step)


class WholeDeliveryOut(DeliveryOut):
    """A post on one channel, with what was tried and said, the newest first, and what the reader can do."""

    organisation: str
    hold: HoldOut | None
    alternative_url: str | None
    content_warning: str | None
    channel_url: str | None
    next_probe_at: Instant | None
    attempts: list[AttemptOut]
    resolutions: list[ResolutionOut]
    actions: list[AbilityOut]

    @classmethod
    def with_record(cls, view: DeliveryView, record: Record) -> "WholeDeliveryOut":
        """Return the answer for a view and its record."""
        delivery, channel = view.delivery, view.channel_row
        is_asked = view.state == DeliveryState.UNCLEAR.value and channel.can_find
        return cls(
            **dict(DeliveryOut.of(view)),
            organisation=view.post.organisation.abbreviation,
            hold=HoldOut.of(delivery.hold_reason) if delivery and delivery.hold_reason else None,
            alternative_url=link_of(view.payload) if view.payload else None,
            content_warning=content_warning_of(view.payload) if view.payload else None,
            channel_url=channel.url,
            next_probe_at=delivery.next_probe_at if delivery and is_asked else None,
            attempts=[AttemptOut.of(row) for row in record.attempts],
            resolutions=[ResolutionOut.of(row) for row in record.resolutions],
            actions=[AbilityOut.model_validate(row) for row in record.actions],
        )
