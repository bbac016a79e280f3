"""A person says what became of an unclear delivery: it is there (T11), or it is not (T13).

Where the channel can be asked, the word is kept and a worker looks once more before it is carried out; the office
serving people can neither call outside nor open credentials. Where nobody can be asked, the person's look decides at
once. Channel managers may only propose: their word is shown to those who decide.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.attempts import clock_of, open_attempt
from app.actions.events import record_delivery
from app.actions.evidence import can_be_asked, find_evidence, find_last_hand, find_proof
from app.actions.locking import lock_delivery
from app.actions.notifications import notify_organisation
from app.actions.outcomes import is_of_another, mark_absent, mark_found
from app.channels.base import Receipt
from app.editorial.permissions import Permission, is_allowed_at, may_resolve
from app.editorial.resolutions import find_doubt
from app.editorial.workflow import ensure_in
from app.errors import InvalidError, Issue, NotAllowedError, WrongStateError
from app.models import Delivery, Post, Resolution
from app.models.channel import Idempotency
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState
from app.models.notification import NotificationKind
from app.models.resolution import Sight
from app.models.user import Actor
from app.settings import Settings


@dataclass(frozen=True)
class Word:
    """What somebody says of the channel, with one sentence, and the address where it is there."""

    outcome: Sight
    reason: str
    remote_url: str | None = None


def resolve_delivery(
    session: Session, actor: Actor, delivery_id: UUID, word: Word, *, settings: Settings
) -> Resolution:
    """Take a person's word on an unclear delivery; open where a look or somebody who may decide comes first.

    Raises WrongStateError with a key and `possible_from` while it is too early to be believed.
    """
    post, delivery, decides = _lock_unclear(session, actor, delivery_id)
    if word.outcome is Sight.THERE and word.remote_url is None:
        raise InvalidError(issues=[Issue("remote_url", "missing")])
    if not decides:
        return _propose(session, actor, delivery, word)
    resolution = _keep(session, actor, delivery, word, proposed=False)
    proof = find_proof(session, delivery)
    if word.outcome is Sight.NOT_THERE:
        _ensure_no_doubt(session, delivery, proof, settings)
    if proof is None and can_be_asked(session, delivery):
        delivery.next_probe_at = clock_of(session)
        record_delivery(session, actor, "delivery.resolve", delivery, delivery.state.value, word.reason)
    elif word.outcome is Sight.THERE:
        _accept(session, actor, post, delivery, word, proof)
    else:
        mark_absent(session, post, delivery, by=actor, reason=word.reason)
    return resolution


def _lock_unclear(session: Session, actor: Actor, delivery_id: UUID) -> tuple[Post, Delivery, bool]:
    """Return post and unclear delivery, both locked, and whether the actor's word decides or only proposes."""
    post, delivery = lock_delivery(session, actor, delivery_id)
    if delivery is None:
        raise WrongStateError(state="proposed")
    decides = may_resolve(actor, delivery.channel, posted_by_id=find_last_hand(session, delivery))
    if not decides and not is_allowed_at(actor, Permission.PROPOSE_RESOLUTION, delivery.channel):
        raise NotAllowedError
    ensure_in(delivery, DeliveryState.UNCLEAR)
    return post, delivery, decides


def _propose(session: Session, actor: Actor, delivery: Delivery, word: Word) -> Resolution:
    resolution = _keep(session, actor, delivery, word, proposed=True)
    channel = delivery.channel
    notify_organisation(
        session,
        NotificationKind.RESOLUTION_PROPOSED,
        channel.organisation_id,
        delivery,
        once=str(resolution.id),
        channel=channel.label,
        outcome=word.outcome.value,
    )
    record_delivery(
        session, actor, "delivery.propose_resolution", delivery, delivery.state.value, word.reason
    )
    return resolution


def _keep(session: Session, actor: Actor, delivery: Delivery, word: Word, *, proposed: bool) -> Resolution:
    """Write the word down. Raises WrongStateError while another one of the same kind is open."""
    open_one = select(Resolution.id).where(
        Resolution.delivery_id == delivery.id,
        Resolution.closed_at.is_(None),
        Resolution.proposed.is_(proposed),
    )
    if session.execute(open_one).first():
        raise WrongStateError(key="resolution-open")
    resolution = Resolution(
        delivery_id=delivery.id,
        by_id=actor.user_id,
        outcome=word.outcome,
        reason=word.reason,
        remote_url=word.remote_url,
        proposed=proposed,
    )
    session.add(resolution)
    session.flush()
    return resolution


def _ensure_no_doubt(session: Session, delivery: Delivery, proof: Receipt | None, settings: Settings) -> None:
    """Raise WrongStateError if something speaks against believing that it is not there."""
    if proof is not None:
        raise WrongStateError(key="proof-at-hand")
    evidence = find_evidence(session, delivery)
    doubt = find_doubt(evidence, quiet=timedelta(seconds=settings.quiet_s), now=clock_of(session))
    if doubt is not None:
        raise WrongStateError(
            key=doubt.key,
            possible_from=clock.rfc3339(doubt.possible_from),
            moment=clock.berlin(doubt.possible_from),
        )


def _accept(
    session: Session, actor: Actor, post: Post, delivery: Delivery, word: Word, proof: Receipt | None
) -> None:
    """Write that it is there: by proof that came late, else by the person's look, the address being the evidence."""
    own_id = delivery.channel.idempotency is Idempotency.OWN_ID and not find_last_hand(session, delivery)
    receipt = proof or Receipt(str(delivery.id) if own_id else word.remote_url or "", word.remote_url)
    if is_of_another(session, delivery, receipt):
        raise WrongStateError(key="remote-url-taken")
    now = clock_of(session)
    open_attempt(
        session,
        delivery,
        AttemptKind.PROBE,
        None,
        by_id=actor.user_id,
        intent_at=now,
        finished_at=now,
        outcome=AttemptOutcome.FOUND,
        remote_url=word.remote_url,
    )
    mark_found(session, post, delivery, receipt, delivery.payload_sha256, by=actor, reason=word.reason)
