"""Entering pre-election periods: one person of the desk proposes, another decides; the same to take one back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.actions.period_news import tell_of_period
from app.editorial.periods import find_day_issues, find_period_issues, propose_begin
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, NotAllowedError, NotFoundError, WrongStateError
from app.models import Election, User
from app.models.election import ElectionKind
from app.models.user import Actor


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is proposed: without days of its own, a period begins three months before the day and ends with it."""

    territory: str
    kind: ElectionKind
    day: date
    source: str
    quiet_from: date | None = None
    quiet_to: date | None = None
    note: str | None = None


def propose_election(session: Session, actor: Actor, entry: Entry) -> Election:
    """Propose an election with its period. It has no effect until another person decides. Raises InvalidError."""
    _ensure_allowed(actor)
    unlikely = find_day_issues(day=entry.day, quiet_from=entry.quiet_from, quiet_to=entry.quiet_to)
    if unlikely:
        raise InvalidError(issues=unlikely)
    begin, end = entry.quiet_from or propose_begin(entry.day), entry.quiet_to or entry.day
    issues = find_period_issues(day=entry.day, quiet_from=begin, quiet_to=end)
    if issues:
        raise InvalidError(issues=issues)
    election = Election(
        territory=entry.territory,
        kind=entry.kind,
        day=entry.day,
        quiet_from=begin,
        quiet_to=end,
        source=entry.source,
        note=entry.note,
        proposed_by_id=actor.user_id,
    )
    session.add(election)
    session.flush()
    _record(session, actor, "election.propose", election)
    return election


def decide_election(session: Session, actor: Actor, election_id: UUID) -> Election:
    """Put a proposed period into force, for what is approved already as well. Raises WrongStateError for one's own."""
    election = _find_open(session, actor, election_id)
    if election.decided_at is not None:
        raise WrongStateError(key="election-decided")
    _ensure_another(session, actor, election.proposed_by_id)
    election.decided_by_id, election.decided_at = actor.user_id, clock_of(session)
    _record(session, actor, "election.confirm", election)
    tell_of_period(session, election)
    return election


def withdraw_election(session: Session, actor: Actor, election_id: UUID, *, reason: str) -> Election:
    """Take a period back: a proposed one at once; of a decided one the first word asks, another person's ends it."""
    election = _find_open(session, actor, election_id)
    if election.decided_at is not None and election.ending_by_id is None:
        election.ending_by_id, election.ending_at = actor.user_id, clock_of(session)
        election.ending_reason = reason
        _record(session, actor, "election.propose_withdrawal", election, reason)
        return election
    if election.ending_by_id is not None:
        _ensure_another(session, actor, election.ending_by_id)
    election.withdrawn_by_id, election.withdrawn_at = actor.user_id, clock_of(session)
    _record(session, actor, "election.withdraw", election, reason)
    return election


def keep_election(session: Session, actor: Actor, election_id: UUID) -> Election:
    """Drop the wish to end a decided period, one's own or another's: it stays in force. Raises WrongStateError without one.

    One word is enough, for the stricter state is the one that stays.
    """
    election = _find_open(session, actor, election_id)
    if election.ending_by_id is None:
        raise WrongStateError(key="election-not-ending")
    election.ending_by_id = election.ending_at = election.ending_reason = None
    _record(session, actor, "election.keep", election)
    return election


def _ensure_allowed(actor: Actor) -> None:
    if not is_allowed(actor, Permission.DECIDE_ELECTIONS):
        raise NotAllowedError


def _find_open(session: Session, actor: Actor, election_id: UUID) -> Election:
    _ensure_allowed(actor)
    election = session.get(Election, election_id, with_for_update=True, populate_existing=True)
    if election is None:
        raise NotFoundError
    if election.withdrawn_at is not None:
        raise WrongStateError(key="election-withdrawn")
    return election


def _ensure_another(session: Session, actor: Actor, first_id: UUID) -> None:
    """Raise WrongStateError where the first word came from the same human being, under whatever account."""
    if session.get_one(User, first_id).person_id == actor.person_id:
        raise WrongStateError(key="election-same-person")


def _record(
    session: Session, actor: Actor, action: str, election: Election, reason: str | None = None
) -> None:
    record(
        session,
        actor,
        action,
        election,
        object_id=election.id,
        reason=reason,
        territory=election.territory,
        kind=election.kind.value,
        day=election.day.isoformat(),
        quiet_from=election.quiet_from.isoformat(),
        quiet_to=election.quiet_to.isoformat(),
    )
