"""Taking hold of deliveries for an intent, and what the guards look at: many rows with few questions.

Lock order: stop gate, channels, deliveries, each by id.
"""

from collections.abc import Collection, Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app.actions.evidence import find_last_hand
from app.actions.locking import STOP_GATE
from app.actions.periods import day_of, is_within, list_in_force
from app.actions.predecessors import Ahead, find_ahead
from app.db import among, among_given
from app.editorial.deliveries import Facts
from app.models import (
    Approval,
    Channel,
    Credential,
    Delivery,
    DeliveryAttempt,
    Event,
    Post,
    PublishingControl,
    PublishingStop,
    Revision,
    User,
)
from app.models.delivery import AttemptKind, AttemptOutcome, DeliveryState

NO_IMAGES: frozenset[str] = frozenset()
GATE_LIMITS = [("lock_timeout", "1s"), ("statement_timeout", "3s")]


def take_hold(
    session: Session,
    delivery_ids: Collection[UUID],
    environment: str,
    intact_images: frozenset[str] = NO_IMAGES,
) -> list[Facts]:
    """Pass the stop gate, lock channels and deliveries, and return what the guards look at, in the order asked for.

    What another is at, and what there is not, is left out.
    """
    pass_stop_gate(session)
    theirs = select(Delivery.channel_id).where(among(Delivery.id, delivery_ids))
    channels = select(Channel).where(Channel.id.in_(theirs)).order_by(Channel.id)
    found = session.execute(
        channels.with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    locked = {channel.id: channel for channel in found.scalars()}
    query = select(Delivery).where(among(Delivery.id, delivery_ids)).order_by(Delivery.id)
    taken = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    rows = {row.id: row for row in session.execute(taken).scalars() if row.channel_id in locked}
    ordered = [rows[delivery_id] for delivery_id in delivery_ids if delivery_id in rows]
    return find_facts(session, ordered, environment, intact_images) if ordered else []


def pass_stop_gate(session: Session) -> None:
    """Pass the stop gate, which a stop closes; nobody stays behind it for long, or a stop would have to wait."""
    session.execute(
        select(
            *(func.set_config(*limit, True) for limit in GATE_LIMITS),  # noqa: FBT003 - for this transaction only
            func.pg_advisory_xact_lock_shared(STOP_GATE),
        )
    )


def open_stops(session: Session) -> list[PublishingStop]:
    """Return the stops nobody has lifted."""
    return list(session.execute(select(PublishingStop).where(PublishingStop.lifted_at.is_(None))).scalars())


def find_facts(
    session: Session,
    deliveries: Sequence[Delivery],
    environment: str,
    intact_images: frozenset[str] = NO_IMAGES,
) -> list[Facts]:
    """Return what the guards look at, for each delivery in turn. Channels and deliveries are locked."""
    ids, channel_ids = [row.id for row in deliveries], {row.channel_id for row in deliveries}
    people = _find_people(session, ids)
    channel_of = {channel_id: session.get_one(Channel, channel_id) for channel_id in channel_ids}
    blocked, credentials_of = _find_in_the_way(session, ids), _find_environments(session, channel_ids)
    moment = select(PublishingControl, func.now(), func.clock_timestamp()).where(PublishingControl.id == 1)
    control, now, clock = session.execute(moment.execution_options(populate_existing=True)).one()
    stops = tuple(open_stops(session))
    quiet = _find_quiet(session, deliveries)
    approvers = find_approvers(session, quiet)
    ahead = find_ahead(session, ids)
    return [
        Facts(
            delivery=delivery,
            channel=channel_of[delivery.channel_id],
            approval=people[delivery.id][0],
            current_revision_id=people[delivery.id][1],
            approver_person=people[delivery.id][2],
            writer_persons=people[delivery.id][3],
            stops=stops,
            control=control,
            environment=environment,
            has_open_attempt=delivery.id in blocked,
            now=now,
            clock=clock,
            credentials_of=frozenset(credentials_of.get(delivery.channel_id, ())),
            intact_images=intact_images,
            is_in_a_hand=delivery.state is DeliveryState.UNCLEAR
            and find_last_hand(session, delivery) is not None,
            approver_persons=frozenset(approvers.get(delivery.id, ())),
            is_in_quiet_period=delivery.id in quiet,
            **ahead.get(delivery.id, Ahead())._asdict(),
        )
        for delivery in deliveries
    ]


def _find_people(
    session: Session, ids: Collection[UUID]
) -> dict[UUID, tuple[Approval, UUID | None, UUID, frozenset[UUID]]]:
    """Return by delivery its approval, its post's current revision, the approver's person and the writers' persons."""
    return {
        delivery_id: (approval, revision_id, by, frozenset({wrote, edited}))
        for delivery_id, approval, revision_id, by, wrote, edited in session.execute(
            _people(), {"ids": list(ids)}
        )
    }


@cache  # here as below: putting it together takes longer than asking it
def _people() -> Select[UUID, Approval, UUID | None, UUID, UUID, UUID]:
    approver, author, editor = aliased(User), aliased(User), aliased(User)
    return (
        select(
            Delivery.id,
            Approval,
            Post.current_revision_id,
            approver.person_id,
            author.person_id,
            editor.person_id,
        )
        .join(Approval, Approval.id == Delivery.approval_id)
        .join(approver, approver.id == Approval.approver_id)
        .join(Post, Post.id == Delivery.post_id)
        .join(author, author.id == Post.author_id)
        .join(Revision, Revision.id == Post.current_revision_id)
        .join(editor, editor.id == Revision.editor_id)
        .where(among_given(Delivery.id))
    )


def _find_quiet(session: Session, deliveries: Sequence[Delivery]) -> set[UUID]:
    """Return the deliveries that are due in a pre-election period, whenever it was entered."""
    days = {delivery.id: day_of(delivery.due_at) for delivery in deliveries}
    periods = list_in_force(session, since=min(days.values()))
    return {key for key, day in days.items() if any(is_within(election, day) for election in periods)}


def find_approvers(session: Session, ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return by delivery the persons who approved its very revision and hash since its post was last sent back, if ever.

    Whoever held the delivery afterwards has taken back their own word until they approve anew.
    """
    found: dict[UUID, set[UUID]] = {}
    for delivery_id, person_id in session.execute(_approvers(), {"ids": list(ids)}) if ids else ():
        found.setdefault(delivery_id, set()).add(person_id)
    return found


@cache
def _approvers() -> Select[UUID, UUID]:
    sent_back = (
        select(func.max(Event.at))
        .where(Event.post_id == Delivery.post_id, Event.action == "post.request_changes")
        .correlate(Delivery)
        .scalar_subquery()
    )
    hand = aliased(User)
    objected = (
        select(func.max(Event.at))
        .join(hand, hand.id == Event.actor_id)
        .where(Event.object_id == Delivery.id, Event.action == "delivery.hold")
        .where(hand.person_id == User.person_id)
        .correlate(Delivery, User)
        .scalar_subquery()
    )
    return (
        select(Delivery.id, User.person_id)
        .join(
            Approval,
            (Approval.variant_id == Delivery.id)
            & (Approval.revision_id == Delivery.revision_id)
            & (Approval.payload_sha256 == Delivery.payload_sha256),
        )
        .join(User, User.id == Approval.approver_id)
        .where(among_given(Delivery.id), sent_back.is_(None) | (Approval.created_at > sent_back))
        .where(objected.is_(None) | (Approval.created_at > objected))
    )


def _find_in_the_way(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Return the deliveries of which a call is out, or of which a call or a look said that they are there."""
    is_open = (DeliveryAttempt.kind == AttemptKind.PUBLISH) & DeliveryAttempt.finished_at.is_(None)
    query = select(DeliveryAttempt.delivery_id).where(
        among(DeliveryAttempt.delivery_id, ids),
        is_open | DeliveryAttempt.outcome.in_([AttemptOutcome.SENT, AttemptOutcome.FOUND]),
    )
    return set(session.execute(query).scalars())


def _find_environments(session: Session, channel_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return by channel the environments its credentials were set in."""
    query = select(Credential.channel_id, Credential.environment).where(
        among(Credential.channel_id, channel_ids)
    )
    found: dict[UUID, set[str]] = {}
    for channel_id, environment in session.execute(query):
        if channel_id is not None:
            found.setdefault(channel_id, set()).add(environment)
    return found
