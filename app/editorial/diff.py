"""What changed between two texts, word by word: a longest common subsequence, computed on bits.

The rows of the usual table are kept as whole numbers, one bit a word, so that a step costs one addition however long
the text is (Hyyrö, «Bit-parallel LCS-length computation revisited», 2004). Two unlike texts of 10,000 characters take
some hundredths of a second.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WORD: Final = re.compile(r"(\w+|[^\w\s]+|\A)(\s*)")
"""A word or a run of other signs (so that no emoji is cut in two), and the space behind it."""


class Change(StrEnum):
    """What became of a piece of text."""

    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


@dataclass(frozen=True)
class Segment:
    """A piece of text that stayed, was deleted, or was inserted.

    The equal and deleted ones together are the old text, the equal and inserted ones the new text.
    """

    change: Change
    text: str


def diff_words(old: str, new: str) -> list[Segment]:
    """Return how the new text came of the old one; what was deleted stands before what was inserted instead."""
    before, after = WORD.findall(old), WORD.findall(new)
    pairs = _matches([word for word, _ in before], [word for word, _ in after])
    return list(_merged(_pieces(before, after, pairs)))


def find_passage(segments: Iterable[Segment], start: int, end: int) -> tuple[int, int] | None:
    """Return where a passage of the old text stands in the new one, in characters; None if it changed."""
    old_at = new_at = 0
    for segment in segments:
        length = len(segment.text)
        if segment.change is Change.EQUAL and old_at <= start and end <= old_at + length:
            return start - old_at + new_at, end - old_at + new_at
        old_at += length if segment.change is not Change.INSERT else 0
        new_at += length if segment.change is not Change.DELETE else 0
    return None


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the positions of a longest common subsequence, in order."""
    places: dict[str, int] = defaultdict(int)
    for index, word in enumerate(old):
        places[word] |= 1 << index
    every = (1 << len(old)) - 1
    row, rows = every, [every]
    for word in new:
        common = row & places.get(word, 0)
        row = ((row + common) | (row - common)) & every
        rows.append(row)
    return _trace(rows, len(old), len(new))


def _trace(rows: Sequence[int], length: int, width: int) -> list[tuple[int, int]]:
    """Walk back through the rows: a cleared bit says that the common part grows with this word."""
    index, column = length - 1, width
    found = []
    while index >= 0 and column > 0:
        if rows[column] >> index & 1:
            index -= 1
        elif rows[column - 1] >> index & 1:
            found.append((index, column - 1))
            index, column = index - 1, column - 1
        else:
            column -= 1
    return found[::-1]


def _pieces(
    before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]], pairs: Iterable[tuple[int, int]]
) -> Iterator[Segment]:
    old_at = new_at = 0
    for old_index, new_index in [*pairs, (len(before), len(after))]:
        yield Segment(Change.DELETE, _joined(before[old_at:old_index]))
        yield Segment(Change.INSERT, _joined(after[new_at:new_index]))
        if old_index < len(before):
            word, space = before[old_index]
            other = after[new_index][1]
            yield Segment(Change.EQUAL, word + (space if space == other else ""))
            if space != other:
                yield Segment(Change.DELETE, space)
                yield Segment(Change.INSERT, other)
        old_at, new_at = old_index + 1, new_index + 1


def _joined(words: Iterable[tuple[str, str]]) -> str:
    return "".join(word + space for word, space in words)


def _merged(pieces: Iterable[Segment]) -> Iterator[Segment]:
    """Put neighbours of one kind together, deletions before insertions, and leave out what is empty."""
    waiting = {Change.DELETE: "", Change.INSERT: "", Change.EQUAL: ""}
    for piece in pieces:
        if piece.change is Change.EQUAL and piece.text:
            if waiting[Change.DELETE] or waiting[Change.INSERT]:
                yield from _emptied(waiting)
            waiting[Change.EQUAL] += piece.text
        elif piece.text:
            if waiting[Change.EQUAL]:
                yield from _emptied(waiting)
            waiting[piece.change] += piece.text
    yield from _emptied(waiting)


def _emptied(waiting: dict[Change, str]) -> Iterator[Segment]:
    for change, text in waiting.items():
        if text:
            yield Segment(change, text)
            waiting[change] = ""
