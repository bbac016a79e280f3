"""Press databases: a secret shown once, and what comes signed with it (R057, ADR 0034)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from app import otp
from app.actions.attempts import clock_of
from app.actions.codes import key_needed
from app.actions.events import record
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotAllowedError, NotFoundError, NotSignedInError
from app.models import PressConnection
from app.models.user import Actor
from app.settings import Settings
from app.webhooks import is_signed, make_secret

TOLERANCE: Final = timedelta(minutes=5)
"""How far the sender's clock may be off; what is older was kept by somebody."""


def connect_press(
    session: Session, actor: Actor, *, name: str, settings: Settings
) -> tuple[str, PressConnection]:
    """Return the secret of a new connection, shown this once, and the connection."""
    ensure_manages_press(actor)
    secret, own_id = make_secret(), uuid7()
    with key_needed():
        sealed = otp.seal_secret(secret, user_id=own_id, key_file=settings.second_factor_key_file)
    connection = PressConnection(id=own_id, name=name, sealed_secret=sealed, created_by_id=actor.user_id)
    session.add(connection)
    record(session, actor, "press.connect", connection, object_id=connection.id)
    return secret, connection


def renew_press_secret(
    session: Session, actor: Actor, connection_id: UUID, *, settings: Settings
) -> tuple[str, PressConnection]:
    """Return a new secret of a connection, shown this once, and the connection; the old one counts no more."""
    ensure_manages_press(actor)
    connection = session.get(PressConnection, connection_id, with_for_update=True)
    if connection is None:
        raise NotFoundError
    secret = make_secret()
    with key_needed():
        connection.sealed_secret = otp.seal_secret(
            secret, user_id=connection.id, key_file=settings.second_factor_key_file
        )
    record(session, actor, "press.renew_secret", connection, object_id=connection.id)
    return secret, connection


def disconnect_press(session: Session, actor: Actor, connection_id: UUID) -> None:
    """Believe nothing any more that comes signed with the secret of a connection."""
    ensure_manages_press(actor)
    connection = session.get(PressConnection, connection_id)
    if connection is None:
        raise NotFoundError
    record(session, actor, "press.disconnect", connection, object_id=connection.id)
    session.delete(connection)


def ensure_manages_press(actor: Actor) -> None:
    """Raise NotAllowedError for everybody but admins."""
    if not is_allowed(actor, Permission.MANAGE_HOOKS):
        raise NotAllowedError


def ensure_from_press(
    session: Session, connection_id: UUID, headers: Mapping[str, str], body: bytes, *, settings: Settings
) -> None:
    """Raise NotSignedInError unless this was signed a moment ago with the connection's secret; never saying what is wrong."""
    connection = session.get(PressConnection, connection_id)
    if connection is None:
        raise NotSignedInError
    with key_needed():
        secret = otp.open_secret(
            connection.sealed_secret, user_id=connection.id, key_file=settings.second_factor_key_file
        )
    if not is_signed(secret, headers, body, now=clock_of(session), tolerance=TOLERANCE):
        raise NotSignedInError
