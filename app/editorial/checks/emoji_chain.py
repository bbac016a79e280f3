"""Rows of emoji are read out one by one to whoever does not see them (page 8, Schreibregeln; BITV 2.0)."""

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from app.editorial.checks.base import Facts, Number, Rule, point_at, texts_of
from app.errors import Issue
from app.models.post import Rendering, Revision

_ROW: Final = regex.compile(
    r"(?:(?:\p{Regional_Indicator}{2}|(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f)[\p{Emoji_Modifier}\ufe0f]*"
    r"(?:\u200d\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*)*)[ \t]*)+"
)
_BLANKS: Final = regex.compile(r"\s+")


def find_emoji_chains(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> Iterator[Issue]:
    """Return an issue for each row of more than `number` emoji, blanks between them or not."""
    for field, text in texts_of(revision, renderings):
        for match in _ROW.finditer(text):
            length = len(regex.findall(r"\X", _BLANKS.sub("", match[0])))
            if length > facts.number:
                span = match.start(), match.start() + len(match[0].rstrip())
                yield point_at(field, "emoji-chain", text, span, found=length, limit=facts.number)


EMOJI_CHAIN: Final = Rule(
    "emoji-chain",
    find_emoji_chains,
    "Redakteursleitfaden, Schreibregeln; BITV 2.0",
    8,
    number=Number(3, 1, 20),
    is_of_text=True,
)
