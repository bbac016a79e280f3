"""What becomes of a person's word on an unclear delivery after the look that was made for it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.actions.evidence import find_evidence
from app.actions.outcomes import mark_absent
from app.channels.base import ChannelError
from app.editorial.resolutions import find_doubt
from app.models import Delivery, Post, Resolution, User
from app.models.resolution import Sight
from app.models.user import MACHINE, Actor
from app.settings import Settings


def conclude(
    session: Session,
    post: Post,
    delivery: Delivery,
    given_at: datetime,
    failed: ChannelError | None,
    *,
    settings: Settings,
) -> None:
    """Carry out what a person decided, after a look made for it saw nothing, or say why not.

    `given_at` is when the look was given: one that began before the decision proves nothing for it. The delivery is
    unclear; it and its post are locked.
    """
    query = select(Resolution).where(
        Resolution.delivery_id == delivery.id,
        Resolution.closed_at.is_(None),
        Resolution.proposed.is_(False),
        Resolution.asked_at <= given_at,
    )
    resolution = session.execute(query.with_for_update()).scalar_one_or_none()
    if resolution is None:
        return
    evidence = find_evidence(session, delivery, before=given_at)
    doubt = find_doubt(evidence, quiet=timedelta(seconds=settings.quiet_s), now=clock_of(session))
    if failed is not None:
        _refuse(session, delivery, resolution, "not-seen")
    elif resolution.outcome is Sight.THERE:
        _refuse(session, delivery, resolution, "not-found-there")
    elif doubt is not None:
        _refuse(session, delivery, resolution, doubt.key)
    else:
        person = session.get_one(User, resolution.by_id)
        by = Actor(person.id, person.person_id, person.name)
        mark_absent(session, post, delivery, by=by, reason=resolution.reason)


def _refuse(session: Session, delivery: Delivery, resolution: Resolution, answer: str) -> None:
    resolution.closed_at, resolution.carried_out, resolution.answer = clock_of(session), False, answer
    state = delivery.state.value
    record(
        session,
        MACHINE,
        "delivery.resolution_refused",
        delivery,
        object_id=delivery.id,
        before=state,
        after=state,
        answer=answer,
    )
