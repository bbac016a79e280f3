"""What a channel cannot be sent or no post may lack, as rules: they block and cannot be switched off."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.editorial.checks.alt_text import find_missing_alts
from app.editorial.checks.base import Facts, Rule
from app.editorial.checks.length import find_length_issues
from app.editorial.checks.media import find_media_issues
from app.editorial.checks.signature import find_signature_issues
from app.errors import Issue
from app.models.check import CheckLevel
from app.models.post import Rendering, Revision

_BLOCK: Final = (CheckLevel.BLOCK,)


def _find_no_channel(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> Iterator[Issue]:
    if not renderings:
        yield Issue("deliveries", "delivery-missing")


def _find_lengths(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> list[Issue]:
    return find_length_issues(renderings)


def _find_media(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> list[Issue]:
    return find_media_issues(renderings)


def _find_alts(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> list[Issue]:
    return find_missing_alts(renderings)


def _find_signatures(revision: Revision, renderings: Sequence[Rendering], facts: Facts) -> list[Issue]:
    return find_signature_issues(revision, renderings, signers=facts.signers, register=facts.register)


TECHNICAL: Final = (
    Rule("channel", _find_no_channel, "Abschnitt 3.2, Einsatz eines Redaktionssystems", 7, _BLOCK),
    Rule("length", _find_lengths, "Vorgaben der Plattformen; das Kürzel zählt mit", 9, _BLOCK),
    Rule("media", _find_media, "Vorgaben der Plattformen", None, _BLOCK),
    Rule("alt-text", _find_alts, "BITV 2.0", None, _BLOCK),
    Rule("signature", _find_signatures, "Abschnitt 4, Kürzel", 9, _BLOCK),
)
