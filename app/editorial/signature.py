"""The Kürzel: who answers for a text stands at its end (Anlage 1, page 9, section 4).

The server appends it from the channel's template; typed by hand it is not doubled, and a foreign one is found.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

_PLACE: Final = "{abbreviation}"
_REMEMBERED: Final = 256
"""Patterns kept: a queue of many posts asks for few signers over and over."""


def sign(text: str, template: str, abbreviations: Iterable[str]) -> str:
    """Return the text signed with the abbreviations, responsible organisation first: `Guten Tag (MB/MW)`.

    Signatures of any of the signers that were typed by hand at the end are taken off first, in whatever order.
    """
    signers = list(abbreviations)
    return _without(text, template, signers) + _filled(template, signers)


def find_foreign(text: str, template: str, signers: Iterable[str], register: Iterable[str]) -> str | None:
    """Return the abbreviation of an organisation outside the signers with which the text ends, if there is one.

    It is found in a joint signature too: `(MB/MW)` under a text that MB alone answers for.
    """
    own, known = list(signers), list(register)
    if _PLACE not in template:
        return None
    typed = _signature(template, (*own, *known)).fullmatch(_without(text, template, own))
    foreign = {_key(abbreviation): abbreviation for abbreviation in known}
    for abbreviation in own:
        foreign.pop(_key(abbreviation), None)
    names = re.finditer(_any_of((*own, *known)), typed["names"], re.IGNORECASE) if typed else ()
    return next((foreign[_key(name[0])] for name in names if _key(name[0]) in foreign), None)


def _filled(template: str, signers: Sequence[str]) -> str:
    return template.replace(_PLACE, "/".join(signers))


def _without(text: str, template: str, signers: Sequence[str]) -> str:
    """Take every signature of the signers off the end: the very one that `sign` adds, and any as typed by hand."""
    bare, added = text.rstrip(), _filled(template, signers).rstrip()
    typed = _signature(template, tuple(signers))
    while added:
        if bare.endswith(added):
            bare = bare.removesuffix(added).rstrip()
        elif match := typed.fullmatch(bare):
            bare = match["text"].rstrip()
        else:
            break
    return bare


@lru_cache(maxsize=_REMEMBERED)
def _signature(template: str, abbreviations: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a text that ends with the template, filled with one or several abbreviations.

    The template's own marks tell a signature from a word; where it has none, white space before it must.
    """
    before, place, after = (_spaced(part) for part in template.partition(_PLACE))
    start = rf"{before}\s*" if before else r"(?<!\S)"
    end = rf"\s*{after}" if after else ""
    if not place:
        return re.compile(f"(?P<text>.*){start}", re.IGNORECASE | re.DOTALL)
    one = _any_of(abbreviations)
    # The number of names is bounded: texts made of nothing but names must not take longer than others.
    names = rf"(?P<names>{one}(?:\s*/\s*{one}){{0,{len(abbreviations)}}})"
    return re.compile(rf"(?P<text>.*){start}{names}{end}", re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=_REMEMBERED)
def _any_of(abbreviations: tuple[str, ...]) -> str:
    """Return the pattern of one of the abbreviations, the longest first: `IMG / Tourismus` before `IMG`."""
    # Each name once: two ways to read the same name would double the work with every name that follows.
    unique = {_key(abbreviation): abbreviation for abbreviation in abbreviations}
    longest_first = sorted(unique.values(), key=len, reverse=True)
    joined = "|".join(r"\s*/\s*".join(map(_spaced, name.split("/"))) for name in longest_first)
    return f"(?:{joined})"


def _spaced(text: str) -> str:
    """Return the pattern of a text with any white space where it has some; ß is also SS, as capitals write it."""
    return r"\s+".join(map(re.escape, text.split())).replace("ß", "(?:ß|ss)")


def _key(abbreviation: str) -> str:
    """Return what two spellings of an abbreviation have in common."""
    return re.sub(r"\s*/\s*", "/", " ".join(abbreviation.split())).casefold()
