"""What publishers do with credentials: open them, keep a renewed session. The web process has neither key nor right."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session, undefer

from app.actions.credentials import credential_of
from app.actions.events import record
from app.channels.base import Change
from app.db import among
from app.keys import KeyFileError, PublicKey, newest_public_key, private_key
from app.models import Channel, Credential, Delivery, Hook
from app.models.credential import CredentialKind
from app.models.user import MACHINE
from app.seal import Sealed, seal, unseal
from app.settings import Settings

log = structlog.get_logger()
PAUSE: Final = timedelta(seconds=15)
_MAY_READ = func.has_column_privilege("credential", "ciphertext", "SELECT")
_SEALED = (undefer(Credential.wrapped_key), undefer(Credential.nonce), undefer(Credential.ciphertext))


def find_obstacle(session: Session, owner_id: UUID, *, settings: Settings) -> str | None:
    """Return why this process cannot open the credentials of a channel or a hook; None where it can, or where there are none."""
    return find_obstacles(session, [owner_id], settings=settings).get(owner_id)


def find_obstacles(session: Session, owner_ids: Iterable[UUID], *, settings: Settings) -> dict[UUID, str]:
    """Return by channel or hook why this process cannot open its credentials; those are left out where it can."""
    owner = func.coalesce(Credential.channel_id, Credential.hook_id)
    query = select(owner, Credential.environment, Credential.key_version, _MAY_READ)
    found: dict[UUID, str] = {}
    for owner_id, environment, version, is_readable in session.execute(query.where(_belongs_to(*owner_ids))):
        obstacle = _find_obstacle(environment, version, is_readable=is_readable, settings=settings)
        if obstacle is not None:
            found.setdefault(owner_id, obstacle)
    return found


def _find_obstacle(environment: str, version: int, *, is_readable: bool, settings: Settings) -> str | None:
    if environment != settings.environment:
        return f"the credentials belong to the environment {environment}"
    if not is_readable:
        return "the database role may not read what is sealed"
    try:
        private_key(settings.private_keys, version)
    except KeyFileError as error:
        return str(error)
    return None


def may_read_sealed(session: Session) -> bool:
    """Tell whether this process's role in the database may read what is sealed."""
    return bool(session.execute(select(_MAY_READ)).scalar_one())


def leave_to_others(delivery: Delivery, obstacle: str, now: datetime) -> None:
    """Set the next try of a delivery for whose channel this process cannot speak.

    Nothing is lost: the row stays as it is until a process that can comes along, or its window closes visibly.
    """
    log.error(
        "credentials.cannot_be_opened",
        channel_id=str(delivery.channel_id),
        delivery_id=str(delivery.id),
        reason=obstacle,
    )
    delivery.next_attempt_at = now + PAUSE


def read_sealed(session: Session, owner_id: UUID, *, lock: bool = False) -> list[Credential]:
    """Return an owner's credentials with what is sealed, oldest first but a renewed session last; locked if so wished."""
    return read_all_sealed(session, [owner_id], lock=lock).get(owner_id, [])


def read_all_sealed(
    session: Session, owner_ids: Iterable[UUID], *, lock: bool = False
) -> dict[UUID, list[Credential]]:
    """Return the same by owner, for those who have any."""
    query = select(Credential).where(_belongs_to(*owner_ids)).order_by(Credential.id)
    first = query.with_only_columns(Credential.id)
    # Locked and read in two steps: who waited for the lock would not see a session that was kept meanwhile.
    if not session.execute(first.with_for_update() if lock else first).all():
        return {}
    rows = session.execute(query.options(*_SEALED).execution_options(populate_existing=True)).scalars()
    found: dict[UUID, list[Credential]] = {}
    for row in sorted(rows, key=lambda row: row.kind is CredentialKind.SESSION):
        found.setdefault(row.owner_id, []).append(row)
    return found


def open_sealed(rows: Iterable[Credential], *, private_keys: Path | None) -> dict[str, str]:
    """Return the secrets by name, later rows above earlier ones. Raises KeyFileError and BrokenSealError."""
    secrets: dict[str, str] = {}
    for row in rows:
        sealed = Sealed(row.key_version, row.wrapped_key, row.nonce, row.ciphertext)
        secrets |= unseal(sealed, owner_id=row.owner_id, kind=row.kind.value, private_keys=private_keys)
    return secrets


def renew_session(
    session: Session, channel_id: UUID, change: Change, *, settings: Settings
) -> dict[str, str] | None:
    """Let `change` make new secrets of the newest, keep what is not a person's own, and return them all.

    Nobody else renews or replaces them meanwhile. None where the channel has been disconnected.
    """
    rows = read_sealed(session, channel_id, lock=True)
    set_by_person = [row for row in rows if row.kind is not CredentialKind.SESSION]
    if not set_by_person:
        return None
    given = open_sealed(set_by_person, private_keys=settings.private_keys)
    known = open_sealed(rows, private_keys=settings.private_keys)
    renewed = dict(change(known))
    if renewed == known:
        return known
    kept = {name: value for name, value in renewed.items() if given.get(name) != value}
    kind, key = CredentialKind.SESSION, newest_public_key(settings.sealing_keys)
    sealed = seal(kept, owner_id=channel_id, kind=kind.value, key=key)
    session.execute(delete(Credential).where(Credential.channel_id == channel_id, Credential.kind == kind))
    session.add(credential_of(channel_id, kind, sealed, environment=settings.environment))
    session.flush()
    return renewed


def find_outdated(session: Session, version: int) -> list[UUID]:
    """Return the ids of credentials that are sealed with an older version of the keys."""
    query = select(Credential.id).where(Credential.key_version < version).order_by(Credential.id)
    return list(session.execute(query).scalars())


def seal_anew(session: Session, credential_id: UUID, *, key: PublicKey, settings: Settings) -> bool:
    """Seal credentials with a newer key; False where they have been replaced or sealed anew meanwhile.

    The fingerprint stays: what was set is still the same. Raises KeyFileError and BrokenSealError.
    """
    query = select(Credential).where(Credential.id == credential_id, Credential.key_version < key.version)
    row = session.execute(query.options(*_SEALED).with_for_update()).scalar_one_or_none()
    if row is None:
        return False
    secrets, before = open_sealed([row], private_keys=settings.private_keys), row.key_version
    sealed = seal(secrets, owner_id=row.owner_id, kind=row.kind.value, key=key)
    row.key_version, row.wrapped_key = sealed.key_version, sealed.wrapped_key
    row.nonce, row.ciphertext = sealed.nonce, sealed.ciphertext
    owner: Channel | Hook = (
        session.get_one(Channel, row.channel_id) if row.channel_id else session.get_one(Hook, row.hook_id)
    )
    record(
        session,
        MACHINE,
        f"{owner.__tablename__}.seal_anew",
        owner,
        object_id=owner.id,
        kind=row.kind.value,
        from_key=before,
        to_key=key.version,
    )
    return True


def count_by_version(session: Session) -> dict[int, int]:
    """Return how many credentials are sealed with each version of the keys."""
    query = select(Credential.key_version, func.count()).group_by(Credential.key_version)
    return {version: number for version, number in session.execute(query)}


def _belongs_to(*owner_ids: UUID) -> ColumnElement[bool]:
    return among(Credential.channel_id, owner_ids) | among(Credential.hook_id, owner_ids)
