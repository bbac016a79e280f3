"""Whom a connector speaks as: the channel's credentials, opened outside any transaction, and never repeated.

What a platform says may quote what it was told; before anybody stores or logs an error, our secrets are cut out of it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial, wraps
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy import select

from app import db
from app.actions.sealing import find_obstacles, open_sealed, read_all_sealed, renew_session
from app.channels.base import Account, Change, Channel, ChannelError, Permanent, Temporary, Unclear
from app.channels.discretion import secret_values, without_secrets
from app.keys import KeyFileError, find_versions, private_key
from app.models import Channel as Row
from app.models import Credential
from app.seal import BrokenSealError
from app.settings import settings

log = structlog.get_logger()


def account_of(channel_id: UUID) -> Account:
    """Return whom to speak as. Raises Temporary where this process cannot, Permanent where nobody can any more."""
    account = accounts_of([channel_id])[channel_id]
    if isinstance(account, ChannelError):
        raise account
    return account


def accounts_of(channel_ids: Collection[UUID]) -> dict[UUID, Account | ChannelError]:
    """Return by channel whom to speak as, or why that cannot be."""
    with db.transaction() as session:
        query = select(Row.id, Row.endpoint, Row.limits).where(db.among(Row.id, channel_ids))
        channels = session.execute(query).all()
        obstacles = find_obstacles(session, channel_ids, settings=settings())
        sealed = read_all_sealed(session, [one for one in channel_ids if one not in obstacles])
    return {
        channel_id: _refuse(channel_id, obstacles[channel_id])
        if channel_id in obstacles
        else _open(channel_id, endpoint, limits, sealed.get(channel_id, []))
        for channel_id, endpoint, limits in channels
    }


def _refuse(channel_id: UUID, obstacle: str) -> ChannelError:
    log.error("credentials.cannot_be_opened", channel_id=str(channel_id), reason=obstacle)
    return Temporary("not started: the credentials cannot be opened here")


def _open(
    channel_id: UUID, endpoint: str | None, limits: Mapping[str, Any], rows: Sequence[Credential]
) -> Account | ChannelError:
    try:
        secrets = open_sealed(rows, private_keys=settings().private_keys)
    except KeyFileError as error:
        return _refuse(channel_id, str(error))
    except BrokenSealError:
        log.error("credentials.seal_broken", channel_id=str(channel_id))  # noqa: TRY400 - there is nothing to trace
        return Permanent("not started: the credentials are not those that were set", access=True)
    return Account(channel_id, endpoint, secrets, limits, partial(keep_renewed, channel_id, secrets))


def read_keys() -> None:
    """Read the private keys ahead of the first call, and tell operators which of them this process can use."""
    folder, versions = settings().private_keys, []
    for version in find_versions(folder, "private") if folder else ():
        try:
            private_key(folder, version)
            versions.append(version)
        except KeyFileError as error:
            log.error("credentials.key_unusable", reason=str(error))  # noqa: TRY400 - the place says nothing more
    log.info("credentials.keys", versions=versions)


def keep_renewed(channel_id: UUID, secrets: dict[str, str], change: Change) -> Mapping[str, str]:
    """Keep secrets that a server renewed, in a transaction of its own; `secrets`, the account's, are renewed too."""
    with db.transaction() as session:
        renewed = renew_session(session, channel_id, change, settings=settings())
    if renewed is None:
        raise Temporary("the channel was disconnected meanwhile")
    secrets.update(renewed)
    return renewed


class _Discreet:
    """A connector that cuts our secrets out of every error, and believes no answer that repeats one."""

    def __init__(self, channel: Channel, account: Account) -> None:
        self._channel = channel
        self._account = account
        self._hidden = secret_values(account.secrets)

    def __getattr__(self, name: str) -> Any:
        """Return what the connector has under this name."""
        part = getattr(self._channel, name)
        return self._hush(part) if callable(part) else part

    def _hush(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def call(*arguments: Any, **named: Any) -> Any:
            try:
                answer = method(*arguments, **named)
            except ChannelError as error:
                error.args = (self._clean(str(error)),)
                raise error from None
            if self._clean(repr(answer)) != repr(answer):
                raise Unclear("the answer repeats a secret of ours")
            return answer

        return call

    def _clean(self, text: str) -> str:
        self._hidden |= secret_values(self._account.secrets)  # some may have been renewed during the call
        return without_secrets(text, self._hidden)


def discreet(channel: Channel, account: Account) -> Channel:
    """Return the connector so that nothing it raises or answers quotes a secret of the account."""
    return cast("Channel", _Discreet(channel, account)) if account.secrets else channel
