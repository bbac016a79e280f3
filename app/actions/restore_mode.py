"""Whether the database is a restored one, and entering that mode (PUBLISHING section 11).

People's verbs take the control row shared, entering takes it for itself: what was accepted before is committed before,
and nothing is accepted after.
"""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.actions.locking import STOP_GATE
from app.errors import RestoreModeError
from app.models import PublishingControl
from app.models.stop import PublishingMode


def ensure_normal(session: Session) -> None:
    """Raise RestoreModeError in restore mode, and keep it from beginning until this transaction is over.

    To be called before anything else is locked.
    """
    mode = session.execute(select(PublishingControl.mode).with_for_update(read=True)).scalar_one()
    if mode is not PublishingMode.NORMAL:
        raise RestoreModeError


def is_restoring(session: Session) -> bool:
    """Tell whether nothing may leave or be removed because the database is a restored one."""
    return session.execute(select(PublishingControl.mode)).scalar_one() is PublishingMode.RESTORE


def enter_restore_mode(session: Session) -> None:
    """Let nothing leave from now on: no intent is under way beside this, and none begins after it."""
    session.execute(select(func.pg_advisory_xact_lock(STOP_GATE)))
    session.execute(update(PublishingControl).values(mode=PublishingMode.RESTORE))
