"""I06: an account, address, hashtag or slogan of a party or campaign (BVerfGE 44, 125, headnote 1; ThürVerfGH 25/15)."""

from collections.abc import Iterator

from app.editorial.neutrality.addresses import host_of, is_covered, parts_of
from app.editorial.neutrality.contexts import AROUND
from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.lexicon import Lexicon
from app.editorial.neutrality.reading import Reading
from app.editorial.neutrality.tokens import Token

INDICATOR = "I06"
_OCCASIONS = (*AROUND, "contest", "gathering", "invitation", "cause", "club", "neutral_call")
"""What else an address with the year of an election can belong to: a festival, a competition, a deadline."""


def find(reading: Reading) -> Iterator[Hit]:
    """Yield channels known to the lexicon or made of a party's name, and what looks like a campaign's."""
    for at, token in enumerate(reading.tokens):
        if token.kind in {"handle", "address"}:
            reason, level = _judge(token, reading)
            if reason:
                yield Hit(INDICATOR, reason, at, at, level, is_plain=True)
    for at, token in enumerate(reading.tokens):
        if token.kind == "tag" and (at == 0 or reading.tokens[at - 1].end != token.start):
            yield from _judge_tag(reading, at)
    for cue in reading.marks.by_name.get("slogan", []):
        yield Hit(INDICATOR, "channel.slogan", cue.first, cue.last, is_plain=True)
    for cue, _ in reading.pairs(["logo"], ["party", "own_party"]):
        yield Hit(INDICATOR, "channel.logo", cue.first, cue.last)


def _judge(token: Token, reading: Reading) -> tuple[str, IndicatorLevel]:
    lexicon, parts = reading.lexicon, parts_of(token.text)
    kind = "handle" if token.kind == "handle" else "domain"
    if _is_known(token, lexicon) or _names_party(parts, lexicon) or _is_branch(kind, parts, lexicon):
        return f"channel.{kind}", IndicatorLevel.WARNING
    if kind == "domain" and is_covered(token.text):
        return "channel.covered", IndicatorLevel.HINT
    looks_like = any(lexicon.cues.has("campaign_part", part) for part in parts[1:] or parts)
    if not looks_like or lexicon.cues.has(
        "official_host", host_of(token.text).replace("-", "") if kind == "domain" else parts[0]
    ):
        return "", IndicatorLevel.HINT
    is_sure = any(lexicon.cues.has("campaign_sure", part) for part in parts[1:])
    if (
        is_sure
        and not lexicon.cues.has("neutral_part", parts[0])
        and reading.named_near(token.sentence, ["office", "person"])
    ):
        return f"channel.campaign-{kind}", IndicatorLevel.WARNING
    is_of_election = any(lexicon.cues.has("campaign_year", part) for part in parts)
    if is_of_election and not any(reading.marks.by_name.get(name) for name in _OCCASIONS):
        return f"channel.campaign-{kind}", IndicatorLevel.WARNING
    is_near = reading.marks.is_near(
        ["campaign", "candidacy", "ballot", "appeal", "election"], token.sentence, 2
    )
    return f"channel.campaign-{kind}", IndicatorLevel.WARNING if is_near else IndicatorLevel.HINT


def _is_known(token: Token, lexicon: Lexicon) -> bool:
    if token.kind == "handle":
        return token.forms[0].lstrip("@").split("@")[0] in lexicon.channels["handle"]
    labels = host_of(token.text).split(".")
    return any(".".join(labels[begin:]) in lexicon.channels["domain"] for begin in range(len(labels) - 1))


def _names_party(parts: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Say whether the words of an address contain a party's name, or one begins or ends with its short form."""
    for at, part in enumerate(parts):
        for words, term in lexicon.names.get(part, ()):
            if words == parts[at : at + len(words)] and not term.needs_context:
                return True
        short = tuple(lexicon.short_names)
        if part.startswith(short) or part.endswith(short) or part in lexicon.channels["handle"]:
            return True
    return False


def _is_branch(kind: str, parts: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Say whether a handle is a party's name, which alone could be another word, and then a body or a place of it."""
    word = "".join(parts) if kind == "handle" else ""
    return any(
        word[:end] in lexicon.names and lexicon.cues.has("handle_rest", word[end:])
        for end in range(4, len(word))
    )


def _judge_tag(reading: Reading, at: int) -> Iterator[Hit]:
    last = at
    while (
        last + 1 < len(reading.tokens)
        and reading.tokens[last + 1].kind == "tag"
        and reading.tokens[last + 1].start == reading.tokens[last].end
    ):
        last += 1
    word = "".join(token.forms[0] for token in reading.tokens[at : last + 1])
    short = tuple(reading.lexicon.short_names)
    is_known = word in reading.lexicon.channels["hashtag"] or word.startswith(short) or word.endswith(short)
    if is_known or any(place in reading.parties for place in range(at, last + 1)):
        yield Hit(INDICATOR, "channel.hashtag", at, last, is_plain=True)
