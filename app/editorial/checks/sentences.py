"""Sentences of a German text by position, for rules that ask what stands together."""

from collections.abc import Iterator
from typing import Final

import regex

_END: Final = regex.compile(r"[.!?…]+(?=\s|$)|\n+")
_NO_END: Final = regex.compile(
    r"(?:^|[\s(„])(?:\p{L}|\d{1,2}|abs|bzw|ca|dipl|dr|evtl|ggf|hl|inkl|ing|med|mio|mrd|nr|phil|prof|rd|sog|st|str|tel|u\.a|usw|vgl|z\.b|zzgl)\.$",
    regex.IGNORECASE,
)


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Return the sentences as `[start, end)` without the white space around; ordinals and abbreviations end none."""
    start = 0
    for match in _END.finditer(text):
        before = text[max(start, match.start() - 8) : match.start() + 1]
        if match[0] == "." and _NO_END.search(before) and match.end() < len(text):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    sentence = text[start:end]
    if sentence.strip():
        yield start + len(sentence) - len(sentence.lstrip()), end - len(sentence) + len(sentence.rstrip())
