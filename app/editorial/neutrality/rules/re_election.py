"""I03: the government asks to be elected again (BVerfGE 44, 125, headnote 2)."""

from collections.abc import Iterator

from app.editorial.neutrality.contexts import has_occasion
from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import Reading

INDICATOR = "I03"
_OURS = ("own_voice", "government", "office")
_ELECTION = ("polling", "election_act", "season", "appeal_alone", "asked")
"""What makes a plan for coming years a wish to be elected for them."""


def find(reading: Reading) -> Iterator[Hit]:
    """Yield wishes to go on: always where another term is asked for, otherwise only beside an election or a vote."""
    for cue in reading.marks.by_name.get("another_term", []):
        sentence = reading.tokens[cue.first].sentence
        if reading.marks.is_near(["club"], sentence):
            continue
        is_ours = reading.marks.is_near(_OURS, sentence, 1)
        level = (
            IndicatorLevel.WARNING
            if is_ours or reading.marks.is_near(["ballot"], sentence, 1)
            else IndicatorLevel.HINT
        )
        yield Hit(INDICATOR, "term.another", cue.first, cue.last, level, is_plain=is_ours)
    yield from _find_going_on(reading)
    for cue in reading.marks.by_name.get("polling", []):
        sentence = reading.tokens[cue.first].sentence
        if reading.marks.is_near(_OURS, sentence, 1) and not _informs(reading, sentence):
            is_ours = reading.context.pre_election or reading.marks.is_near(
                ["own_voice", "office", "government_self"], sentence, 1
            )
            level = IndicatorLevel.WARNING if is_ours else IndicatorLevel.HINT
            yield Hit(INDICATOR, "term.no-occasion", cue.first, cue.last, level)


def _find_going_on(reading: Reading) -> Iterator[Hit]:
    """Yield wishes to go on beside a vote, and plans for coming years beside a request to the reader."""
    for cue in reading.marks.by_name.get("go_on", []):
        sentence = reading.tokens[cue.first].sentence
        has_day = reading.marks.is_near(["election_day"], sentence, 1)
        is_near = reading.marks.is_near(["ballot"], sentence, 1) or (
            has_day and not reading.marks.is_near(["cause"], sentence, 1)
        )
        if is_near and reading.marks.is_near(_OURS, sentence, 1):
            yield Hit(INDICATOR, "term.go-on", cue.first, cue.last, is_plain=True)
    for cue in reading.marks.by_name.get("plan", []):
        sentence = reading.tokens[cue.first].sentence
        is_asked = reading.marks.is_near(_ELECTION, sentence, 1) and reading.marks.is_near(_OURS, sentence, 1)
        if is_asked and not reading.marks.is_near(["club", "ctx_parliament"], sentence, 1):
            yield Hit(INDICATOR, "term.another", cue.first, cue.last, is_plain=True)


def _informs(reading: Reading, sentence: int) -> bool:
    """Say whether the passage informs about an election or calls to take part in it, as every office may."""
    return has_occasion(reading, sentence) or reading.marks.is_near(["neutral_call", "club"], sentence, 2)
