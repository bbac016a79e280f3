"""The lexicon as values: who is a party actor and how it is written, and the turns of phrase, by version (section 6).

It is data kept by two persons of the desk; this module only arranges it for looking up. No actor's name stands in code.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.editorial.neutrality.cues import CueIndex
from app.editorial.neutrality.folding import fold
from app.editorial.neutrality.patterns import join_words, parse_pattern

Kind = Literal[
    "name",
    "adjective",
    "organisation",
    "youth",
    "foundation",
    "person",
    "handle",
    "domain",
    "hashtag",
    "slogan",
]
Match = Literal["exact_case", "folded", "stem", "host_suffix"]
IN_TEXT = frozenset({"name", "adjective", "organisation", "youth", "foundation", "person"})


@dataclass(frozen=True, slots=True)
class Term:
    """One way of writing an actor, from when to when it counts, and where that is known from."""

    actor: str
    kind: Kind
    surface: str
    match: Match
    needs_context: bool
    valid_from: date
    valid_to: date | None
    source: str

    def is_valid(self, day: date) -> bool:
        """Say whether the term counts on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Lexicon:
    """The terms valid on one day and all cues, ready for looking up."""

    def __init__(
        self, version: str, terms: Iterable[Term], cues: Mapping[str, Iterable[str]], *, day: date
    ) -> None:
        """Arrange the terms that are valid on `day`; cues are lines of the pattern language by class."""
        self.version = version
        self.terms = tuple(term for term in terms if term.is_valid(day))
        self.names: dict[str, list[tuple[tuple[str, ...], Term]]] = defaultdict(list)
        self.stems: dict[str, list[Term]] = defaultdict(list)
        self.channels: dict[str, dict[str, Term]] = defaultdict(dict)
        for term in self.terms:
            self._file(term)
        patterns = [parse_pattern(name, line) for name, lines in cues.items() for line in lines]
        patterns += [joined for pattern in patterns if (joined := join_words(pattern))]
        has_actor = {
            pattern for pattern in patterns if any(e[0] in {"<actor>", "<person>"} for e in pattern.elements)
        }
        self.cues = CueIndex(pattern for pattern in patterns if pattern not in has_actor)
        self.frames = CueIndex(pattern for pattern in patterns if pattern in has_actor)
        self.first_names = frozenset(fold(name) for name in cues.get("first_name", ()))
        self.short_names = frozenset(
            words[0]
            for rows in self.names.values()
            for words, term in rows
            if len(words) == 1 and _is_short_name(term)
        )

    def _file(self, term: Term) -> None:
        words = tuple(fold(word) for word in term.surface.replace("/", " ").replace("-", "").split())
        if term.kind not in IN_TEXT:
            self.channels[term.kind][fold(term.surface).lstrip("@#")] = term
        elif term.match == "stem":
            self.stems[words[0]].append(term)
        else:
            self.names[words[0]].append((words, term))
            self.names[words[0]].sort(key=lambda row: -len(row[0]))


def _is_short_name(term: Term) -> bool:
    """Say whether the surface is a short word of capitals that no other word contains by chance."""
    short = 5
    return (
        not term.needs_context
        and term.kind == "name"
        and len(term.surface) <= short
        and sum(map(str.isupper, term.surface)) > 1
    )
