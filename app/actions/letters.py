"""Sending one mail, in short steps around the call: claim, commit to the handing over, record (ADR 0018).

Up to the handing over nothing has happened that a repetition would double, so that a worker that dies before it leaves
the letter waiting. From then on only an answer tells what became of it; without one it is `unclear` and never repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.actions.account_links import arm_link
from app.actions.attempts import clock_of
from app.actions.letter_ends import Fate, settle_letter
from app.actions.recipients import is_still_for
from app.actions.things import shown_context
from app.actions.ways import clear_way, fail_way
from app.models import AccountLink, Letter, MailWay, Notification
from app.models.letter import LetterState, Medium
from app.models.notification import NotificationKind

_LONGEST_WORDS: Final = 300


@dataclass(frozen=True)
class LetterTicket:
    """What is to be sent, to whom, and whose try it is. `token` is of a one-time link, made for this try."""

    letter_id: UUID
    attempt: int
    kind: NotificationKind
    address: str
    name: str
    object_id: UUID
    context: Mapping[str, Any] = field(repr=False)
    token: str | None = field(repr=False)
    others: list[tuple[NotificationKind, Mapping[str, Any]]] = field(default_factory=list, repr=False)


def begin_letter(session: Session, *, lease_s: int) -> LetterTicket | None:
    """Claim the next mail that may go; None where there is none, or the way is in use or resting.

    The way is locked first and belongs to this letter for the lease: mails go one at a time and in their order. What
    has become pointless while it waited is dropped, as if it had never been addressed: what concerned somebody's role
    is addressed anew, to whoever holds it by then.
    """
    now = clock_of(session)
    way = session.execute(select(MailWay).with_for_update()).scalar_one()
    if way.resumes_at is not None and way.resumes_at > now:
        return None
    while (letter := session.execute(_next_due()).scalar_one_or_none()) is not None:
        if not _is_pointless(session, letter):
            break
        if letter.notification.organisation_id is not None:
            letter.notification.addressed_at = None
        session.execute(delete(Letter).where(or_(Letter.id == letter.id, Letter.digest_id == letter.id)))
    if letter is None:
        return None
    letter.state, letter.attempts = LetterState.SENDING, letter.attempts + 1
    letter.lease_until = way.resumes_at = now + timedelta(seconds=lease_s)
    letter.handed_at = None
    session.flush()
    return _ticket_of(session, letter)


def hand_over(session: Session, ticket: LetterTicket) -> bool:
    """Commit to handing the letter over now; False where it is no longer this try's."""
    mine = (
        update(Letter)
        .where(
            Letter.id == ticket.letter_id,
            Letter.attempts == ticket.attempt,
            Letter.state == LetterState.SENDING,
            Letter.lease_until > func.clock_timestamp(),
        )
        .values(handed_at=func.clock_timestamp())
        .returning(Letter.id)
    )
    return session.execute(mine).scalar_one_or_none() is not None


def record_letter(session: Session, ticket: LetterTicket, fate: Fate, words: str = "") -> LetterState:
    """Write what became of a try, and what that says of the way; return the state it led to.

    An answer that comes late still counts, also where the letter was held for unclear meanwhile. Somebody else's try is
    left alone.
    """
    way = session.execute(select(MailWay).with_for_update()).scalar_one()
    letter = session.get_one(Letter, ticket.letter_id, with_for_update=True, populate_existing=True)
    is_mine = letter.attempts == ticket.attempt
    if not is_mine or letter.state not in {LetterState.SENDING, LetterState.UNCLEAR}:
        return letter.state
    now, words = clock_of(session), _legible(words)
    if fate is Fate.AWAY:
        fail_way(way, now, words)
    else:
        clear_way(way)
    settle_letter(session, letter, fate, now, words)
    return letter.state


def _next_due() -> Select[Letter]:
    return (
        select(Letter)
        .where(
            Letter.medium == Medium.MAIL,
            Letter.state == LetterState.WAITING,
            Letter.due_at <= func.now(),
            Letter.next_attempt_at.is_(None) | (Letter.next_attempt_at <= func.now()),
        )
        .order_by(Letter.due_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _is_pointless(session: Session, letter: Letter) -> bool:
    """Tell whether its recipient was locked or lost the role meanwhile, or the one-time link in it opens nothing any more."""
    about = letter.notification
    if letter.user is not None and not is_still_for(session, about, letter.user):
        return True
    if about.object_type != AccountLink.__tablename__:
        return False
    link = session.get(AccountLink, about.object_id)
    return link is None or link.used_at is not None


def _ticket_of(session: Session, letter: Letter) -> LetterTicket:
    about = letter.notification
    gathered = (
        select(Notification)
        .join(Letter, Letter.notification_id == Notification.id)
        .where(Letter.digest_id == letter.id)
        .order_by(Notification.created_at, Notification.id)
    )
    return LetterTicket(
        letter.id,
        letter.attempts,
        NotificationKind(about.kind),
        letter.address or (letter.user and letter.user.email) or "",
        letter.user.name if letter.user else "",
        about.object_id,
        shown_context(session, about),
        arm_link(session, about.object_id) if about.object_type == AccountLink.__tablename__ else None,
        [
            (NotificationKind(row.kind), shown_context(session, row))
            for row in session.execute(gathered).scalars()
        ],
    )


def _legible(words: str) -> str:
    """Return what a server said as one printable line; it is not ours and may hold anything."""
    return "".join(sign if sign.isprintable() else " " for sign in words)[:_LONGEST_WORDS]
