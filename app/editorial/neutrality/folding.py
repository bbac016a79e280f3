"""Reading letters as people read them: disguises are taken off, and every letter remembers where it stood."""

import unicodedata
from dataclasses import dataclass

from app.editorial.neutrality.lookalikes import LOOKALIKES, SQUARED

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_FOREIGN = ("\u0370", "\u052f")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without disguises; the letter at i stood at `[begins[i], ends[i])` of the stored text."""

    text: str
    begins: list[int]
    ends: list[int]


def fold(word: str) -> str:
    """Return a word without case and umlauts, so that `Grüne`, `GRÜNE` and `gruene` are one."""
    return word.casefold().translate(_UMLAUTS)


def undisguise(text: str) -> Plain:
    """Compose accents, drop invisible characters, and read full-width, squared and look-alike letters as what they show."""
    letters: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for place, char in enumerate(text):
        category = "" if char.isascii() else unicodedata.category(char)
        if category in {"Mn", "Me", "Cf"}:
            if letters:
                composed = unicodedata.normalize("NFC", letters[-1] + char)
                letters[-1] = composed if len(composed) == 1 else letters[-1]
                ends[-1] = place + 1
            continue
        for letter in _read(char, category):
            letters.append(letter)
            begins.append(place)
            ends.append(place + 1)
    return Plain(_unmix("".join(letters)), begins, ends)


def _read(char: str, category: str) -> str:
    if not category:
        return char
    if ord(char) in SQUARED:
        return SQUARED[ord(char)]
    if category in {"Lu", "Ll", "Lo", "Lm", "Nd", "No", "So"}:
        read = unicodedata.normalize("NFKC", char)
        return read if read.isalnum() else char
    return char


def _unmix(text: str) -> str:
    """Replace Greek and Cyrillic look-alikes in words that then are wholly Latin; real Cyrillic words stay."""
    if not any(_FOREIGN[0] <= char <= _FOREIGN[1] for char in text):
        return text
    words, begin = [], 0
    for place in range(len(text) + 1):
        if place == len(text) or not text[place].isalnum():
            word = text[begin:place]
            read = "".join(LOOKALIKES.get(char, char) for char in word)
            words.append(word if any(_FOREIGN[0] <= char <= _FOREIGN[1] for char in read) else read)
            words.append(text[place : place + 1])
            begin = place + 1
    return "".join(words)
