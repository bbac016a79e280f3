"""The one guard before every outbound address (SECURITY SS-01 to SS-04).

A name is resolved once, every address it has is judged, and the connection goes to an address that was judged: a
resolver that changes its mind later is not asked again. TLS and the Host header keep the name. Everything has one
deadline in boot-time seconds, also against a server that trickles bytes; an answer is read up to a limit. A call has
a connection of its own, no redirect is followed, nothing is tried twice, and no proxy is taken from the environment.

The caller learns one thing above all: whether a byte of the request may have left. NotSentError and
ForbiddenError say no; LostError and every Answer say yes.
"""

import re
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue
from ssl import SSLContext
from typing import Final

import httpcore2
import httpx2

from app.clock import boot_time

LONGEST_BODY: Final = 1_000_000
_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(rb"[A-Za-z0-9._:-]+")
_NEVER: Final = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",  # carriers' address translation, RFC 6598; also a cloud's metadata service
            "168.63.129.16/32",  # a cloud's metadata service under a public address
            "192.0.0.0/24",  # special purposes, RFC 6890; also a cloud's metadata service
            "192.88.99.0/24",  # 6to4 relays, RFC 7526
            "2001::/23",
            "2002::/16",
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)
_GLOBAL_IPV6: Final = ip_network("2000::/3")
_NAT64: Final = ip_network("64:ff9b::/96")
_BROKEN: Final = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError)
_UNUSABLE: Final = (httpcore2.LocalProtocolError, ValueError, TypeError)


class EgressError(Exception):
    """A call to the outside came to nothing; the message repeats nothing of what the other side said."""


class ForbiddenError(EgressError):
    """An address that is never called, or a request that cannot be written down: nothing was sent, nor will it be."""


class NotSentError(EgressError):
    """No byte of the request left: no such name, connection refused, TLS failed, or the time was over before."""


class LostError(EgressError):
    """Something of the request may have left, and no status came back."""


@dataclass(frozen=True)
class Answer:
    """What came back: untrusted. Header names are lower-case; `body` is all of it only if `is_whole`."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    is_whole: bool


@dataclass(frozen=True)
class Egress:
    """The way out. `private_hosts` ("host:port") may be called although they are private or on another port."""

    private_hosts: frozenset[str] = frozenset()
    connect_timeout_s: float = 5

    def is_private_host(self, url: str) -> bool:
        """Tell whether the installation itself named this address's host and port as one that it may call."""
        try:
            return self._is_named(httpx2.URL(url))
        except (httpx2.InvalidURL, ValueError):
            return False

    def send(
        self,
        method: str,
        url: str,
        *,
        deadline: float,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> Answer:
        """Make one call and return its answer, whatever the status. `deadline` is in boot-time seconds.

        Raises ForbiddenError, NotSentError and LostError.
        """
        target = self._parse(url)
        way = _Way(deadline, self.connect_timeout_s, is_named=self._is_named(target))
        extra = {"Accept-Encoding": "identity", "Connection": "close"}
        try:
            request = httpx2.Request(method, target, headers={**(headers or {}), **extra}, content=content)
            return _exchange(request, way)
        except _UNUSABLE as error:
            raise (LostError if way.has_sent else ForbiddenError)(
                "the request cannot be written down"
            ) from error
        except _BROKEN as error:
            if way.has_sent:
                raise LostError(f"{target.host}: {type(error).__name__}") from error
            # Up to here only our own system and its TLS have spoken.
            raise NotSentError(f"{target.host}: {type(error).__name__} {error}".strip()) from error

    def _is_named(self, target: httpx2.URL) -> bool:
        host = f"[{target.host}]" if ":" in target.host else target.host
        return f"{host}:{target.port or _PORTS.get(target.scheme)}" in self.private_hosts

    def _parse(self, url: str) -> httpx2.URL:
        """Return the address taken apart. Raises ForbiddenError for one that nobody means honestly."""
        try:
            target = httpx2.URL(url)
        except (httpx2.InvalidURL, ValueError, TypeError) as error:
            raise ForbiddenError("no web address") from error
        if target.scheme not in _PORTS or not _HOST.fullmatch(target.raw_host):
            raise ForbiddenError("only names of hosts are called, by http and https")
        if target.userinfo:
            raise ForbiddenError("an address with a user name in it")
        if target.port not in {None, *_PORTS.values()} and not self._is_named(target):
            raise ForbiddenError(f"port {target.port} is not called")
        return target


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address belongs to the public Internet and not to a machine, a network or a cloud's inside.

    IANA's special-purpose registries (RFC 6890) as `ipaddress` knows them, and what it leaves open.
    """
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address not in _GLOBAL_IPV6:
            return False
    never = any(address in block for block in _NEVER if block.version == address.version)
    return address.is_global and not address.is_multicast and not never


def resolve(host: str, port: int, within_s: float) -> list[IPv4Address | IPv6Address]:
    """Return every address of a host, in the order to try them. Raises NotSentError, also when it takes too long."""
    answers: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
            answers.put([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError) as error:
            answers.put(error)

    # The system's resolver knows no deadline; a thread that hangs in it is left behind and ends with it.
    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        answer = answers.get(timeout=max(within_s, 0))
    except Empty:
        raise NotSentError(f"the name {host} was not resolved in time") from None
    if isinstance(answer, Exception) or not answer:
        raise NotSentError(f"the name {host} is not known")
    return [ip_address(address) for address in dict.fromkeys(answer)]


class _Way(httpcore2.NetworkBackend):
    """Connects where it may, under one deadline, and notes the moment from which something may have been sent."""

    def __init__(self, deadline: float, connect_timeout_s: float, *, is_named: bool) -> None:
        self._deadline = deadline
        self._connect_timeout_s = connect_timeout_s
        self._is_named = is_named
        self.has_sent = False

    def left(self) -> float:
        """Return the seconds that are left; raises a timeout if there are none."""
        left = self._deadline - boot_time()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline knows better
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Resolve once, judge every address, connect to the first that answers."""
        until = min(boot_time() + self._connect_timeout_s, self._deadline)
        addresses = resolve(host.strip("[]"), port, until - boot_time())
        if not self._is_named and not all(map(is_public, addresses)):
            raise ForbiddenError(f"{host} is not on the public Internet")
        for index, address in enumerate(addresses):
            pause = (until - boot_time()) / (len(addresses) - index)
            if pause <= 0:
                break
            try:
                stream = httpcore2.SyncBackend().connect_tcp(
                    str(address), port, pause, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
            return _Stream(stream, self)
        raise httpcore2.ConnectError


class _Stream(httpcore2.NetworkStream):
    """A connection whose every step ends with the way's deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, way: _Way) -> None:
        self._stream = stream
        self._way = way

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline knows better
        return self._stream.read(max_bytes, self._way.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        left = self._way.left()
        self._way.has_sent = self._way.has_sent or bool(buffer)
        self._stream.write(buffer, left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline knows better
    ) -> httpcore2.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._way.left()), self._way)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


@lru_cache
def _tls() -> SSLContext:
    """Return the rules of TLS: the system's authorities, or those that SSL_CERT_FILE names."""
    return httpx2.create_ssl_context()


def _exchange(request: httpx2.Request, way: _Way) -> Answer:
    """Send the request over a connection of its own and read the answer, as much of it as is allowed."""
    url = httpcore2.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    sent = httpcore2.Request(request.method, url, headers=request.headers.raw, content=request.read())
    with _connection(url, way) as connection:
        answer = connection.handle_request(sent)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
        body, is_whole = _read(answer)
        if headers.get("content-encoding", "identity").lower() != "identity":
            body, is_whole = b"", False  # nobody asked for it; a small answer could unfold into a huge one
        return Answer(answer.status, headers, body, is_whole)


@contextmanager
def _connection(url: httpcore2.URL, way: _Way) -> Iterator[httpcore2.HTTPConnection]:
    connection = httpcore2.HTTPConnection(url.origin, ssl_context=_tls(), network_backend=way)
    try:
        yield connection
    finally:
        connection.close()


def _read(answer: httpcore2.Response) -> tuple[bytes, bool]:
    """Return the body up to the limit, and whether that is all of it. A status stays known when its body breaks off."""
    body = bytearray()
    try:
        for chunk in answer.iter_stream():
            body += chunk[: LONGEST_BODY + 1 - len(body)]
            if len(body) > LONGEST_BODY:
                return bytes(body[:LONGEST_BODY]), False
    except _BROKEN:
        return bytes(body), False
    return bytes(body), True
