"""Looking whether an unclear delivery stands on its channel (PUBLISHING section 7): which looks are due, what was seen.

A look has no effect, so there is no intent: it is claimed by moving the next one on, made outside any transaction,
and written down with what was seen, also where nothing could be seen.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of, judge_outcome, message_of, open_attempt, words_of
from app.actions.conclusions import conclude
from app.actions.evidence import find_evidence
from app.actions.later_looks import LATER, plan_later_look
from app.actions.outcomes import is_of_another, mark_found, tell_channel, tell_if_contradicted
from app.channels.base import ChannelError, Message, Receipt, Temporary
from app.editorial.resolutions import plan_look
from app.models import Channel, Delivery, DeliveryAttempt, Post
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState
from app.settings import Settings

AT_ONCE: Final = 20
FEW: Final = 5
CLOCKS_APART: Final = timedelta(minutes=1)
"""By so much a platform's clock may be behind ours: what it calls older may be ours."""


@dataclass(frozen=True)
class Look:
    """The task of one look: for what, since when, under which fence, and when it was given."""

    delivery_id: UUID
    channel_id: UUID
    platform: str
    fence: int
    message: Message
    since: datetime
    given_at: datetime


def claim_due_looks(session: Session, *, settings: Settings) -> list[Look]:
    """Return the looks due now, each handed out once for the time of a lease; none at a channel that rests."""
    query = (
        _askable(settings)
        .where(
            Delivery.next_probe_at <= func.now(),
            func.coalesce(Channel.paused_until, func.now()) <= func.now(),
        )
        .order_by(Delivery.next_probe_at, Delivery.id)
        .limit(AT_ONCE)
    )
    return [_claim(session, row, settings) for row in session.execute(query).scalars().all()]


def claim_later_looks(session: Session, *, settings: Settings) -> list[Look]:
    """Return the looks due now at what is out or removed and may have come or gone since, a few at once."""
    query = (
        _askable(settings, *LATER)
        .where(
            Delivery.next_probe_at <= func.now(),
            func.coalesce(Channel.paused_until, func.now()) <= func.now(),
        )
        .order_by(Delivery.next_probe_at, Delivery.id)
        .limit(FEW)
    )
    return [_claim(session, row, settings) for row in session.execute(query).scalars().all()]


def claim_look(session: Session, delivery_id: UUID, *, settings: Settings) -> Look | None:
    """Return the task of looking for this delivery now; None where it is not unclear or nobody can be asked."""
    query = _askable(settings).where(Delivery.id == delivery_id)
    delivery = session.execute(query).scalar_one_or_none()
    return _claim(session, delivery, settings) if delivery is not None else None


def record_look(
    session: Session,
    look: Look,
    outcome: Receipt | ChannelError | None,
    *,
    settings: Settings,
    worker: str,
) -> Delivery:
    """Write what was seen; None means that it is not there. What was found is sent (T11).

    As with every call the look itself is always written, the state only under the fence. A person's decision that
    waited for this look is carried out by it, or not (T13).
    """
    channel = session.get_one(Channel, look.channel_id, with_for_update={"key_share": True})
    post_id = session.execute(select(Delivery.post_id).where(Delivery.id == look.delivery_id)).scalar_one()
    post = session.get_one(Post, post_id, with_for_update={"key_share": True})
    delivery = session.get_one(Delivery, look.delivery_id, with_for_update=True)
    if isinstance(outcome, Receipt) and is_of_another(session, delivery, outcome):
        outcome = Temporary("what was found is another delivery's")
    _write_down(session, delivery, look, outcome, worker)
    if isinstance(outcome, ChannelError):
        tell_channel(session, channel, outcome, timedelta())
    if delivery.state in LATER:
        plan_later_look(delivery, clock_of(session), was_as_known=_is_as_known(delivery, outcome))
        return delivery
    if delivery.fence != look.fence or delivery.state is not DeliveryState.UNCLEAR:
        if isinstance(outcome, Receipt):
            tell_if_contradicted(session, delivery, outcome)
        return delivery
    if isinstance(outcome, Receipt):
        mark_found(session, post, delivery, outcome, delivery.payload_sha256)
        return delivery
    conclude(session, post, delivery, look.given_at, outcome, settings=settings)
    if delivery.state is DeliveryState.UNCLEAR:
        evidence = find_evidence(session, delivery)
        delivery.next_probe_at = plan_look(evidence, failed=outcome is not None, now=clock_of(session))
    return delivery


def _is_as_known(delivery: Delivery, outcome: Receipt | ChannelError | None) -> bool | None:
    """Tell whether it is there as we believe; None where nothing could be seen."""
    if isinstance(outcome, ChannelError):
        return None
    return (outcome is not None) is (delivery.state is DeliveryState.SENT)


def _askable(settings: Settings, *states: DeliveryState) -> Select[Delivery]:
    """Return the deliveries in these states, or else the unclear ones, whose channel can be asked, to be locked."""
    return (
        select(Delivery)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            Delivery.state.in_(states or [DeliveryState.UNCLEAR]),
            Channel.can_find,
            Channel.environment == settings.environment,
        )
        .with_for_update(of=Delivery, skip_locked=True)
    )


def _claim(session: Session, delivery: Delivery, settings: Settings) -> Look:
    now = clock_of(session)
    delivery.next_probe_at = now + timedelta(seconds=settings.lease_s)
    first = session.execute(
        select(func.min(DeliveryAttempt.intent_at)).where(
            DeliveryAttempt.delivery_id == delivery.id, DeliveryAttempt.kind == AttemptKind.PUBLISH
        )
    ).scalar_one_or_none()
    first = first or delivery.lost_since or now
    return Look(
        delivery.id,
        delivery.channel_id,
        delivery.channel.platform_slug,
        delivery.fence,
        message_of(delivery),
        first - CLOCKS_APART,
        now,
    )


def _write_down(
    session: Session, delivery: Delivery, look: Look, outcome: Receipt | ChannelError | None, worker: str
) -> None:
    receipt = outcome if isinstance(outcome, Receipt) else None
    open_attempt(
        session,
        delivery,
        AttemptKind.PROBE,
        worker,
        fence=look.fence,
        intent_at=look.given_at,
        finished_at=clock_of(session),
        outcome=AttemptOutcome.FOUND if receipt else judge_outcome(outcome),
        error=words_of(outcome) if isinstance(outcome, Exception) else None,
        remote_id=receipt.remote_id if receipt else None,
        remote_url=receipt.remote_url if receipt else None,
    )
