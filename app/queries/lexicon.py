"""The lexicon as people look at it: its versions and proposals, and what the one in force holds."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.actions.lexicon_in_force import find_version_in_force
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotAllowedError, NotFoundError
from app.models import LexiconCue, LexiconTerm, LexiconVersion
from app.models.user import Actor
from app.queries.cursor import Page, as_day, as_id, as_text, fetch_page

_PEOPLE = joinedload(LexiconVersion.created_by), joinedload(LexiconVersion.confirmed_by)


def list_versions(
    session: Session, actor: Actor, *, limit: int, after: str | None, is_open: bool | None = None
) -> Page[LexiconVersion]:
    """Return proposals and versions, the newest first; with `is_open` those only that nobody has decided."""
    ensure_reader(actor)
    query = select(LexiconVersion).options(*_PEOPLE)
    if is_open:
        query = query.where(LexiconVersion.confirmed_at.is_(None), LexiconVersion.withdrawn_at.is_(None))
    by = [LexiconVersion.id]
    return fetch_page(session, query, by=by, kinds=[as_id], limit=limit, after=after, descending=True)


def get_version(session: Session, actor: Actor, version_id: UUID) -> LexiconVersion:
    """Return a proposal or version. Raises NotAllowedError, NotFoundError."""
    ensure_reader(actor)
    version = session.get(LexiconVersion, version_id, options=_PEOPLE)
    if version is None:
        raise NotFoundError
    return version


def list_terms(
    session: Session, actor: Actor, *, limit: int, after: str | None, words: str | None = None
) -> Page[LexiconTerm]:
    """Return the terms in force by actor, what has ended included; with `words` those whose actor or surface holds them."""
    ensure_reader(actor)
    query = _in_force(session, select(LexiconTerm), LexiconTerm.version_id)
    if words:
        query = query.where(
            LexiconTerm.surface.icontains(words, autoescape=True)
            | LexiconTerm.actor.icontains(words, autoescape=True)
        )
    by = [LexiconTerm.actor, LexiconTerm.kind, LexiconTerm.surface, LexiconTerm.valid_from]
    kinds = [as_text, as_text, as_text, as_day]
    return fetch_page(session, query, by=by, kinds=kinds, limit=limit, after=after)


def list_cues(
    session: Session, actor: Actor, *, limit: int, after: str | None, words: str | None = None
) -> Page[LexiconCue]:
    """Return the turns of phrase in force by class, what has ended included; `words` as for terms."""
    ensure_reader(actor)
    query = _in_force(session, select(LexiconCue), LexiconCue.version_id)
    if words:
        query = query.where(
            LexiconCue.surface.icontains(words, autoescape=True)
            | LexiconCue.cue_class.icontains(words, autoescape=True)
        )
    by = [LexiconCue.cue_class, LexiconCue.surface, LexiconCue.valid_from]
    return fetch_page(session, query, by=by, kinds=[as_text, as_text, as_day], limit=limit, after=after)


def ensure_reader(actor: Actor) -> None:
    """Raise NotAllowedError for whoever may not read the lexicon."""
    if not is_allowed(actor, Permission.READ_LEXICON):
        raise NotAllowedError


def _in_force(session: Session, query: Select[Any], version_id: Any) -> Select[Any]:
    current = find_version_in_force(session)
    return query.where(version_id == (current.id if current else None))
