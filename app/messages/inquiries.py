"""Sentences about inquiries of parliament and the surveys for them, and the German names of what they are made of."""

from collections.abc import Iterable, Mapping
from typing import Final

from app.models.inquiry import Block, SurveyWord

BLOCKS: Final[Mapping[Block, str]] = {
    Block.CHANNELS: "Kanäle",
    Block.COSTS: "Kosten",
    Block.ADVERTISING: "Werbung",
    Block.STAFFING: "Personal",
    Block.STRATEGIES: "Strategien",
    Block.FOLLOWERS: "Abonnenten",
    Block.REMOVALS: "Entfernungen",
    Block.TEXT: "eigene Worte",
}
WORDS: Final[Mapping[SurveyWord, str]] = {
    SurveyWord.CONFIRMED: "bestätigt",
    SurveyWord.CORRECTED: "berichtigt",
    SurveyWord.NOT_APPLICABLE: "entfällt",
}
REFUSALS: Final[Mapping[str, str]] = {
    "inquiry-known": "Die Kleine Anfrage {number} ist schon angelegt.",
    "as-of-after-deadline": "Der Stichtag liegt nach der Frist. Bitte einen Tag bis zur Frist angeben.",
    "as-of-to-come": "Der Stichtag {as_of} ist noch nicht erreicht. Vorher lässt sich die Antwort nicht festhalten.",
    "due-after-deadline": "Die Ressorts müssen vor der Frist des Landtags antworten. Bitte einen früheren Tag angeben.",
    "due-over": "Dieser Tag ist vorbei. Bitte heute oder einen späteren Tag angeben.",
    "block-not-asked": "Danach wird in dieser Anfrage nicht gefragt.",
    "block-not-kept": "Dazu enthält diese Fassung keine Tabelle. Möglich sind: {expected}.",
    "survey-not-answered": "Noch nicht beantwortet: {missing}. „Entfällt“ ist auch eine Antwort. Danach bitte zeichnen.",
    "survey-changed": "Die Angaben haben sich geändert, seit Sie sie gesehen haben. Bitte noch einmal ansehen und dann zeichnen.",
    "answer-changed": "Jemand anderes hat inzwischen andere Worte geschrieben. Bitte neu laden und Ihre einarbeiten.",
}


def say_words(words: Mapping[Block, SurveyWord], *, is_signed: bool, is_old: bool = False) -> str:
    """Return what an organisation said of each block; `keine Antwort` where it said nothing."""
    if not words:
        return "keine Antwort"
    said = ", ".join(f"{BLOCKS[block]}: {WORDS[words[block]]}" for block in BLOCKS if block in words)
    if not is_signed:
        return f"{said} (nicht gezeichnet)"
    return f"{said} (gezeichnet, Angaben danach geändert)" if is_old else f"{said} (gezeichnet)"


def name_blocks(keys: Iterable[str]) -> str:
    """Return the names of blocks, one after the other."""
    return ", ".join(BLOCKS[Block(key)] for key in keys)
