"""How often somebody may ask: counted in Valkey for all web processes together, and by each process for itself.

A process always counts for itself, too. When the shared counters are gone its own are what is left, with nothing
forgotten and nothing unlimited (SECURITY AU-10, LI-01). Who is counted is stored as a hash only.
"""

import math
from functools import lru_cache
from hashlib import sha256
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from app import clock
from app.errors import TooOftenError
from app.settings import Settings, settings

SIGN_IN_MINUTES: Final = 5
REPORT_MINUTES: Final = 60
STORE_TIMEOUT_S: Final = 0.5
STORE_REST_S: Final = 10.0
SITE_BITS: Final = 64
_log = structlog.get_logger()


class Throttle:
    """The limits of one installation, as one process enforces them."""

    def __init__(self, limits: Settings) -> None:
        self.sign_in_by_account = RateLimitItemPerMinute(
            limits.sign_ins_per_account, SIGN_IN_MINUTES, "sign-in-account"
        )
        self.sign_in_by_address = RateLimitItemPerMinute(
            limits.sign_ins_per_address, SIGN_IN_MINUTES, "sign-in-address"
        )
        self.by_account = RateLimitItemPerMinute(limits.requests_per_account, namespace="account")
        self.by_token = RateLimitItemPerMinute(limits.requests_per_token, namespace="token")
        self.costly = RateLimitItemPerMinute(limits.costly_requests, namespace="costly")
        self.reports = RateLimitItemPerMinute(limits.reports_per_address, REPORT_MINUTES, "reports")
        self.lookups = RateLimitItemPerMinute(limits.lookups_per_address, namespace="lookups")
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = _shared_counters(limits.broker_url)
        self._rests_until = 0.0

    def count(self, limit: RateLimitItem, who: str) -> None:
        """Count one more time for somebody. Raises TooOftenError beyond the limit, with the seconds to wait."""
        name = sha256(who.encode()).hexdigest()[:32]
        _ensure_within(self._own, limit, name)
        if self._shared is None or clock.boot_time() < self._rests_until:
            return
        try:
            _ensure_within(self._shared, limit, name)
        except (RedisError, OSError) as error:
            self._rests_until = clock.boot_time() + STORE_REST_S
            _log.warning("throttle.store_gone", error=type(error).__name__)


@lru_cache
def throttle() -> Throttle:
    """Return this process's limits and counters, made once."""
    return Throttle(settings())


def site_of(address: str) -> str:
    """Return what counts as one address: IPv6 networks are given out by the /64, so that whoever has one has all."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, SITE_BITS), strict=False))


def _shared_counters(broker_url: str) -> MovingWindowRateLimiter | None:
    """Return counters in the broker's Valkey; None where the broker is of another kind."""
    scheme, _, rest = broker_url.partition("://")
    if scheme == "redis+socket":
        scheme, rest = "redis+unix", rest.replace("virtual_host=", "db=")
    if not scheme.startswith("redis"):
        return None
    store = RedisStorage(
        f"{scheme}://{rest}",
        key_prefix="throttle",
        socket_timeout=STORE_TIMEOUT_S,
        socket_connect_timeout=STORE_TIMEOUT_S,
    )
    return MovingWindowRateLimiter(store)


def _ensure_within(counters: MovingWindowRateLimiter, limit: RateLimitItem, name: str) -> None:
    if not counters.hit(limit, name):
        wait = counters.get_window_stats(limit, name).reset_time - clock.now().timestamp()
        raise TooOftenError(retry_after=max(1, math.ceil(wait)))
