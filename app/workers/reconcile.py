"""Finding out what became of calls whose answer was lost, and trying again where a second copy is impossible.

First the answers that came late, then a look at the channel, and only then another call (PUBLISHING section 7).
"""

from app import db
from app.actions.reconcile import accept_late_answers, expire_leases, find_resendable, tell_of_unclear
from app.actions.reminders import remind
from app.settings import settings
from app.workers.celery_app import celery
from app.workers.deliveries import deliver
from app.workers.high_water import watch
from app.workers.points import pass_point
from app.workers.probes import is_found, probe_due
from app.workers.restoring import restore_in_rounds


@celery.task(name="reconcile.sweep")
def sweep() -> None:
    """End leases that are over (T10), believe late answers, probe (T11), resend where that is harmless (T12), tell people.

    First of all: is this the database it was? A restored one is matched against its channels, and nothing is resent.
    """
    watch()
    is_restored = restore_in_rounds()
    with db.transaction() as session:
        expire_leases(session)
        pass_point("in_expiry")
    pass_point("after_expiry")
    with db.transaction() as session:
        accept_late_answers(session)
        pass_point("in_late_answers")
    probe_due()
    with db.transaction() as session:
        unclear = [] if is_restored else find_resendable(session)
    for delivery_id in unclear:
        if not is_found(delivery_id):
            deliver(delivery_id)
    with db.transaction() as session:
        tell_of_unclear(session, settings=settings())
        remind(session, settings=settings())
        pass_point("in_telling")
