"""What can be changed in the lexicon: a term or a turn of phrase begins or ends. Nothing is ever taken out of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal, TypeVar

from app.editorial.neutrality.entries import CueEntry, Entries, TermEntry
from app.editorial.neutrality.lexicon import Kind
from app.errors import Issue
from app.fields import Surface


@dataclass(frozen=True, kw_only=True)
class AddTerm(TermEntry):
    """A term begins on a day."""

    change: Literal["add_term"]


@dataclass(frozen=True, kw_only=True)
class EndTerm:
    """A term counts for the last time on a day; another day than before, if it has one already."""

    change: Literal["end_term"]
    kind: Kind
    surface: Surface
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class AddCue(CueEntry):
    """A turn of phrase begins on a day."""

    change: Literal["add_cue"]


@dataclass(frozen=True, kw_only=True)
class EndCue:
    """A turn of phrase counts for the last time on a day."""

    change: Literal["end_cue"]
    cue_class: Surface
    surface: Surface
    valid_to: date


Change = AddTerm | EndTerm | AddCue | EndCue
Entry = TypeVar("Entry", TermEntry, CueEntry)


def apply_changes(entries: Entries, changes: Sequence[Change]) -> tuple[Entries, list[Issue]]:
    """Return the entries after the changes, one after the other, and what is wrong with any of them."""
    terms, cues, issues = list(entries.terms), list(entries.cues), []
    for index, change in enumerate(changes):
        match change:
            case AddTerm():
                fault = _add(terms, _plain(TermEntry, change), term_key) or _find_endless_person(change)
            case EndTerm():
                fault = _end(terms, (change.kind, change.surface), change.valid_to, term_key)
            case AddCue():
                fault = _find_new_class(cues, change) or _add(cues, _plain(CueEntry, change), cue_key)
            case EndCue():
                fault = _end(cues, (change.cue_class, change.surface), change.valid_to, cue_key)
        if fault:
            issues.append(Issue(f"changes.{index}.{fault[0]}", fault[1]))
    return Entries(tuple(terms), tuple(cues)), issues


def term_key(term: TermEntry) -> tuple[str, str]:
    """Return what may count only once on any day: kind and surface."""
    return term.kind, term.surface


def cue_key(cue: CueEntry) -> tuple[str, str]:
    """Return what may count only once on any day: class and surface."""
    return cue.cue_class, cue.surface


Fault = tuple[str, str] | None


def _add(entries: list[Entry], entry: Entry, key: Callable[[Entry], tuple[str, str]]) -> Fault:
    if entry.valid_to is not None and entry.valid_to < entry.valid_from:
        return "valid_to", "entry-ends-too-early"
    if any(key(other) == key(entry) and _overlaps(other, entry) for other in entries):
        return "surface", "entry-doubled"
    entries.append(entry)
    return None


def _end(
    entries: list[Entry], wanted: tuple[str, str], last_day: date, key: Callable[[Entry], tuple[str, str]]
) -> Fault:
    """Give the last of the entries that began by that day its end; what comes after it stays apart."""
    begun = [entry for entry in entries if key(entry) == wanted and entry.valid_from <= last_day]
    if not begun:
        return "surface", "entry-unknown"
    entry = max(begun, key=lambda one: one.valid_from)
    if entry.valid_to == last_day:
        return "valid_to", "entry-ended"
    entries[entries.index(entry)] = replace(entry, valid_to=last_day)
    return None


def _find_endless_person(change: AddTerm) -> Fault:
    """Ask for a person's last day: persons stay only while they hold or seek office."""
    return ("valid_to", "person-without-end") if change.kind == "person" and change.valid_to is None else None


def _find_new_class(cues: Sequence[CueEntry], change: AddCue) -> Fault:
    """Refuse a class of its own making: the rules ask for classes by name, and would never look at it."""
    is_known = any(cue.cue_class == change.cue_class for cue in cues)
    return None if is_known else ("cue_class", "cue-class-unknown")


def _overlaps(one: Entry, other: Entry) -> bool:
    ends = one.valid_to or date.max, other.valid_to or date.max
    return one.valid_from <= ends[1] and other.valid_from <= ends[0]


def _plain(kind: type[Entry], change: AddTerm | AddCue) -> Entry:
    return kind(**{field.name: getattr(change, field.name) for field in fields(kind)})
