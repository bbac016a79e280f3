"""Rows for tests that talk SQL: one delivery with all that it stands on, and what the database says to a statement."""

from types import SimpleNamespace

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from app.models import Approval, Event, Revision, User
from app.models.delivery import DeliveryState
from tests.web.portal_data import make_channel, make_organisation, publish

DENIED, NEVER_CHANGES, CHECK_FAILED, NOT_UNIQUE = "42501", "23001", "23514", "23505"
NEW = "cast(:new as text)"
_IS_ON_CHANNEL = f"{NEW} in ('sent', 'removing', 'removed')"
FITTING = {
    "hold_reason": f"case when {NEW} = 'held' then case state when 'unclear' then 'confirmed_absent' else 'manual' end end",
    "lease_until": f"case when {NEW} in ('sending', 'removing') then now() end",
    "unknown_since": f"case when {NEW} = 'unclear' then now() end",
    "remote_id": f"case when {_IS_ON_CHANNEL} then id::text end",
    "sent_at": f"case when {_IS_ON_CHANNEL} then now() end",
}
"""What the table's checks ask of each state, so that nothing but the trigger can refuse it."""

MOVE = f"""
    update delivery set state = {NEW}, {", ".join(f"{name} = {value}" for name, value in FITTING.items())}
    where id = :id
"""  # noqa: S608 - the parts stand here
_WAY = {
    "sending": ("sending",),
    "unclear": ("sending", "unclear"),
    "sent": ("sending", "sent"),
    "held": ("held",),
    "cancelled": ("cancelled",),
    "removing": ("sending", "sent", "removing"),
    "removed": ("sending", "sent", "removing", "removed"),
}


def make_delivery(session):
    """A waiting delivery with its approval, revision and post, and an event in the chain."""
    ministry = make_organisation(session, f"M{uuid7()}", "Ministerium für Bildung")
    delivery = publish(session, make_channel(session, ministry), ministry, "Neu", state=DeliveryState.WAITING)
    session.add(Event(action="test", object_type="delivery", object_id=delivery.id))
    session.flush()
    session.execute(text("set constraints all immediate"))
    return SimpleNamespace(
        id=delivery.id,
        delivery=delivery,
        approval=session.get_one(Approval, delivery.approval_id),
        revision=session.get_one(Revision, delivery.revision_id),
    )


def make_account(session, person_id=None):
    account = User(person_id=person_id or uuid7(), email=str(uuid7()), name="Kim Beispiel", password_hash="-")
    session.add(account)
    session.flush()
    return account


def bring(session, delivery_id, state):
    """Walk a waiting delivery to a state by legal steps."""
    for step in _WAY.get(state, ()):
        session.execute(text(MOVE), {"new": step, "id": delivery_id})


def refusal(session, statement, **values):
    """Try a statement and undo it: SQLSTATE and the constraint's name if it has one, or None where it passes."""
    savepoint = session.begin_nested()
    try:
        session.execute(text(statement), values)
    except DBAPIError as error:
        return " ".join(filter(None, [error.orig.sqlstate, error.orig.diag.constraint_name]))
    finally:
        savepoint.rollback()
    return None
