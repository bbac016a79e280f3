"""From plain text to what may stand in a page or a feed: legal characters, paragraphs, links, a headline."""

import re
from datetime import datetime
from itertools import pairwise
from textwrap import shorten
from typing import Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup

from app import clock

HEADLINE_LENGTH: Final = 120
UNTITLED: Final = "Mitteilung"

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADDRESS: Final = re.compile(
    r"(?<!\w)https?://[^\s<>\"„“”\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffd]+", re.IGNORECASE
)
_CLOSING: Final = "\"'“”\u2018\u2019»«)]"
_PUNCTUATION: Final = (*".,;:!?…*'\u2018\u2019»«]}",)
_NO_END: Final = re.compile(
    r"\W*(\d{1,2}|[^\W\d]|abs|art|bspw|bzw|ca|dipl|dr|evtl|ggf|hl|inkl|mio|mrd|nr|prof|rd|sog|st|str|tel|usw|vgl|zzgl)\.",
    re.IGNORECASE,
)


def legal(value: Any) -> Any:
    """Return a text with a visible mark (U+FFFD) for each character that XML 1.0 forbids; other values as they are."""
    if not isinstance(value, str):
        return value
    cleaned = _ILLEGAL.sub("\ufffd", value)
    return Markup(cleaned) if isinstance(value, Markup) else cleaned  # noqa: S704 - it was markup before


def is_web_address(address: str | None) -> bool:
    """Tell whether an address may become a link: http or https, with a host."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def headline(text: str) -> str:
    """Return the first sentence of a text, whole words only, at most 120 characters."""
    words = next((line.split() for line in text.splitlines() if line.strip()), [UNTITLED])
    sentence = " ".join(words[: _find_end(words)])
    cut = shorten(sentence, HEADLINE_LENGTH, placeholder=" …", break_on_hyphens=False)
    return cut if cut != "…" else sentence[: HEADLINE_LENGTH - 1] + "…"


def rest_of(text: str) -> str:
    """Return what follows the headline, shortened for a list; nothing where the headline had to be cut itself."""
    flat, first = " ".join(text.split()), headline(text)
    return shorten(flat.removeprefix(first), 280, placeholder=" …") if flat.startswith(first) else ""


def number(value: int) -> str:
    """Return a whole number as Germans write it: `10.000`."""
    return f"{value:,}".replace(",", ".")


def printed_date(text: str) -> str:
    """Return a date in the precision printed as Germans write it: `2013`, `06/2019`, `26.05.2019`."""
    parts = text.split("-")[::-1]
    return ("/" if len(parts) == 2 else ".").join(parts)  # noqa: PLR2004 - month and year


def in_fours(text: str) -> str:
    """Return a long text without words in groups of four, as people copy it: `ABCD EFGH`."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def time_left(instant: datetime) -> str:
    """Return how long it is until an instant, or since: `noch 2 Std. 10 Min.`, `seit 3 Tagen`."""
    minutes = int((instant - clock.now()).total_seconds() // 60)
    word, far = ("noch", minutes) if minutes >= 0 else ("seit", -minutes)
    days, hours = far // 1440, far // 60 % 24
    if days:
        return f"{word} {days} {'Tag' if days == 1 else 'Tage' if minutes >= 0 else 'Tagen'}"
    return f"{word} {f'{hours} Std. ' if hours else ''}{far % 60} Min."


def prose(text: str) -> Markup:
    """Return plain text as paragraphs: everything escaped, line breaks kept, web addresses clickable."""
    lines = "\n".join(legal(text).strip().splitlines())
    paragraphs = [
        Markup("<br>\n").join(map(_with_links, block.split("\n"))) for block in re.split(r"\n\s*\n", lines)
    ]
    return Markup("\n").join(Markup('<p dir="auto">{}</p>').format(paragraph) for paragraph in paragraphs)


def _find_end(words: list[str]) -> int:
    """Return how many words the first sentence has. German ordinals («3. Oktober») and abbreviations go on."""
    for count, (word, following) in enumerate(pairwise(words), start=1):
        bare = word.rstrip(_CLOSING)
        if bare.endswith((".", "!", "?", "…")) and not _NO_END.fullmatch(bare) and not following[0].islower():
            return count
    return len(words)


def _with_links(line: str) -> Markup:
    parts, place = Markup(), 0
    for match in _ADDRESS.finditer(line):
        address = _without_punctuation(match[0])
        if is_web_address(address):
            link = Markup('<a href="{0}" rel="external noopener noreferrer">{0}</a>').format(address)
            parts += line[place : match.start()] + link
            place = match.start() + len(address)
    return parts + line[place:]


def _without_punctuation(address: str) -> str:
    """Take off what belongs to the sentence around an address; a bracket opened inside the address stays."""
    while address.endswith(_PUNCTUATION) or (
        address.endswith(")") and address.count("(") < address.count(")")
    ):
        address = address[:-1]
    return address
