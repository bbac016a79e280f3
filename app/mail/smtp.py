"""The mail server of the house: one mail over one connection, with an outcome as certain as SMTP allows."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final, Literal

from app.clock import boot_time
from app.mail.base import AbandonedError, AwayError, LaterError, Mail, MailError, RefusedError, UnknownError

Security = Literal["starttls", "tls", "none"]
_GO_AHEAD: Final = 354
_CLOSING: Final = 421
_PERMANENT: Final = 500
_OK: Final = range(200, 300)
_BROKEN: Final = (OSError, smtplib.SMTPException)


@dataclass(frozen=True)
class Smtp:
    """A mail server of the house, which brings mails further."""

    host: str
    port: int
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def send(self, mail: Mail, may_hand_over: Callable[[], bool], deadline: float) -> None:
        """Bring one mail over a connection of its own."""
        with self._greeted(deadline) as server:
            _ask(server.mail(mail.sender))
            _ask(server.rcpt(mail.recipient))
            if not may_hand_over():
                raise AbandonedError("no longer to be sent")
            _hand_over(server, mail.message, deadline)

    @contextmanager
    def _greeted(self, deadline: float) -> Iterator[smtplib.SMTP]:
        """Connect, and close in order where that still goes; a quarrel while closing changes nothing."""
        try:
            server = self._connect(deadline)
        except _BROKEN as error:
            raise AwayError(_words_of(error)) from error
        try:
            yield server
        except _BROKEN as error:
            # Let in and then cut off: it may be this mail that the server does not bear, and the others shall pass.
            raise LaterError(_words_of(error)) from error
        finally:
            with suppress(*_BROKEN):
                server.quit()
            server.close()

    def _connect(self, deadline: float) -> smtplib.SMTP:
        left = _left(deadline)
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=left, context=self.tls)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=left)
        try:
            server.ehlo_or_helo_if_needed()
            if self.security == "starttls":
                server.starttls(context=self.tls)
                server.ehlo_or_helo_if_needed()
            if self.user:
                server.login(self.user, self.password or "")
        except BaseException:
            server.close()
            raise
        return server


def _hand_over(server: smtplib.SMTP, message: EmailMessage, deadline: float) -> None:
    """Send the text and wait for the answer to its final dot."""
    if server.sock is not None:
        server.sock.settimeout(_left(deadline))
    code, words = server.docmd("DATA")
    if code != _GO_AHEAD:
        raise _refusal(code, words)
    # An error while sending means that the dot at the end never left: the server has no mail that it could keep.
    server.send(_dotted(message.as_bytes(policy=SMTP)))
    try:
        code, words = server.getreply()
    except _BROKEN as error:
        raise UnknownError(f"no answer: {_words_of(error)}") from error
    _ask((code, words))


def _dotted(content: bytes) -> bytes:
    """Return the text as it is sent: a line's leading dot doubled, a dot of its own at the end (RFC 5321, 4.5.2)."""
    doubled = re.sub(rb"(?m)^\.", b"..", content)
    return (doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n") + b".\r\n"


def _ask(reply: tuple[int, bytes]) -> None:
    """Raise what a reply means that is not a yes."""
    code, words = reply
    if code not in _OK:
        raise _refusal(code, words)


def _refusal(code: int, words: bytes) -> MailError:
    said = f"{code} {words.decode('utf-8', 'replace')}"
    if code == _CLOSING or code < 0:
        return AwayError(said)
    return RefusedError(said) if code >= _PERMANENT else LaterError(said)


def _left(deadline: float) -> float:
    left = deadline - boot_time()
    if left <= 0:
        raise TimeoutError("the time was used up")
    return left


def _words_of(error: BaseException) -> str:
    """Return what happened without anything of ours: an error of the login would repeat what was sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {type(error).__name__}"
    return f"{type(error).__name__} {error}".strip()
