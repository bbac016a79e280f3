"""Colours that stand for a party: `die Blauen` as a noun, wherever it stands in the sentence (VerfGH Berlin 80/18)."""

from collections.abc import Iterator, Sequence

from app.editorial.neutrality.cues import Cue
from app.editorial.neutrality.marks import Marks
from app.editorial.neutrality.tokens import Token


def find_colours(tokens: Sequence[Token], marks: Marks) -> Iterator[Cue]:
    """Yield, as an allusion, each colour beside politics that is written as a noun and stands before no other noun."""
    for cue in list(marks.by_name.get("party_colour", [])):
        token, after = tokens[cue.last], cue.last + 1
        is_noun = token.is_capital and not token.leads and not token.text.isupper()
        has_noun = after < len(tokens) and tokens[after].is_capital and tokens[after].clause == token.clause
        is_spoken = marks.is_near(["political", "own_voice"], token.sentence, 1)
        if is_noun and not has_noun and is_spoken and not marks.is_near(["contest"], token.sentence, 1):
            yield Cue("allusion", cue.first, cue.last)
