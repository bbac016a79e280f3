"""What pages call the parts of the lexicon."""

from collections.abc import Mapping
from typing import Final

from app.models.lexicon import TermKind, TermMatch, TermStrength

TERM_KINDS: Final[Mapping[TermKind, str]] = {
    TermKind.NAME: "Name",
    TermKind.ADJECTIVE: "Eigenschaftswort",
    TermKind.ORGANISATION: "Organisation",
    TermKind.YOUTH: "Jugendorganisation",
    TermKind.FOUNDATION: "Stiftung",
    TermKind.PERSON: "Person",
    TermKind.HANDLE: "Konto",
    TermKind.DOMAIN: "Internetadresse",
    TermKind.HASHTAG: "Schlagwort",
    TermKind.SLOGAN: "Wahlspruch",
}
TERM_MATCHES: Final[Mapping[TermMatch, str]] = {
    TermMatch.FOLDED: "ohne Rücksicht auf Groß- und Kleinschreibung",
    TermMatch.EXACT_CASE: "genau so geschrieben",
    TermMatch.STEM: "als Wortanfang",
    TermMatch.HOST_SUFFIX: "als Ende einer Internetadresse",
}
TERM_STRENGTHS: Final[Mapping[TermStrength, str]] = {
    TermStrength.STRONG: "zählt überall",
    TermStrength.NEEDS_CONTEXT: "zählt nur neben einem politischen Wort",
}
