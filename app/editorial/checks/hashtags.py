"""Hashtags: not too many, and each word in them with a capital, so that screen readers can tell them apart (page 8)."""

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from app.editorial.checks.base import Facts, Number, Rule, point_at, texts_of
from app.errors import Issue
from app.models.post import Rendering, Revision

_HASHTAG: Final = regex.compile(r"(?<![\p{L}\p{N}_&/])[#＃]([\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*)")


def find_many_hashtags(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> Iterator[Issue]:
    """Return an issue for each text with more than `number` hashtags, at the first one too many."""
    for field, text in texts_of(revision, renderings):
        found = list(_HASHTAG.finditer(text))
        if len(found) > facts.number:
            span = found[facts.number].start(), found[-1].end()
            yield point_at(field, "hashtags", text, span, found=len(found), limit=facts.number)


def find_flat_hashtags(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> Iterator[Issue]:
    """Return an issue for each hashtag of `number` letters or more in small letters only, or in capitals only.

    With a capital at its beginning it may be one long German word, and is left alone.
    """
    for field, text in texts_of(revision, renderings):
        for match in _HASHTAG.finditer(text):
            word = match[1]
            if len(word) >= facts.number and (word.islower() or word.isupper()):
                yield point_at(field, "camel-case", text, match.span())


HASHTAGS: Final = Rule(
    "hashtags",
    find_many_hashtags,
    "Redakteursleitfaden, Schreibregeln",
    8,
    number=Number(5, 0, 30),
    is_of_text=True,
)
CAMEL_CASE: Final = Rule(
    "camel-case",
    find_flat_hashtags,
    "Redakteursleitfaden, Schreibregeln; BITV 2.0",
    8,
    number=Number(12, 6, 40),
    is_of_text=True,
)
