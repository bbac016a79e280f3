"""Changing the lexicon: one person of the desk proposes, another confirms; each confirmed change is a version of its own."""

from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.actions.attempts import clock_of
from app.actions.events import record
from app.actions.lexicon_in_force import find_version_in_force, read_entries
from app.actions.locking import LEXICON_GATE
from app.editorial.neutrality.changes import Change, apply_changes
from app.editorial.neutrality.entries import Entries
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, NotAllowedError, NotFoundError, WrongStateError
from app.models import LexiconCue, LexiconTerm, LexiconVersion, User
from app.models.user import MACHINE, Actor

CHANGES: Final[TypeAdapter[list[Change]]] = TypeAdapter(
    list[Annotated[Change, Field(discriminator="change")]]
)
"""How changes are kept: what JSON can hold, known by the word in `change`."""


def begin_lexicon(session: Session, entries: Entries, *, note: str) -> bool:
    """Make the entries the first version, in the operator's hand; do nothing where there is one, and tell which it was."""
    _take_turn(session)
    if find_version_in_force(session) is not None:
        return False
    version = LexiconVersion(note=note, changes=[])
    session.add(version)
    _put_in_force(session, version, entries, number=1)
    record(session, MACHINE, "lexicon.load", version, object_id=version.id, terms=len(entries.terms))
    return True


def propose_change(session: Session, actor: Actor, changes: Sequence[Change], *, note: str) -> LexiconVersion:
    """Propose changes that belong together. Nothing is found differently until another person confirms them.

    Raises InvalidError for what does not fit the lexicon in force.
    """
    _ensure_allowed(actor)
    current = _current(session)
    _apply(session, current, changes)
    version = LexiconVersion(
        note=note, changes=CHANGES.dump_python(list(changes), mode="json"), created_by_id=actor.user_id
    )
    session.add(version)
    session.flush()
    _record(session, actor, "lexicon.propose", version, reason=note)
    return version


def confirm_change(session: Session, actor: Actor, version_id: UUID) -> LexiconVersion:
    """Make a proposal the lexicon in force, on top of what is in force now.

    Raises WrongStateError where it is decided or one's own, InvalidError where it fits no more.
    """
    _take_turn(session)
    version = _find_open(session, actor, version_id)
    creator = session.get_one(User, version.created_by_id)
    if creator.person_id == actor.person_id:
        raise WrongStateError(key="lexicon-same-person")
    current = _current(session)
    entries = _apply(session, current, CHANGES.validate_python(version.changes))
    version.confirmed_by_id = actor.user_id
    _put_in_force(session, version, entries, number=(current.number or 0) + 1)
    _record(session, actor, "lexicon.confirm", version)
    return version


def withdraw_change(session: Session, actor: Actor, version_id: UUID, *, reason: str) -> LexiconVersion:
    """Take a proposal back, one's own or another's: it stays to be read. Raises WrongStateError where it is decided."""
    version = _find_open(session, actor, version_id)
    version.withdrawn_by_id, version.withdrawn_at = actor.user_id, clock_of(session)
    _record(session, actor, "lexicon.withdraw", version, reason=reason)
    return version


def preview_entries(session: Session, version: LexiconVersion) -> tuple[Entries, Entries]:
    """Return the entries in force, and what a proposal would make of them."""
    current = _current(session)
    entries = read_entries(session, current.id)
    return entries, apply_changes(entries, CHANGES.validate_python(version.changes))[0]


def _ensure_allowed(actor: Actor) -> None:
    if not is_allowed(actor, Permission.CHANGE_LEXICON):
        raise NotAllowedError


def _find_open(session: Session, actor: Actor, version_id: UUID) -> LexiconVersion:
    """Return a proposal that nobody has decided, locked."""
    _ensure_allowed(actor)
    version = session.get(LexiconVersion, version_id, with_for_update=True, populate_existing=True)
    if version is None:
        raise NotFoundError
    if version.confirmed_at is not None:
        raise WrongStateError(key="lexicon-confirmed")
    if version.withdrawn_at is not None:
        raise WrongStateError(key="lexicon-withdrawn")
    return version


def _take_turn(session: Session) -> None:
    session.execute(select(func.pg_advisory_xact_lock(LEXICON_GATE)))


def _current(session: Session) -> LexiconVersion:
    version = find_version_in_force(session)
    if version is None:
        raise WrongStateError(key="lexicon-missing")
    return version


def _apply(session: Session, current: LexiconVersion, changes: Sequence[Change]) -> Entries:
    entries, issues = apply_changes(read_entries(session, current.id), changes)
    if issues:
        raise InvalidError(issues=issues)
    return entries


def _put_in_force(session: Session, version: LexiconVersion, entries: Entries, *, number: int) -> None:
    """Give the version its number and its rows. They are written at once: there are thousands."""
    version.number, version.confirmed_at = number, clock_of(session)
    session.flush()
    terms: list[dict[str, Any]] = [asdict(entry) | {"version_id": version.id} for entry in entries.terms]
    cues = [asdict(entry) | {"version_id": version.id} for entry in entries.cues]
    session.execute(insert(LexiconTerm), terms)
    session.execute(insert(LexiconCue), cues)


def _record(
    session: Session, actor: Actor, action: str, version: LexiconVersion, reason: str | None = None
) -> None:
    """Write the event. It proves by hash what was changed and names nobody, as persons are erased one day."""
    proof = sha256(CHANGES.dump_json(CHANGES.validate_python(version.changes))).hexdigest()
    record(
        session,
        actor,
        action,
        version,
        object_id=version.id,
        reason=reason,
        after=version.name,
        changes=len(version.changes),
        sha256=proof,
    )
