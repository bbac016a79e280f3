"""Connecting a channel: its secrets are sealed here and cannot be read here (SECURITY section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app import clock
from app.actions.events import record
from app.actions.preflight import want_check
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, NotReadyError
from app.keys import KeyFileError, PublicKey, newest_public_key
from app.models import Channel, Credential
from app.models.channel import Idempotency
from app.models.credential import CredentialKind
from app.models.user import Actor
from app.seal import Sealed, seal
from app.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True)
class Access:
    """What opens a channel: the server, the secrets by name, and until when they are good."""

    kind: CredentialKind
    endpoint: str
    secrets: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None


def connect_channel(
    session: Session, actor: Actor, channel_id: UUID, access: Access, *, settings: Settings
) -> Channel:
    """Give a channel secrets in the place of any it had; a preflight then finds out whether they are good.

    They belong to this installation, and so does the channel from now on. Raises InvalidError for a kind that is not
    the channel's platform, an endpoint without TLS or an expiry in the past; NotReadyError while there is no key.
    """
    channel = _lock_channel(session, actor, channel_id)
    issues = _find_issues(channel, access, settings)
    if issues:
        raise InvalidError(issues=issues)
    sealed = seal(access.secrets, owner_id=channel.id, kind=access.kind.value, key=sealing_key(settings))
    session.execute(delete(Credential).where(Credential.channel_id == channel.id))
    session.add(
        credential_of(
            channel.id,
            access.kind,
            sealed,
            environment=settings.environment,
            expires_at=access.expires_at,
            set_by_id=actor.user_id,
        )
    )
    channel.endpoint, channel.environment = access.endpoint, settings.environment
    want_check(channel)
    record(
        session,
        actor,
        "channel.connect",
        channel,
        object_id=channel.id,
        kind=access.kind.value,
        host=urlsplit(access.endpoint).hostname,
        fingerprint=sealed.fingerprint,
        expires_at=clock.rfc3339(access.expires_at) if access.expires_at else None,
    )
    return channel


def disconnect_channel(session: Session, actor: Actor, channel_id: UUID) -> None:
    """Erase a channel's secrets and close its access; what waits for it is held when it is due.

    Raises NotFoundError where there are none. A channel that a person serves by hand stays as it is.
    """
    channel = _lock_channel(session, actor, channel_id)
    erased = session.execute(
        delete(Credential).where(Credential.channel_id == channel.id).returning(Credential.id)
    )
    if not erased.all():
        raise NotFoundError
    channel.endpoint, channel.limits = None, {}
    want_check(channel)
    if channel.idempotency is not Idempotency.MANUAL:
        channel.idempotency, channel.access_ok = None, False
    record(session, actor, "channel.disconnect", channel, object_id=channel.id)


def credential_of(
    channel_id: UUID,
    kind: CredentialKind,
    sealed: Sealed,
    *,
    environment: str,
    expires_at: datetime | None = None,
    set_by_id: UUID | None = None,
) -> Credential:
    """Return the row for sealed secrets."""
    return Credential(
        channel_id=channel_id,
        kind=kind,
        environment=environment,
        key_version=sealed.key_version,
        wrapped_key=sealed.wrapped_key,
        nonce=sealed.nonce,
        ciphertext=sealed.ciphertext,
        fingerprint=sealed.fingerprint,
        expires_at=expires_at,
        set_by_id=set_by_id,
    )


def find_tls_issues(url: str, field: str, settings: Settings) -> list[Issue]:
    """Return what is wrong with an address: it has no TLS, and this installation did not name its host itself."""
    address = urlsplit(url)
    if address.scheme == "https" or address.netloc in settings.private_hosts_named:
        return []
    return [Issue(field, "endpoint-without-tls")]


def sealing_key(settings: Settings) -> PublicKey:
    """Return the key that secrets are sealed with. Raises NotReadyError where there is none yet."""
    try:
        return newest_public_key(settings.sealing_keys)
    except KeyFileError as error:
        log.error("credentials.no_sealing_key", reason=str(error))  # noqa: TRY400 - the place says nothing more
        raise NotReadyError(key="no-sealing-key") from None


def _lock_channel(session: Session, actor: Actor, channel_id: UUID) -> Channel:
    channel = session.get(Channel, channel_id, with_for_update={"key_share": True}, populate_existing=True)
    if channel is None:
        raise NotFoundError
    if not is_allowed(actor, Permission.CONNECT, channel=channel):
        raise NotAllowedError
    return channel


def _find_issues(channel: Channel, access: Access, settings: Settings) -> list[Issue]:
    issues = []
    if access.kind.value != channel.platform_slug:
        issues.append(Issue("platform", "credential-platform", {"platform": channel.platform_slug}))
    issues += find_tls_issues(access.endpoint, "endpoint", settings)
    if access.expires_at is not None and access.expires_at <= clock.now():
        issues.append(Issue("expires_at", "time.past"))
    return issues
