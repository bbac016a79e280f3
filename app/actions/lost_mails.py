"""Telling those who can mend it that somebody's mails do not arrive."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.notifications import notify_desk
from app.models import Letter, Organisation
from app.models.letter import Medium
from app.models.notification import NotificationKind


def tell_of_lost_mail(session: Session, letter: Letter, now: datetime, words: str) -> None:
    """Tell the administration that a mail was given up: once a day for an address, and not of this very message.

    `words` are the server's, shown only where they are an answer of its own (RFC 5321, 4.2).
    """
    if letter.medium is not Medium.MAIL or letter.notification.kind == NotificationKind.MAIL_LOST:
        return
    address = letter.address or (letter.user and letter.user.email) or ""
    notify_desk(
        session,
        NotificationKind.MAIL_LOST,
        letter.user or session.get_one(Organisation, letter.notification.organisation_id),
        once=f"{address}/{now.date()}",
        name=letter.user.name if letter.user else "",
        address=address,
        reply=words if words[:3].isdecimal() else "",
    )
