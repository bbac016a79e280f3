"""What speaks against a flag: contexts lower its level by one and never take it away (NEUTRALITY sections 3 and 7, 9)."""

from app.editorial.neutrality.flags import LEVELS, Hit, IndicatorLevel
from app.editorial.neutrality.reading import Reading

AROUND = {
    "ctx_authority": "authority",
    "ctx_court": "court",
    "ctx_history": "history",
    "ctx_civic": "civic-education",
    "ctx_election_office": "election-office",
    "ctx_sure": "factual-occasion",
}
"""Contexts of a whole passage, by the class of cues that shows them."""
_REACH, _MANY = 2, 3


def find_contexts(hit: Hit, reading: Reading) -> tuple[str, ...]:
    """Return the contexts that stand around a hit."""
    sentence = reading.tokens[hit.first].sentence
    found = [context for name, context in AROUND.items() if reading.marks.is_near([name], sentence, _REACH)]
    if "authority" not in found and is_report(reading):
        found.append("authority")
    if reading.marks.is_near(["ctx_parliament"], sentence, 1):
        found.append("parliament")
    if reading.parties_around(sentence) >= _MANY:
        found.append("equal-treatment")
    if reading.tokens[hit.first].quoted:
        found.append("quotation")
    return tuple(found)


def is_report(reading: Reading) -> bool:
    """Say whether the whole text is the report of an authority, however far its sentences stand from the word that shows it."""
    return bool(reading.marks.by_name.get("ctx_whole"))


def has_occasion(reading: Reading, sentence: int) -> bool:
    """Say whether something shows why a party is named here: a report, a procedure, a look back, a list of several."""
    if reading.parties_around(sentence) >= _MANY or reading.marks.is_near(AROUND, sentence, _REACH):
        return True
    if is_report(reading):
        return True
    if reading.marks.is_near(["routine_frame"], sentence) and not reading.marks.is_near(
        ["addressed"], sentence
    ):
        return True
    return reading.marks.is_near(["ctx_parliament"], sentence, 1) and reading.marks.is_near(
        ["ctx_report"], sentence
    )


def lower(hit: Hit, contexts: tuple[str, ...]) -> IndicatorLevel:
    """Return the level that is left of a hit.

    What the office says plainly in its own voice is not explained away, except when it is quoted by an authority, a court
    or a look back, which report what others said.
    """
    around = [context for context in contexts if context in AROUND.values()]
    explains = bool(around) if not hit.is_plain else bool(around) and "quotation" in contexts
    if not hit.is_plain and "equal-treatment" in contexts:
        explains = True
    if hit.reason.endswith(".mild") and "parliament" in contexts:
        explains = True
    if not hit.is_plain and {"quotation", "parliament"} <= set(contexts):
        explains = True
    if hit.reason.startswith("channel.") and {"equal-treatment", "election-office"} <= set(contexts):
        explains = True
    place = LEVELS.index(hit.level) - (1 if explains else 0)
    return LEVELS[max(place, 0)]
