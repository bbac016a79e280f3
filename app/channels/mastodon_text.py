"""Whether a status says what we sent: its HTML turned back into words, both sides made alike.

Servers turn line breaks into paragraphs, shorten what a link shows, drop the domain of a mention and may read
asterisks as emphasis (mastodon/mastodon `app/lib/text_formatter.rb`); none of that makes it another post.
"""

import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

_BREAKS: Final = {"br", "p", "div", "li", "blockquote"}
_EMPHASIS: Final = re.compile(r"[*_~`]")
_MENTION: Final = re.compile(r"@([\w.-]+)@[\w.-]+\w")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _BREAKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def is_same_text(content: str, text: str) -> bool:
    """Tell whether a status with this HTML says this text."""
    parser = _Words()
    parser.feed(content)
    parser.close()
    return _alike("".join(parser.parts)) == _alike(text)


def _alike(text: str) -> str:
    plain = _EMPHASIS.sub("", _MENTION.sub(r"@\1", unicodedata.normalize("NFC", text)))
    return " ".join(plain.split())
