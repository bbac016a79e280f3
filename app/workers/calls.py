"""The call itself: one request to a channel, outside any transaction, within the budget (PUBLISHING section 6)."""

import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime

from app.actions.publishing import Ticket
from app.channels.base import Channel, ChannelError, Permanent, Receipt, Temporary, Unclear
from app.channels.registry import Surroundings, connector
from app.settings import settings

MARGIN_S = 5
WORKER = f"{socket.gethostname()}/{os.getpid()}"


def boot_time() -> float:
    """Return seconds since boot, sleep included: a clock that nobody can set."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def deadline_from_now() -> float:
    """Return when a call begun now must be over; taken before the intent's transaction."""
    return boot_time() + settings().call_budget_s


def is_too_late(deadline: float) -> bool:
    """Tell whether too little of the budget is left to begin a call."""
    return boot_time() > deadline - MARGIN_S


def channel_of(ticket: Ticket) -> Channel:
    """Return the connector that speaks for the ticket's platform."""
    return connector(ticket.platform, Surroundings(settings().base_url, settings().data_dir))


def call(action: Callable[[], Receipt | None]) -> Receipt | ChannelError | None:
    """Make the one call and return what came of it; whatever nobody expected is unknown."""
    try:
        return action()
    except (Temporary, Permanent, Unclear) as error:
        return error
    except Exception as error:  # noqa: BLE001 - after the intent an unexpected error means that nobody knows
        return Unclear(f"unexpected {type(error).__name__}")


def long_ago() -> datetime:
    """Return an instant before every message, for probes that look at everything."""
    return datetime.fromtimestamp(0, UTC)
