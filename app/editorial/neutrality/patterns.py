"""A small language for turns of phrase: words with * for open ends, a|b for either, ~n for up to n words between.

`<actor>`, `<person>` and `<num>` stand for what they name, ^ for the begin of a clause and $ for its end. A pattern stays
inside one sentence, and looking for it costs a bounded number of steps per word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product

from app.editorial.neutrality.folding import fold
from app.editorial.neutrality.tokens import Token

_JOINED, _LONG = 30, 9
"""So many readings of a phrase are joined, if they have so many letters: shorter ones are found in other words."""
_NUMBERS = frozenset({"zwei", "drei", "vier", "fuenf", "sechs", "sieben", "acht", "neun", "zehn", "zwoelf"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """One turn of phrase of a class of cues, taken apart."""

    cue: str
    elements: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What the matcher reads: the tokens, and where actors and persons begin (index of the first token -> last)."""

    tokens: Sequence[Token]
    actors: dict[int, int]
    persons: dict[int, int]


def parse_pattern(cue: str, line: str) -> Pattern:
    """Return a line of the cue file as a pattern; its words are folded like those of a text."""
    elements = []
    for part in line.split():
        is_sign = part[0] in "~^$<"
        elements.append(
            (part,) if is_sign else tuple(fold(word).replace("-", "") for word in part.split("|"))
        )
    return Pattern(cue, tuple(elements))


def join_words(pattern: Pattern) -> Pattern | None:
    """Return a turn of phrase of plain words as the one word a hashtag makes of it, nothing if it is not such a one."""
    words = [word for element in pattern.elements for word in element]
    if len(pattern.elements) == 1 or any(not word.isalnum() for word in words):
        return None
    readings = ("".join(row) for row in islice(product(*pattern.elements), _JOINED))
    joined = tuple(word for word in readings if len(word) >= _LONG)
    return Pattern(pattern.cue, (joined,)) if joined else None


def is_number(token: Token) -> bool:
    """Say whether a word is a number, in figures or spelled out."""
    return token.kind == "number" or token.forms[0] in _NUMBERS


def match_word(form: str, word: str) -> bool:
    """Say whether a folded form fits a word of a pattern."""
    if word[0] == "*":
        return word[1:-1] in form if word[-1] == "*" else form.endswith(word[1:])
    return form.startswith(word[:-1]) if word[-1] == "*" else form == word


def match_pattern(pattern: Pattern, words: Words, begin: int) -> int | None:
    """Return the last token of the pattern when it begins at this token, nothing when it does not."""
    end = _match(pattern.elements, 0, words, begin, begin)
    return None if end is None else end - 1


def _match(
    elements: tuple[tuple[str, ...], ...], place: int, words: Words, at: int, begin: int
) -> int | None:
    if place == len(elements):
        return at
    element, tokens = elements[place], words.tokens
    if element[0][0] == "~":
        tries: Iterable[int] = range(at, min(at + int(element[0][1:]), len(tokens) - 1) + 1)
        ends = (_match(elements, place + 1, words, here, begin) for here in tries)
        return next((end for end in ends if end is not None), None)
    if element[0] == "$":
        is_end = (
            at == len(tokens)
            or tokens[at].clause != tokens[at - 1].clause
            or not tokens[at].text[0].isalnum()
        )
        return _match(elements, place + 1, words, at, begin) if is_end else None
    if at >= len(tokens) or tokens[at].sentence != tokens[begin].sentence:
        return None
    if element[0] == "^":
        return _match(elements, place + 1, words, at, begin) if tokens[at].leads else None
    last = _take(element, words, at)
    return None if last is None else _match(elements, place + 1, words, last + 1, begin)


def _take(element: tuple[str, ...], words: Words, at: int) -> int | None:
    """Return the last token that one element takes up."""
    if element[0] == "<actor>":
        return words.actors.get(at)
    if element[0] == "<person>":
        return words.persons.get(at)
    token = words.tokens[at]
    if element[0] == "<num>":
        return at if is_number(token) else None
    if token.kind in {"handle", "address"}:
        return None
    return at if any(match_word(form, word) for form in token.forms for word in element) else None
