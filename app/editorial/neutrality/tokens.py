"""Words, names of accounts, addresses and signs of a text, each with its place, its sentence and its clause."""

import re
from dataclasses import dataclass

from app.editorial.neutrality.addresses import is_address
from app.editorial.neutrality.folding import Plain, fold
from app.editorial.neutrality.sentences import Breaks

_CHUNK = re.compile(r"\S+")
_WORD = re.compile(
    r"\d+(?:[.,]\d+)*(?![^\W_])|[^\W_]+(?:[*:_/·](?=[iI]n)[^\W_]+)?(?:[-–][^\W_]+(?:[*:_/·](?=[iI]n)[^\W_]+)?)*|[^\w\s]|_"
)
_HUMP = re.compile(r"[A-ZÄÖÜ]{2,}(?=[A-ZÄÖÜ][a-zäöüß])|[A-ZÄÖÜ]?[a-zäöüß]+|[A-ZÄÖÜ]+|\d+|[^\W\d_]+")
_JOINTS = re.compile(r"[-–*:_/·]")
LONGEST = 60
"""Letters of a word that are looked at; no word of the lexicon is longer."""


@dataclass(slots=True)
class Token:
    """One word or sign; `forms` are its folded readings: as a whole and by the parts of a compound with hyphens."""

    text: str
    start: int
    end: int
    forms: tuple[str, ...]
    kind: str
    sentence: int = 0
    clause: int = 0
    leads: bool = False
    quoted: bool = False

    @property
    def is_capital(self) -> bool:
        """Say whether the word begins with a capital letter."""
        return self.text[:1].isupper()


def read_tokens(plain: Plain) -> list[Token]:
    """Return the words, signs of feeling, handles, addresses and parts of hashtags of a text in their order."""
    tokens: list[Token] = []
    breaks = Breaks(plain.text)
    for chunk in _CHUNK.finditer(plain.text):
        breaks.see_space_before(chunk.start())
        for kind, begin, end in _divide(chunk.group(), chunk.start()):
            word = plain.text[begin:end]
            if kind == "sign" and breaks.see_sign(word, begin):
                continue
            token = Token(word, plain.begins[begin], plain.ends[end - 1], _forms(word, kind), kind)
            token.sentence, token.clause, token.leads, token.quoted = breaks.see_word(token.text)
            tokens.append(token)
    return tokens


def _divide(chunk: str, begin: int) -> list[tuple[str, int, int]]:
    if is_address(chunk):
        bare = chunk.strip("()[]<>„“”\"'.,;:!?")
        start = begin + chunk.index(bare)
        return [("address", start, start + len(bare))]
    parts: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(chunk):
        place, text = match.start(), match.group()
        if not text[0].isalnum():
            parts.append(("sign", begin + place, begin + match.end()))
        elif place and chunk[place - 1] in "#＃":
            parts += [
                ("tag", begin + place + hump.start(), begin + place + hump.end())
                for hump in _HUMP.finditer(text)
            ]
        else:
            parts.append(
                (
                    "number" if text[0].isdigit() and not text[-1].isalpha() else "word",
                    begin + place,
                    begin + match.end(),
                )
            )
    return _gather_names(chunk, begin, parts)


def _gather_names(chunk: str, begin: int, parts: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Make one handle of all that follows an @ up to the next sign that no handle contains."""
    place = chunk.find("@")
    if place < 0 or (place and chunk[place - 1].isalnum()):
        return parts
    end = place + 1
    while end < len(chunk) and (chunk[end].isalnum() or chunk[end] in "._-@"):
        end += 1
    while chunk[end - 1] in "._-@" and end > place + 1:
        end -= 1
    if end == place + 1:
        return parts
    outside = [part for part in parts if part[2] <= begin + place or part[1] >= begin + end]
    return sorted([*outside, ("handle", begin + place, begin + end)], key=lambda part: part[1])


def _forms(word: str, kind: str) -> tuple[str, ...]:
    if kind in {"address", "handle", "sign"}:
        return (word.casefold(),)
    parts = _JOINTS.split(word[:LONGEST]) if kind == "word" else [word[:LONGEST]]
    if len(parts) == 1:
        return (fold(parts[0]),)
    return (fold("".join(parts)), *(fold(part) for part in parts))
