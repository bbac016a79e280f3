"""The lexicon as it is kept: terms and turns of phrase with their days, and the lexicon that comes of them on one day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.editorial.neutrality.lexicon import Kind, Lexicon, Match, Term
from app.fields import Reason, Surface

Strength = Literal["strong", "needs_context"]


@dataclass(frozen=True, kw_only=True)
class TermEntry:
    """One way of writing an actor: who, how it is looked for, from when to when (both included), and from where known."""

    actor: Surface
    kind: Kind
    surface: Surface
    match: Match
    strength: Strength
    valid_from: date
    valid_to: date | None = None
    territory: Surface | None = None
    source: Reason
    note: Reason | None = None


@dataclass(frozen=True, kw_only=True)
class CueEntry:
    """One turn of phrase of a class, in the pattern language."""

    cue_class: Surface
    surface: Surface
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class Entries:
    """All that one version of the lexicon holds, what has ended included."""

    terms: tuple[TermEntry, ...]
    cues: tuple[CueEntry, ...]


def is_valid(entry: TermEntry | CueEntry, day: date) -> bool:
    """Tell whether an entry counts on a day."""
    return entry.valid_from <= day and (entry.valid_to is None or day <= entry.valid_to)


def arrange(name: str, entries: Entries, *, day: date) -> Lexicon:
    """Return the lexicon that the entries make on a day; findings will call it by the name."""
    cues = defaultdict(list)
    for cue in entries.cues:
        if is_valid(cue, day):
            cues[cue.cue_class].append(cue.surface)
    return Lexicon(name, map(_term_of, entries.terms), cues, day=day)


def _term_of(entry: TermEntry) -> Term:
    return Term(
        actor=entry.actor,
        kind=entry.kind,
        surface=entry.surface,
        match=entry.match,
        needs_context=entry.strength == "needs_context",
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        source=entry.source,
    )
