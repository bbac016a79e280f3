"""The demo's mailbox: a folder in the place of the world. Nothing leaves the machine."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import SMTP, default
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID

from app.mail.base import AbandonedError, Mail

ENDING = ".eml"


@dataclass(frozen=True)
class Mailbox:
    """A folder in which mails lie."""

    folder: Path

    def send(self, mail: Mail, may_hand_over: Callable[[], bool], deadline: float) -> None:  # noqa: ARG002 - a file is quick
        """Put the mail into the folder, under the name that its letter gave it."""
        if not may_hand_over():
            raise AbandonedError("no longer to be sent")
        self.folder.mkdir(parents=True, exist_ok=True)
        name = str(mail.message["Message-ID"]).strip("<>").partition("@")[0]
        half = self.folder / f"{name}.part"
        half.write_bytes(mail.message.as_bytes(policy=SMTP))
        half.rename(self.folder / f"{name}{ENDING}")


@dataclass(frozen=True)
class LyingMail:
    """One mail as it lies in the mailbox."""

    id: str
    sender: str
    recipient: str
    subject: str
    at: datetime
    text: str
    html: str


def read_mails(folder: Path) -> list[LyingMail]:
    """Return all mails, newest first."""
    mails = [read_mail(folder, UUID(path.stem)) for path in folder.glob(f"*{ENDING}")]
    return sorted((mail for mail in mails if mail), key=lambda mail: mail.at, reverse=True)


def read_mail(folder: Path, mail_id: UUID) -> LyingMail | None:
    """Return one mail; None where there is none of that id."""
    path = folder / f"{mail_id}{ENDING}"
    if not path.exists():
        return None
    message = message_from_bytes(path.read_bytes(), policy=default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return LyingMail(
        str(mail_id),
        str(message["From"]),
        str(message["To"]),
        str(message["Subject"]),
        parsedate_to_datetime(message["Date"]),
        plain.get_content() if plain else "",
        html.get_content() if html else "",
    )
