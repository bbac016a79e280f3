"""The call itself: one request to a channel, outside any transaction, within the budget (PUBLISHING section 6)."""

import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import db
from app.channels.base import Account, Channel, ChannelError, Permanent, Receipt, Temporary, Unclear
from app.channels.registry import Surroundings, connector
from app.clock import boot_time
from app.egress import Egress
from app.settings import settings
from app.workers.accounts import account_of, discreet

Answer = TypeVar("Answer")
MARGIN_S = 5
PATIENCE_S = (0.1, 0.5, 2.0)
LONGEST_ID = 2000
WORKER = f"{socket.gethostname()}/{os.getpid()}"


class Errand(Protocol):
    """Why somebody speaks to a channel: a ticket to publish or remove, a look, a check."""

    @property
    def channel_id(self) -> UUID:
        """Which channel."""

    @property
    def platform(self) -> str:
        """Which platform it is on."""


def deadline_from_now() -> float:
    """Return when a call begun now must be over; taken before the intent's transaction."""
    return boot_time() + settings().call_budget_s


def is_too_late(deadline: float) -> bool:
    """Tell whether too little of the budget is left to begin a call."""
    return boot_time() > deadline - MARGIN_S


def channel_of(errand: Errand) -> Channel:
    """Return the connector that speaks for the errand's channel. Opens a transaction; raises Temporary or Permanent."""
    return channel_as(errand, account_of(errand.channel_id))


def channel_as(errand: Errand, account: Account) -> Channel:
    """Return the connector that speaks for the errand's channel as this account."""
    egress = Egress(settings().private_hosts_named, settings().connect_timeout_s)
    around = Surroundings(settings().base_url, settings().data_dir, egress)
    return discreet(connector(errand.platform, around, account), account)


def call(action: Callable[[], Answer]) -> Answer | ChannelError:
    """Make the one call and return what came of it; whatever nobody expected is unknown."""
    try:
        return action()
    except (Temporary, Permanent, Unclear) as error:
        return error
    except Exception as error:  # noqa: BLE001 - after the intent an unexpected error means that nobody knows
        return Unclear(f"unexpected {type(error).__name__}")


def record_patiently(write: Callable[[Session], Answer]) -> Answer:
    """Return what `write` returns once it is committed; a database that is busy must not cost us the answer.

    Writing twice must be harmless: it may be only the news of the first commit that got lost.
    """
    for pause_s in PATIENCE_S:
        try:
            with db.transaction() as session:
                return write(session)
        except OperationalError:
            time.sleep(pause_s)
    with db.transaction() as session:
        return write(session)


def is_readable(receipt: Receipt) -> bool:
    """Tell whether a channel's answer names what it made, in a form that can be kept; answers are untrusted."""
    return bool(receipt.remote_id) and is_legible(receipt.remote_id) and is_legible(receipt.remote_url or "")


def is_legible(part: str) -> bool:
    """Tell whether a part of a channel's answer can be kept: text, printable and not endless."""
    return isinstance(part, str) and part.isprintable() and len(part) <= LONGEST_ID


def long_ago() -> datetime:
    """Return an instant before every message, for probes that look at everything."""
    return datetime.fromtimestamp(0, UTC)
