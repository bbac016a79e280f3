"""What somebody saw when they began to fill in a form, so that nobody overwrites what they have not seen (LI-05)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Difference:
    """A field in which what was entered differs from what has been saved meanwhile, as people read both."""

    label: str
    mine: str
    saved: str


def mark(values: Mapping[str, str]) -> str:
    """Return the mark of a thing as it is shown: another one as soon as anything of it changed."""
    return sha256(repr(sorted(values.items())).encode()).hexdigest()[:32]


def compare(mine: Mapping[str, str], saved: Mapping[str, str]) -> Sequence[Difference]:
    """Return the fields in which the two differ, called by their German names."""
    return [Difference(label, mine[label], saved[label]) for label in mine if mine[label] != saved[label]]
