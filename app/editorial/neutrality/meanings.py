"""What else a party's word can mean: adjective, unit, trade name, everyday noun. Disambiguation removes the actor (section 3)."""

from collections.abc import Sequence

from app.editorial.neutrality.actors import Actor
from app.editorial.neutrality.marks import Marks
from app.editorial.neutrality.tokens import Token

_PLACES = frozenset({"im", "ins", "zur", "zum", "seiner", "ihrer"})
_PROPER = ("ische", "ischen", "ischer")
_AND = frozenset({"und", "oder", "sowie", "bzw"})


def is_meant(actor: Actor, tokens: Sequence[Token], marks: Marks) -> bool:
    """Say whether the words really name the actor."""
    sentence = tokens[actor.first].sentence
    is_political = marks.is_near(["political"], sentence) or marks.is_at("party_branch", actor.first)
    is_chosen = marks.is_near(["party_word"], sentence, 1)
    is_political = is_political or (is_chosen and marks.is_at("measure", actor.first))
    is_word = actor.is_certain and not (
        tokens[actor.first].text.isupper()
        or any(marks.is_at(name, actor.first) for name in ("measure", "double_meaning"))
    )
    if marks.is_at("measure", actor.first) and marks.is_at("doing", actor.last + 1):
        return not _is_measured(tokens, actor.first)
    if not is_word and marks.is_near(["technical", "work_title"], sentence, 1) and not is_political:
        return False
    if marks.is_at("measure", actor.first) and any(
        _is_measured(tokens, cue.first) for cue in marks.by_name["measure"]
    ):
        return False
    if marks.is_at("double_meaning", actor.first) and len(tokens[actor.first].forms) == 1:
        if tokens[actor.first].text.islower() and tokens[actor.first].kind == "word":
            return _has_political_noun(actor.last + 1, tokens, marks)
        if _is_adjective(actor, tokens, marks):
            return False
    return actor.is_certain or is_political


def _has_political_noun(after: int, tokens: Sequence[Token], marks: Marks) -> bool:
    return after < len(tokens) and tokens[after].is_capital and marks.is_at("political_head", after)


def _is_adjective(actor: Actor, tokens: Sequence[Token], marks: Marks) -> bool:
    """Say whether an inflected form stands before a capitalised noun of its own clause that is not political."""
    token, after = tokens[actor.first], actor.last + 1
    if any(marks.is_at("party_branch", actor.first - back) for back in (1, 2)):
        return False
    before = tokens[actor.first - 1] if actor.first else None
    if before is not None and before.forms[0] in _PLACES and before.clause == token.clause:
        return not marks.is_near(["political"], token.sentence)
    if before is not None and before.is_capital and before.forms[0].endswith(_PROPER):
        return True
    while after + 1 < len(tokens) and tokens[after].forms[0] in _AND and tokens[after + 1].text[0].islower():
        after += 2
    if after >= len(tokens) or tokens[after].clause != token.clause or tokens[after].kind != "word":
        return False
    noun = tokens[after]
    if not noun.is_capital or (token.text.isupper() and len(token.text) > 1 and not noun.text.isupper()):
        return False
    return not (marks.is_at("political_head", after) or marks.is_at("region", after))


def _is_measured(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a number before the word, or inside its compound, makes it a unit."""
    before = tokens[at - 1] if at and tokens[at - 1].sentence == tokens[at].sentence else tokens[at]
    return before.kind == "number" or any(char.isdigit() for char in tokens[at].text)
