"""Who is named: parties with what belongs to them, collectives and allusions, and persons in public or for election."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.editorial.neutrality.lexicon import Lexicon, Term
from app.editorial.neutrality.tokens import Token

_ENDINGS = (
    "",
    "e",
    "en",
    "er",
    "em",
    "es",
    "s",
    "n",
    "in",
    "innen",
    "ler",
    "lern",
    "lerin",
    "lerinnen",
    "isch",
    "ische",
    "ischen",
    "ischer",
    "isches",
    "ischem",
)
_DIGITS = str.maketrans({"4": "a", "0": "o", "1": "i", "3": "e", "5": "s"})
_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody named at the tokens `[first, last]`; not `is_certain` means that the words can mean something else."""

    name: str
    role: str
    first: int
    last: int
    is_certain: bool = True
    is_tag: bool = False


def find_names(tokens: Sequence[Token], lexicon: Lexicon) -> list[Actor]:
    """Return every actor of the lexicon that the words name, the longest reading at each place."""
    found: list[Actor] = []
    for at, token in enumerate(tokens):
        if token.kind in {"address", "handle", "number"} or (found and found[-1].last >= at):
            continue
        actor = next(_readings(tokens, at, lexicon), None)
        if actor is not None:
            found.append(actor)
    return found


def _readings(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Iterator[Actor]:
    token = tokens[at]
    for place, form in enumerate(token.forms):
        for words, term in lexicon.names.get(form, ()):
            last = at + len(words) - 1
            if _is_written(tokens[at : last + 1], words, term):
                is_head = place in (0, len(token.forms) - 1) or _keeps_name(form, token.forms[-1], lexicon)
                yield _actor(term, at, last, is_certain=is_head)
        for end in range(3, len(form) + 1):
            for term in lexicon.stems.get(form[:end], ()):
                if _fits_case(term, token, term.surface) and (
                    form[end:] in _ENDINGS or _has_head(form[end:], lexicon)
                ):
                    yield _actor(term, at, at, is_certain=True)
    yield from _spelled(tokens, at, lexicon)


def _has_head(rest: str, lexicon: Lexicon) -> bool:
    """Say whether the second part of a compound keeps the actor: -fraktion, -politikerin, -geführt."""
    return any(lexicon.cues.has("actor_head", rest[begin:]) for begin in (0, 1, 2) if begin < len(rest))


def _keeps_name(name: str, head: str, lexicon: Lexicon) -> bool:
    """Say whether a name before a hyphen is the party: always where it is a short one, unless the head is technical."""
    return _has_head(head, lexicon) or (
        name in lexicon.short_names and not lexicon.cues.has("technical", head)
    )


def _is_written(tokens: Sequence[Token], words: Sequence[str], term: Term) -> bool:
    if len(tokens) != len(words) or any(token.sentence != tokens[0].sentence for token in tokens):
        return False
    if any(word not in token.forms for token, word in zip(tokens[1:], words[1:], strict=True)):
        return False
    return all(
        _fits_case(term, token, word) for token, word in zip(tokens, term.surface.split(), strict=False)
    )


def _fits_case(term: Term, token: Token, word: str) -> bool:
    """Say whether a word that is also an ordinary one is written as a name: with its capital, or wholly in capitals."""
    if term.match != "exact_case" or word in {"Die", "Der"}:
        return True
    if token.text.isupper():
        return word.isupper() or sum(map(str.isupper, word)) == 1
    return token.text[0] == word[0] and not (word.isupper() and len(word) > 1)


def _actor(term: Term, first: int, last: int, *, is_certain: bool) -> Actor:
    role = "person" if term.kind == "person" else "foundation" if term.kind == "foundation" else "party"
    return Actor(term.actor, role, first, last, is_certain=is_certain and not term.needs_context)


def _spelled(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Iterator[Actor]:
    """Read short names behind digits, in front of endings that speech adds, and in single letters."""
    token, word = tokens[at], tokens[at].forms[0]
    plain = word.translate(_DIGITS)
    if plain != word and plain in lexicon.short_names:
        yield _actor(lexicon.names[plain][0][1], at, at, is_certain=True)
    if token.kind == "tag" or not token.text[:3].islower():
        for name in lexicon.short_names:
            rest = word[len(name) :] if word.startswith(name) else ""
            if rest and (rest in _ENDINGS or _has_head(rest, lexicon)):
                yield _actor(lexicon.names[name][0][1], at, at, is_certain=True)
    if len(word) == 1 and (at == 0 or len(tokens[at - 1].text) > 1):
        yield from _spaced(tokens, at, lexicon)


def _spaced(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Iterator[Actor]:
    """Read a name whose letters stand apart, by spaces, dots or signs."""
    letters = tokens[at].forms[0]
    for last in range(at + 1, min(at + _LETTERS, len(tokens))):
        if len(tokens[last].forms[0]) != 1:
            return
        letters += tokens[last].forms[0]
        for words, term in lexicon.names.get(letters, ()):
            if len(words) == 1:
                yield _actor(term, at, last, is_certain=True)
                return
