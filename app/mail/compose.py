"""Putting a mail together: its heads, its text, and the same as HTML."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from app.clock import now
from app.mail.base import Mail


def compose(
    *,
    sender: str,
    recipient: str,
    name: str,
    subject: str,
    message_id: str,
    thread_id: str,
    text: str,
    html: str,
) -> Mail:
    """Return a mail. Ids are bare: with the sender's domain they become its Message-ID and the thread it belongs to."""
    from_address = Address(addr_spec=sender, display_name="Redaktionssystem")
    message = EmailMessage(policy=SMTP)
    message["From"] = from_address
    message["To"] = Address(display_name=name, addr_spec=recipient)
    message["Subject"] = subject
    message["Message-ID"] = f"<{message_id}@{from_address.domain}>"
    message["References"] = f"<{thread_id}@{from_address.domain}>"
    message["Date"] = format_datetime(now())
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "de"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return Mail(sender, recipient, message)
