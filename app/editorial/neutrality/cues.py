"""Finding the turns of phrase of all classes in one pass over the words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.editorial.neutrality.patterns import Pattern, Words, is_number, match_pattern, match_word
from app.editorial.neutrality.tokens import Token

_SHORTEST, _KEPT = 3, 50_000


@dataclass(frozen=True, slots=True)
class Cue:
    """A turn of phrase found at the tokens `[first, last]`."""

    name: str
    first: int
    last: int


class CueIndex:
    """Patterns by the word they begin with, so that a text is read once however many there are."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._exact: dict[str, list[Pattern]] = defaultdict(list)
        self._open: dict[str, dict[str, list[Pattern]]] = {
            mode: defaultdict(list) for mode in ("x*", "*x", "*x*")
        }
        self._kinds: dict[str, list[Pattern]] = defaultdict(list)
        self._by_form = lru_cache(_KEPT)(self._look_up)
        self._singles: dict[str, list[str]] = defaultdict(list)
        for pattern in patterns:
            self._file(pattern)
            if len(pattern.elements) == 1:
                self._singles[pattern.cue] += pattern.elements[0]

    def _file(self, pattern: Pattern) -> None:
        first = next(element for element in pattern.elements if element[0] != "^")
        for word in first:
            if word[0] == "<":
                self._kinds[word].append(pattern)
            elif "*" in (word[0], word[-1]):
                mode = ("*" if word[0] == "*" else "") + "x" + ("*" if word[-1] == "*" else "")
                self._open[mode][word.strip("*")].append(pattern)
            else:
                self._exact[word].append(pattern)

    def has(self, name: str, word: str) -> bool:
        """Say whether a folded word is by itself a cue of the class."""
        return any(match_word(word, single) for single in self._singles.get(name, ()))

    def find(self, words: Words) -> list[Cue]:
        """Return all cues of a text in the order of their first words."""
        found: dict[tuple[str, int], int] = {}
        for at, token in enumerate(words.tokens):
            for pattern in self._candidates(words, at, token):
                last = match_pattern(pattern, words, at)
                if last is not None:
                    found[pattern.cue, at] = max(last, found.get((pattern.cue, at), 0))
        return [Cue(name, first, last) for (name, first), last in found.items()]

    def _candidates(self, words: Words, at: int, token: Token) -> Iterator[Pattern]:
        if at in words.actors:
            yield from self._kinds["<actor>"]
        if at in words.persons:
            yield from self._kinds["<person>"]
        if is_number(token):
            yield from self._kinds["<num>"]
        if token.kind in {"handle", "address"}:
            return
        for form in token.forms:
            yield from self._by_form(form)

    def _look_up(self, form: str) -> tuple[Pattern, ...]:
        """Return the patterns that may begin with a form; the same words come again and again, so answers are kept."""
        found = [*self._exact.get(form, ())]
        for end in range(1, len(form) + 1):
            found += self._open["x*"].get(form[:end], ())
        for begin in range(len(form)):
            found += self._open["*x"].get(form[begin:], ())
            for end in range(begin + _SHORTEST, len(form) + 1):
                found += self._open["*x*"].get(form[begin:end], ())
        return tuple(found)


def drop_harmless(cues: Sequence[Cue]) -> list[Cue]:
    """Leave out cues inside a longer turn of phrase that means something else: "TOP 4", "10. Klasse"."""
    covered = {
        at: cue.last for cue in cues if cue.name == "harmless" for at in range(cue.first, cue.last + 1)
    }
    return [cue for cue in cues if cue.last > covered.get(cue.first, -1)]
