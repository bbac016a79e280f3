"""Where a try leads a letter: to its end, or back to where it waits."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.events import record
from app.actions.lost_mails import tell_of_lost_mail
from app.actions.things import find_post_of_case
from app.editorial.telling import TERMS
from app.models import Letter
from app.models.letter import LetterState
from app.models.notification import NotificationKind
from app.models.user import MACHINE

LATER_S: Final = (60, 300, 900, 3600)
"""When a letter is tried again that the server did not want just now (greylisting)."""


class Fate(StrEnum):
    """What became of one try."""

    SENT = "sent"
    AWAY = "away"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def settle_letter(session: Session, letter: Letter, fate: Fate, now: datetime, words: str) -> None:
    """Bring a letter to where one try has led it."""
    match fate:
        case Fate.SENT:
            end_letter(session, letter, LetterState.SENT, now, None)
        case Fate.REFUSED:
            end_letter(session, letter, LetterState.FAILED, now, words)
        case Fate.UNKNOWN:
            end_letter(session, letter, LetterState.UNCLEAR, now, words)
        case Fate.AWAY:
            wait_again(letter, words)
        case Fate.LATER:
            wait_again(letter, words)
            pause = LATER_S[min(letter.attempts, len(LATER_S)) - 1]
            letter.next_attempt_at = now + timedelta(seconds=pause)
    session.flush()


def wait_again(letter: Letter, words: str | None = None) -> None:
    """Let a letter wait that is certainly not over; a late answer may say so of one that was held for unclear."""
    letter.state, letter.lease_until, letter.handed_at, letter.ended_at = (
        LetterState.WAITING,
        None,
        None,
        None,
    )
    letter.last_error = words


def end_letter(
    session: Session, letter: Letter, state: LetterState, now: datetime, words: str | None
) -> None:
    """Bring a letter, and those that a digest tells of, to an end.

    Of what is mandatory for people the record keeps it, without the server's words: they may name an address.
    """
    told = session.execute(select(Letter).where(Letter.digest_id == letter.id)).scalars().all()
    about = letter.notification
    for row in (letter, *told):
        row.state, row.lease_until, row.last_error = state, None, words
        row.sent_at = now if state is LetterState.SENT else None
        row.ended_at = now if state is not LetterState.SENT else None
    if letter.hook_id is None and TERMS[NotificationKind(about.kind)].is_mandatory:
        record(
            session,
            MACHINE,
            f"notification.{state.value}",
            about,
            object_id=about.id,
            kind=about.kind,
            about=str(about.object_id),
            medium=letter.medium.value,
            user_id=str(letter.user_id) if letter.user_id else None,
            post_id=find_post_of_case(session, about),
        )
    if state is LetterState.FAILED:
        tell_of_lost_mail(session, letter, now, words or "")
