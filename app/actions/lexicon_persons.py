"""Persons leave the lexicon, and the proposals that named them, once they neither hold nor seek office (NEUTRALITY section 6)."""

from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.actions.events import record
from app.actions.lexicon_in_force import find_version_in_force
from app.models import LexiconTerm, LexiconVersion
from app.models.lexicon import TermKind
from app.models.user import MACHINE


def erase_former_persons(session: Session) -> int:
    """Erase from every version the persons whose last day has passed in the one in force; return how many names.

    A proposal that is decided keeps its other changes, and of the person that there was one. The event counts only.
    """
    current = find_version_in_force(session)
    if current is None:
        return 0
    persons = select(LexiconTerm.surface).where(LexiconTerm.kind == TermKind.PERSON)
    in_office = persons.where(LexiconTerm.version_id == current.id, LexiconTerm.valid_to >= clock.today())
    kept = set(session.execute(in_office).scalars())
    gone = set(session.execute(persons).scalars()) - kept
    session.execute(
        delete(LexiconTerm).where(LexiconTerm.kind == TermKind.PERSON, LexiconTerm.surface.in_(gone))
    )
    forgotten = _forget_in_proposals(session, kept)
    if gone or forgotten:
        record(
            session,
            MACHINE,
            "lexicon.erase_persons",
            current,
            object_id=current.id,
            names=len(gone | forgotten),
        )
    return len(gone | forgotten)


def _forget_in_proposals(session: Session, kept: AbstractSet[str]) -> set[str]:
    """Take the names out of decided proposals; return which."""
    names_one = LexiconVersion.changes.contains([{"kind": TermKind.PERSON.value}])
    is_decided = LexiconVersion.confirmed_at.is_not(None) | LexiconVersion.withdrawn_at.is_not(None)
    found: set[str] = set()
    for version in session.execute(select(LexiconVersion).where(names_one, is_decided)).scalars():
        left = [_without_name(change) if _names_other(change, kept) else change for change in version.changes]
        found |= {change["surface"] for change in version.changes if _names_other(change, kept)}
        if left != version.changes:
            version.changes = left
    return found


def _names_other(change: dict[str, Any], kept: AbstractSet[str]) -> bool:
    is_name = change.get("kind") == TermKind.PERSON and bool(change["surface"])
    return is_name and change["surface"] not in kept


def _without_name(change: dict[str, Any]) -> dict[str, Any]:
    blank = {name: "" for name in ("surface", "actor", "source", "note") if change.get(name)}
    return change | blank
