"""From a text to its flags: read, ask every rule, weigh contexts, keep the strongest of what overlaps (section 7, steps 8 to 10)."""

from bisect import bisect
from collections.abc import Iterable

from app.editorial.neutrality.contexts import find_contexts, lower
from app.editorial.neutrality.flags import LEVELS, Assessment, Context, Flag, Hit
from app.editorial.neutrality.lexicon import Lexicon
from app.editorial.neutrality.reading import Reading, read
from app.editorial.neutrality.rules import RULES
from app.editorial.neutrality.sources import AGAINST, SOURCES

LONGEST = 10_000
"""Code points that are looked at (NEUTRALITY section 7); what follows is not assessed."""


def assess(text: str, lexicon: Lexicon, context: Context | None = None) -> Assessment:
    """Return the flags of a text in reading order; the same arguments always give the same flags."""
    reading = read(text[:LONGEST], lexicon, context or Context())
    found = [(hit, _flag(hit, reading)) for rule in RULES for hit in rule.find(reading)]
    warned = {
        _place(hit, reading)
        for hit, flag in found
        if _is_reasoned(hit) and flag.indicator_level is LEVELS[-1]
    }
    flags = [
        flag for hit, flag in found if _is_reasoned(hit) or warned.isdisjoint(_around(_place(hit, reading)))
    ]
    return Assessment(tuple(_keep_strongest(flags)), lexicon.version)


def _is_reasoned(hit: Hit) -> bool:
    """Say whether a rule knows more than that it sees no occasion; if one does, that question is not asked as well."""
    return not hit.reason.endswith("no-occasion")


def _place(hit: Hit, reading: Reading) -> int:
    return reading.tokens[hit.first].sentence


def _around(sentence: int) -> set[int]:
    return {sentence - 1, sentence, sentence + 1}


def _flag(hit: Hit, reading: Reading) -> Flag:
    contexts = find_contexts(hit, reading)
    start, end = reading.tokens[hit.first].start, reading.tokens[hit.last].end
    return Flag(
        indicator=hit.indicator,
        indicator_level=lower(hit, contexts),
        start=start,
        end=end,
        quote=reading.text[start:end],
        reason_key=hit.reason,
        against_key=AGAINST[hit.indicator],
        source=SOURCES[hit.indicator],
        disputed=hit.is_disputed,
        contexts=contexts,
    )


def _keep_strongest(flags: Iterable[Flag]) -> list[Flag]:
    """Of flags of one indicator that overlap, keep the one with the highest level, then the longest."""
    ranked = sorted(
        flags,
        key=lambda flag: (
            flag.indicator,
            -LEVELS.index(flag.indicator_level),
            flag.start - flag.end,
            flag.start,
        ),
    )
    kept: list[Flag] = []
    free: dict[str, list[tuple[int, int]]] = {}
    for flag in ranked:
        taken = free.setdefault(flag.indicator, [])
        place = bisect(taken, (flag.start, flag.start))
        before, after = (
            taken[place - 1] if place else (0, 0),
            taken[place] if place < len(taken) else (flag.end, 0),
        )
        if before[1] <= flag.start and flag.end <= after[0]:
            taken.insert(place, (flag.start, flag.end))
            kept.append(flag)
    return sorted(kept, key=lambda flag: (flag.start, flag.indicator))
