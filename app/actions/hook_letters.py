"""Bringing one letter to a hook: claimed, sent, recorded; at least once, always under the same id.

A receiver drops what it has by that id (Standard Webhooks), so that nothing here can be unclear: whatever is not
answered with a yes is told again. One letter at a time per hook, and a hook that fails rests alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.actions.letter_ends import Fate, end_letter, settle_letter
from app.actions.lost_letters import PATIENCE
from app.actions.notifications import notify_organisation
from app.actions.secrecy import find_secret
from app.actions.things import shown_context
from app.actions.ways import clear_way, fail_way
from app.models import Hook, Letter
from app.models.letter import LetterState, Medium
from app.models.notification import NotificationKind
from app.models.user import MACHINE

LONGEST_REST_S: Final = 3600
"""For how long a receiver may ask to be left alone."""


@dataclass(frozen=True)
class HookTicket:
    """What is to be told, to which hook, and whose try it is."""

    letter_id: UUID
    attempt: int
    hook_id: UUID
    url: str
    organisation: str
    kind: NotificationKind
    happened_at: datetime
    context: Mapping[str, Any] = field(repr=False)


def begin_hook_letter(session: Session, *, lease_s: int) -> HookTicket | None:
    """Claim the next letter of a hook that is open; it belongs to this letter for the lease. None where none is due.

    What came under an embargo while it waited is dropped, as if it had never been addressed.
    """
    while (letter := session.execute(_next_due()).scalar_one_or_none()) is not None:
        if find_secret(session, letter.notification) is None:
            break
        session.delete(letter)
        session.flush()
    if letter is None or letter.hook_id is None:
        return None
    hook = session.get_one(Hook, letter.hook_id, populate_existing=True)
    now = clock_of(session)
    letter.state, letter.attempts = LetterState.SENDING, letter.attempts + 1
    letter.lease_until = hook.resumes_at = now + timedelta(seconds=lease_s)
    session.flush()
    about = letter.notification
    return HookTicket(
        letter.id,
        letter.attempts,
        hook.id,
        hook.url,
        hook.organisation.abbreviation,
        NotificationKind(about.kind),
        about.created_at,
        shown_context(session, about),
    )


def record_hook_letter(
    session: Session, ticket: HookTicket, fate: Fate, words: str = "", rest_s: float = 0
) -> bool:
    """Write what became of a try; tell whether the hook is disabled by it.

    A yes that comes late still counts; any other answer of somebody else's try is left alone. REFUSED is a receiver
    that wants no more of anything.
    """
    hook = session.get(Hook, ticket.hook_id, with_for_update=True, populate_existing=True)
    letter = session.get(Letter, ticket.letter_id, with_for_update=True, populate_existing=True)
    if hook is None or letter is None or letter.attempts != ticket.attempt:
        return False
    counts = {LetterState.SENDING, LetterState.WAITING} if fate is Fate.SENT else {LetterState.SENDING}
    if letter.state not in counts:
        return False
    now = clock_of(session)
    settle_letter(session, letter, fate, now, words)
    if fate is Fate.SENT:
        clear_way(hook)
        return False
    fail_way(hook, now, words)
    asked = now + timedelta(seconds=min(rest_s, LONGEST_REST_S))
    hook.resumes_at = max(hook.resumes_at or asked, asked)
    is_over = fate is Fate.REFUSED or now - (hook.failing_since or now) >= PATIENCE
    if is_over and hook.disabled_at is None:
        _disable(session, hook, now, words)
    session.flush()
    return is_over


def _disable(session: Session, hook: Hook, now: datetime, words: str) -> None:
    """Give a hook up, with all that waits for it, and tell those who can do something about it."""
    hook.disabled_at = now
    waiting = select(Letter).where(Letter.hook_id == hook.id, Letter.state == LetterState.WAITING)
    for letter in session.execute(waiting.order_by(Letter.id).with_for_update()).scalars():
        end_letter(session, letter, LetterState.FAILED, now, words)
    record(
        session,
        MACHINE,
        "hook.disable",
        hook,
        object_id=hook.id,
        organisation_id=str(hook.organisation_id),
    )
    notify_organisation(
        session,
        NotificationKind.HOOK_DISABLED,
        hook.organisation_id,
        hook,
        once=now.isoformat(),
        name=hook.name,
    )


def _next_due() -> Select[Letter]:
    is_open = Hook.resumes_at.is_(None) | (Hook.resumes_at <= func.now())
    return (
        select(Letter)
        .join(Hook, Hook.id == Letter.hook_id)
        .where(
            Letter.medium == Medium.HOOK,
            Letter.state == LetterState.WAITING,
            Letter.due_at <= func.now(),
            Letter.next_attempt_at.is_(None) | (Letter.next_attempt_at <= func.now()),
            Hook.paused_at.is_(None),
            Hook.disabled_at.is_(None),
            is_open,
        )
        .order_by(Letter.due_at, Letter.id)
        .limit(1)
        .with_for_update(of=[Letter, Hook], skip_locked=True)
    )
