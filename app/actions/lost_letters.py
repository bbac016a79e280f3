"""Letters that nobody brings any more: their worker is gone, or their time is over."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.letter_ends import end_letter, wait_again
from app.models import Letter
from app.models.letter import LetterState

PATIENCE: Final = timedelta(days=5)
"""How long a mail is tried: what RFC 5321, 4.5.4.1 asks for; and a hook, which is then disabled."""


def expire_letters(session: Session) -> list[UUID]:
    """Take back the letters whose worker is gone: waiting again, or unclear if they may be over. Return the unclear."""
    lost = (
        select(Letter)
        .where(Letter.state == LetterState.SENDING, Letter.lease_until < func.now())
        .order_by(Letter.id)
        .with_for_update(skip_locked=True)
    )
    now, unclear = clock_of(session), []
    for letter in session.execute(lost).scalars():
        if letter.handed_at is None:
            wait_again(letter)
        else:
            end_letter(
                session, letter, LetterState.UNCLEAR, now, "no answer: the worker ended in the middle of it"
            )
            unclear.append(letter.id)
    session.flush()
    return unclear


def give_up_letters(session: Session) -> list[UUID]:
    """End the letters that could not be brought for five days; return their ids."""
    old = (
        select(Letter)
        .where(
            Letter.state == LetterState.WAITING,
            Letter.due_at < func.now() - PATIENCE,
        )
        .order_by(Letter.id)
        .with_for_update(skip_locked=True)
    )
    now = clock_of(session)
    letters = list(session.execute(old).scalars())
    for letter in letters:
        end_letter(session, letter, LetterState.FAILED, now, letter.last_error or "not brought in five days")
    session.flush()
    return [letter.id for letter in letters]
