"""The lexicon that counts today: the version two persons confirmed last, arranged once per version and day in a process."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.editorial.neutrality import Lexicon
from app.editorial.neutrality.entries import CueEntry, Entries, TermEntry, arrange
from app.models import LexiconCue, LexiconTerm, LexiconVersion

_KEPT: Final[dict[tuple[UUID, date], Lexicon]] = {}
_MOST: Final = 2


def find_lexicon(session: Session) -> Lexicon | None:
    """Return the lexicon in force on this day, or None where nobody has loaded one: then nothing can be assessed.

    It says by itself what version it is (`Lexicon.version`), for the findings to keep. What a person ended today still
    counts today; what was confirmed counts with the next question.
    """
    version = find_version_in_force(session)
    if version is None:
        return None
    key = (version.id, clock.today())
    lexicon = _KEPT.get(key)
    if lexicon is None:
        lexicon = arrange(version.name or "", read_entries(session, version.id), day=key[1])
        while len(_KEPT) >= _MOST:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = lexicon
    return lexicon


def find_version_in_force(session: Session) -> LexiconVersion | None:
    """Return the version confirmed last, if any."""
    query = select(LexiconVersion).where(LexiconVersion.number.is_not(None))
    return session.execute(query.order_by(LexiconVersion.number.desc()).limit(1)).scalar_one_or_none()


def read_entries(session: Session, version_id: UUID) -> Entries:
    """Return all that a version holds, always in the same order."""
    names = tuple(TermEntry.__dataclass_fields__)
    terms = select(*(getattr(LexiconTerm, name) for name in names)).where(
        LexiconTerm.version_id == version_id
    )
    terms = terms.order_by(LexiconTerm.kind, LexiconTerm.surface, LexiconTerm.valid_from)
    phrases = select(LexiconCue.cue_class, LexiconCue.surface, LexiconCue.valid_from, LexiconCue.valid_to)
    phrases = phrases.where(LexiconCue.version_id == version_id)
    phrases = phrases.order_by(LexiconCue.cue_class, LexiconCue.surface, LexiconCue.valid_from)
    return Entries(
        tuple(TermEntry(**row) for row in session.execute(terms).mappings()),
        tuple(CueEntry(**row) for row in session.execute(phrases).mappings()),
    )
