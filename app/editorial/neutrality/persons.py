"""Persons in public or for election: an office and a name, or a first name and a family name."""

from collections.abc import Sequence

from app.editorial.neutrality.actors import Actor
from app.editorial.neutrality.lexicon import Lexicon
from app.editorial.neutrality.marks import Marks
from app.editorial.neutrality.tokens import Token

_TITLES = frozenset({"dr", "prof", "herr", "herrn", "frau", "professorin", "professor"})


def find_persons(tokens: Sequence[Token], marks: Marks, lexicon: Lexicon) -> list[Actor]:
    """Return who is named with an office or a first name; an office without a name counts as well."""
    found: list[Actor] = []
    for at, token in enumerate(tokens):
        if found and at <= found[-1].last:
            continue
        is_office, last = marks.is_at("office", at), at
        if is_office:
            last = _read_name(tokens, at + 1, lexicon) or at
        elif token.is_capital and token.forms[0] in lexicon.first_names:
            last = _read_name(tokens, at, lexicon) or at
        elif token.forms[0] in _TITLES:
            last = _read_name(tokens, at + 1, lexicon) or at
        if is_office or last > at:
            found.append(Actor("person", "office" if is_office else "person", at, last))
    return found


def _read_name(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int | None:
    """Return the last word of a name of one to four capitalised words that begins at this one."""
    last, longest = None, at + 4
    while at < min(len(tokens), longest) and tokens[at].kind == "word":
        token = tokens[at]
        is_first = token.forms[0] in lexicon.first_names or token.forms[0] in _TITLES
        if not (token.is_capital or token.forms[0] in {"von", "van", "de", "zu", "dr", "prof"}):
            break
        if token.is_capital and token.forms[0] not in _TITLES:
            last = at
        if not is_first and token.is_capital:
            break
        at += 1
    return last
