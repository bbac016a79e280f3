"""Accompanying the head of a ministry to appointments without a message for the Land is to be avoided (Anlage 1, page 7)."""

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from app.editorial.checks.base import Facts, Number, Rule, point_at, texts_of
from app.editorial.checks.sentences import split_sentences
from app.errors import Issue
from app.models.check import CheckLevel
from app.models.post import Rendering, Revision

_HEAD: Final = regex.compile(
    r"(?<!\p{L})(?:\p{L}*minister(?:präsident(?:en)?)?(?:s|in)?|staatssekretär(?:s|in)?|staatsr(?:at|ätin)|hausleitung|hausspitze)(?!\p{L})",
    regex.IGNORECASE,
)
_APPOINTMENT: Final = regex.compile(
    r"(?<!\p{L})(?:besuch(?:t|te|ten)|zu (?:besuch|gast)|vor ort|(?:nahm|nimmt|nehmen) .{0,80}? teil|teilgenommen"
    r"|traf(?:en)?|trifft|getroffen|(?:antritts)?besuch|rundgang|grußwort|besichtig(?:t|te|ten|ung)|bild gemacht"
    r"|stippvisite|sommertour|unterwegs|(?:foto)?termin|spatenstich|empf(?:ing|ängt|angen)|begleitete?)(?!\p{L})",
    regex.IGNORECASE,
)
_MANNERS: Final = regex.compile(
    r"^\W*(?:(?:vielen|herzlichen|besten)\s+)?(?:dank|danke|schön|toll|tolle|beeindruck\p{L}*|spannend\p{L}*|wir freuen)",
    regex.IGNORECASE,
)
_WORD: Final = regex.compile(r"\p{L}[\p{L}-]+")


def find_appointments(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> Iterator[Issue]:
    """Return an issue for each text that tells of an appointment and has no other sentence of `number` words or more."""
    for field, text in texts_of(revision, renderings):
        sentences = list(split_sentences(text))
        spans = [_find_span(text[start:end]) for start, end in sentences]
        others = [
            text[start:end] for (start, end), span in zip(sentences, spans, strict=True) if span is None
        ]
        if any(_is_message(sentence, facts.number) for sentence in others):
            continue
        for (start, _), span in zip(sentences, spans, strict=True):
            if span is not None:
                yield point_at(field, "appointment", text, (start + span[0], start + span[1]))


def _find_span(sentence: str) -> tuple[int, int] | None:
    head, appointment = _HEAD.search(sentence), _APPOINTMENT.search(sentence)
    if head is None or appointment is None:
        return None
    return min(head.start(), appointment.start()), max(head.end(), appointment.end())


def _is_message(sentence: str, words: int) -> bool:
    """Tell whether a sentence says more than thanks and delight."""
    return _MANNERS.match(sentence) is None and len(_WORD.findall(sentence)) >= words


APPOINTMENT: Final = Rule(
    "appointment",
    find_appointments,
    "Abschnitt 3.2, Inhaltliche Schwerpunkte",
    7,
    levels=(CheckLevel.REASON_REQUIRED, CheckLevel.HINT),
    number=Number(7, 3, 30),
    is_of_text=True,
)
