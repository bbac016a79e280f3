"""Looking again: whether and how a body goes on with its channels, and the reminders that the day has come."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from app import clock
from app.actions.concepts import take_concept
from app.actions.events import record
from app.actions.notifications import notify_desk, notify_organisation
from app.errors import InvalidError, Issue
from app.models import Channel, Concept, ConceptVersion, Evaluation, PlatformStop
from app.models.notification import NotificationKind
from app.models.user import Actor


def evaluate_concept(
    session: Session,
    actor: Actor,
    concept_id: UUID,
    *,
    evaluated_on: date,
    goes_on: bool,
    whether: str,
    how: str,
) -> Evaluation:
    """Keep that a body looked whether and how it goes on with its channels; the next time is a year later.

    Raises NotFoundError, NotAllowedError, InvalidError for a day still to come.
    """
    concept = take_concept(session, actor, concept_id)
    if evaluated_on > clock.today():
        raise InvalidError(issues=[Issue("evaluated_on", "day-to-come")])
    row = Evaluation(
        concept_id=concept.id,
        evaluated_on=evaluated_on,
        goes_on=goes_on,
        whether=whether,
        how=how,
        by_id=actor.user_id,
    )
    session.add(row)
    session.flush()
    record(session, actor, "concept.evaluate", concept, object_id=concept.id, goes_on=goes_on)
    return row


def tell_of_new_channel(session: Session, channel: Channel) -> None:
    """Tell a body whose concept was issued that a new channel is missing in it (model, section 6)."""
    issued = select(ConceptVersion.id).where(ConceptVersion.concept_id == Concept.id)
    theirs = select(Concept).where(Concept.organisation_id == channel.organisation_id, issued.exists())
    for concept in session.execute(theirs).scalars():
        notify_organisation(
            session,
            NotificationKind.CONCEPT_OUTDATED,
            concept.organisation_id,
            concept,
            once=str(channel.id),
            concept=concept.title,
            channel=channel.label,
        )


def remind_of_evaluations(session: Session, *, today: date) -> None:
    """Remind each body whose evaluation is due, once for each day on which one is; several sweeps do not add up."""
    query = select(Concept).options(selectinload(Concept.evaluations), selectinload(Concept.versions))
    for concept in session.execute(query.order_by(Concept.id)).scalars():
        due = concept.evaluate_by
        if due is None or due > today or concept.reminded_for == due:
            continue
        is_new = or_(Concept.reminded_for.is_(None), Concept.reminded_for != due)
        claim = update(Concept).where(Concept.id == concept.id, is_new).values(reminded_for=due)
        if session.execute(claim.returning(Concept.id)).first():
            notify_organisation(
                session,
                NotificationKind.EVALUATION_DUE,
                concept.organisation_id,
                concept,
                once=due.isoformat(),
                concept=concept.title,
                due_on=due.isoformat(),
            )


def remind_of_reviews(session: Session, *, today: date) -> None:
    """Remind the desk of each stop of a platform whose day of review has come, once."""
    query = (
        select(PlatformStop)
        .where(
            PlatformStop.lifted_at.is_(None),
            PlatformStop.reminded_at.is_(None),
            PlatformStop.review_on <= today,
        )
        .options(joinedload(PlatformStop.platform))
        .order_by(PlatformStop.id)
        .with_for_update(of=PlatformStop, skip_locked=True)
    )
    for stop in session.execute(query).scalars():
        stop.reminded_at = func.clock_timestamp()
        notify_desk(
            session,
            NotificationKind.REVIEW_DUE,
            stop,
            once="review",
            platform=stop.platform.name,
            due_on=stop.review_on.isoformat(),
        )
