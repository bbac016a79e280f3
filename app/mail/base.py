"""A way for mails out of the house, and everything that can become of one (RFC 5321, RFC 1047).

A server takes a mail over with its answer to the final dot, and not before. Whatever breaks up to the dot leaves no mail
behind; an answer says yes, no or later; no answer after the dot means that nobody knows. The caller is asked once, just
before the text is sent, whether it still may be: from there on a repetition could double it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol


class MailError(Exception):
    """The mail did not leave; the words are the server's or those of the connection."""


class AwayError(MailError):
    """No mail can leave at this moment: the server cannot be reached, or does not let us in."""


class LaterError(MailError):
    """The server does not want this mail just now."""


class RefusedError(MailError):
    """The server will never take this mail."""


class UnknownError(MailError):
    """The mail was handed over, and no answer came."""


class AbandonedError(MailError):
    """The caller took it back before anything was handed over."""


@dataclass(frozen=True)
class Mail:
    """What leaves: a mail, and the bare addresses of its envelope."""

    sender: str
    recipient: str
    message: EmailMessage


class Transport(Protocol):
    """A way for mails out of the house."""

    def send(self, mail: Mail, may_hand_over: Callable[[], bool], deadline: float) -> None:
        """Bring one mail. `may_hand_over` is asked once, when nothing but the text is left to send.

        Returns when it was taken over; raises one of the errors above. `deadline` is in boot-time seconds.
        """
