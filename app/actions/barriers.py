"""What people report of barriers they met: told to the desk, and kept no longer than any notification."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from app.actions.notifications import notify_organisation
from app.models import Organisation
from app.models.notification import NotificationKind


def report_barrier(session: Session, *, page: str, description: str, contact: str) -> None:
    """Tell the central desk of a barrier. `contact` is an address to answer to, or empty; nothing else says who asks.

    The report is in the outbox only, in no event and no log, and goes with it after `notification_days`.
    """
    lead = select(Organisation).where(Organisation.is_lead).order_by(Organisation.id)
    for desk in session.execute(lead).scalars():
        notify_organisation(
            session,
            NotificationKind.BARRIER_REPORTED,
            desk.id,
            desk,
            once=str(uuid7()),
            page=page,
            description=description,
            contact=contact,
        )
