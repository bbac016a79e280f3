"""How long a text is, as its platform counts (LI-03).

Mastodon (mastodon/mastodon `app/validators/status_length_validator.rb`, `config/initializers/twitter_regex.rb`): graphemes
of content warning and text together, each http(s) address as so many as the instance reserves, of a mention only the
name. Bluesky (lexicon app.bsky.feed.post): graphemes and UTF-8 bytes; a content warning stands before the text there.
Everywhere else: characters (code points).
"""

import json
from dataclasses import dataclass
from typing import Any, Final

import regex

from app.models.channel import Channel

_ADDRESS: Final = regex.compile(
    r"(?<![A-Za-z0-9@＠$#＃])https?://"
    r"(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?\.)+(?:xn--[a-z0-9-]+|\p{L}{2,})(?::\d+)?"
    r"(?P<path>/[^\s<>?]*)?(?P<query>\?[^\s<>]+)?",
    regex.IGNORECASE,
)
_MENTION: Final = regex.compile(
    r"(?<![=/\w])(@[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@\w+(?:[.-]+\w+)*", regex.IGNORECASE
)
_PATH_ENDS: Final = "(?!*\"'「」;:=,.$%[]~&|@"
_QUERY_ENDS: Final = "!?*'();:+$%[].,~|@^"


@dataclass(frozen=True)
class Rule:
    """How a platform counts, and what it allows by itself where neither register nor instance says otherwise."""

    characters: int | None = None
    bytes: int | None = None
    characters_per_url: int | None = None
    by_grapheme: bool = False
    warning: str = "{}"
    """How a content warning stands before the text."""


RULES: Final = {
    "mastodon": Rule(characters=500, characters_per_url=23, by_grapheme=True),
    "bluesky": Rule(characters=300, bytes=3000, by_grapheme=True, warning="Inhaltswarnung: {}\n\n"),
}


def length_of(channel: Channel, payload: str) -> int:
    """Return how many characters a payload has, as its channel counts them."""
    rule = rule_of(channel)
    text, warning = _parts(payload, rule)
    if not rule.by_grapheme:
        return len(warning + text)
    if rule.characters_per_url is not None:
        text = _MENTION.sub(
            r"\1", _shorten(text, _own(channel, "characters_per_url") or rule.characters_per_url)
        )
    return len(regex.findall(r"\X", warning + text))


def bytes_of(channel: Channel, payload: str) -> int:
    """Return how many bytes of UTF-8 a payload has where its channel limits them."""
    text, warning = _parts(payload, rule_of(channel))
    return len((warning + text).encode())


def limit_of(channel: Channel) -> int | None:
    """Return how many characters the channel allows: its own number, the instance's, the register's or the rule's."""
    return channel.limit if channel.limit is not None else rule_of(channel).characters


def byte_limit_of(channel: Channel) -> int | None:
    """Return how many bytes the channel allows, or None where it does not count them."""
    return _own(channel, "bytes") or rule_of(channel).bytes


def rule_of(channel: Channel) -> Rule:
    """Return how the channel's platform counts."""
    return RULES.get(channel.platform.slug, Rule())


def _parts(payload: str, rule: Rule) -> tuple[str, str]:
    """Return the text of a payload, and its content warning as it stands before it."""
    content: dict[str, Any] = json.loads(payload)
    warning = content.get("content_warning") if rule.by_grapheme else None
    return str(content["text"]), rule.warning.format(warning) if warning else ""


def _own(channel: Channel, name: str) -> int | None:
    """Return what the instance said of itself, if that is a number."""
    number = (channel.limits or {}).get(name)
    return number if isinstance(number, int) and number > 0 else None


def _shorten(text: str, length: int) -> str:
    """Return the text with every address that the platform will recognise at its reserved length."""
    return str(_ADDRESS.sub(lambda match: "x" * length + _rest(match), text))


def _rest(match: "regex.Match[str]") -> str:
    """Return what looked like the end of an address and is only what follows it: a full stop, a bracket."""
    part, ends = match["query"] or match["path"] or "", _QUERY_ENDS if match["query"] else _PATH_ENDS
    kept = part
    while len(kept) > 1 and (kept[-1] in ends or (kept[-1] == ")" and kept.count(")") > kept.count("("))):
        kept = kept[:-1]
    return part if kept == "?" else part[len(kept) :]
