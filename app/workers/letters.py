"""What a letter says, and the way that this installation's mails take."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.actions.letters import LetterTicket
from app.mail.base import AwayError, Mail, Transport
from app.mail.compose import compose
from app.mail.mailbox import Mailbox
from app.mail.smtp import Smtp
from app.mail.words import Words, link_to, say, write_html, write_text
from app.models.notification import NotificationKind
from app.settings import Settings


def write_mail(ticket: LetterTicket, settings: Settings) -> Mail:
    """Return the mail of a letter; the same letter gives the same Message-ID at every try."""
    words = _say(ticket.kind, ticket.context, settings)
    if ticket.token is not None:
        words = replace(words, link=f"{settings.base_url.rstrip('/')}/account/link/{ticket.token}")
    gathered = [_say(kind, context, settings) for kind, context in ticket.others]
    return compose(
        sender=settings.mail_from,
        recipient=ticket.address,
        name=ticket.name,
        subject=words.subject,
        message_id=str(ticket.letter_id),
        thread_id=str(ticket.object_id),
        text=write_text(words, name=ticket.name, gathered=gathered),
        html=write_html(words, name=ticket.name, gathered=gathered),
    )


def transport(settings: Settings) -> Transport:
    """Return the way that this installation's mails take. Raises AwayError where it has none yet."""
    if settings.mailbox is not None:
        return Mailbox(settings.mailbox)
    if settings.smtp_host is None:
        raise AwayError("REDAKTION_SMTP_HOST is not set")
    return Smtp(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value() if settings.smtp_password else None,
    )


def _say(kind: NotificationKind, context: Mapping[str, Any], settings: Settings) -> Words:
    return say(kind.value, context, link_to(settings.base_url, context["object_type"], context["object_id"]))
