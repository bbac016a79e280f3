"""The kinds of values that people and programs hand in, and what is wrong with one that cannot be taken."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from app import clock
from app.errors import ImpossibleTimeError, Issue
from app.models.credential import CredentialKind

LINE_BREAKS = {"\n", "\r", "\t"}
JOINERS = {"\u200d", "\ufe0f", "\ufe0e"}
"""Zero-width joiner and variation selectors: parts of emoji, not tricks."""
RFC_3339: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
"""Stricter than Python: a date alone would silently mean midnight."""
_KEYS = {
    "missing": "missing",
    "extra_forbidden": "unknown-field",
    "unexpected_keyword_argument": "unknown-field",
    "literal_error": "enum",
    "json_invalid": "malformed",
    "union_tag_not_found": "missing",
    "union_tag_invalid": "enum",
}
_PLACES = {"body", "query", "path", "header"}
_BRANCHES = {kind.value for kind in CredentialKind} | {"add_term", "end_term", "add_cue", "end_cue"}
"""The names of a union's branches, which the framework puts into the place although no field is called so."""


class RefusedValue(ValueError):  # noqa: N818 - what pydantic expects of a validator
    """A value that a field refuses, with the key and context of its issue."""

    def __init__(self, key: str, **context: Any) -> None:
        self.key, self.context = key, context
        super().__init__(key)


def visible(text: str) -> str:
    """Return the text in NFC; refuse control, bidirectional and other invisible characters (SECURITY LI-03)."""
    for character in text:
        if character in LINE_BREAKS or character in JOINERS:
            continue
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
            raise RefusedValue("text.control", character=f"U+{ord(character):04X}")
    return unicodedata.normalize("NFC", text)


def said(text: str) -> str:
    """Return the text; refuse one of nothing but white space."""
    if not text.strip():
        raise RefusedValue("text.empty")
    return text


def _moment(text: str) -> clock.Moment:
    if RFC_3339.fullmatch(text) is None:
        raise RefusedValue("time.invalid")
    try:
        return clock.parse(text.upper())
    except ImpossibleTimeError as error:
        raise RefusedValue(error.key, **error.context) from error
    except (ValueError, OverflowError) as error:
        raise RefusedValue("time.invalid") from error


def _web_address(text: str) -> str:
    try:
        address = urlsplit(text)
        is_web = address.scheme in {"http", "https"} and bool(address.hostname) and address.port != 0
    except ValueError:
        is_web = False
    if not is_web or any(character.isspace() for character in text):
        raise RefusedValue("url.invalid")
    return text


def _without_secrets(text: str) -> str:
    """Refuse an address with a user, a query or a fragment: secrets have a field of their own."""
    address = urlsplit(text)
    if "@" in address.netloc or address.query or address.fragment:
        raise RefusedValue("endpoint.decorated")
    return text


def issue_of(row: Mapping[str, Any]) -> Issue:
    """Return what pydantic found wrong with a value as an issue with a dotted path."""
    context = dict(row.get("ctx") or {})
    place = [part for part in _inside(row["loc"]) if part not in _BRANCHES]
    if "discriminator" in context:
        place.append(context.pop("discriminator").strip("'"))
        context = {"expected": context["expected_tags"]} if "tag" in context else {}
    field = _legible(".".join(map(str, place))) or "body"
    refusal = context.pop("error", None)
    if isinstance(refusal, RefusedValue):
        return Issue(field, refusal.key, refusal.context)
    context = {
        name: value if isinstance(value, int | float) else _legible(str(value))
        for name, value in context.items()
    }
    return Issue(
        field,
        _KEYS.get(row["type"], row["type"].replace("_", "-")),
        {"expected": _legible(row["msg"]), **context},
    )


def _inside(place: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a place without the part of the request it is in."""
    return place[1:] if place and place[0] in _PLACES else place


def _legible(text: str) -> str:
    """Return what a client wrote in a form that can be answered: no half characters, not endless."""
    return text[:200].encode(errors="replace").decode()


Name = Annotated[str, StringConstraints(max_length=320), AfterValidator(visible)]
Search = Annotated[str, StringConstraints(max_length=200), AfterValidator(visible)]
AccountName = Annotated[
    str, StringConstraints(max_length=2_000), AfterValidator(visible), AfterValidator(said)
]
"""What somebody copies to say which account they mean: an address or a name."""
Title = Annotated[str, StringConstraints(max_length=200), AfterValidator(visible), AfterValidator(said)]
Text = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(visible), AfterValidator(said)]
ContentWarning = Annotated[
    str, StringConstraints(max_length=500), AfterValidator(visible), AfterValidator(said)
]
CitizenValue = Annotated[
    str, StringConstraints(max_length=300), AfterValidator(visible), AfterValidator(said)
]
Note = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(visible)]
Reason = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(visible), AfterValidator(said)]
Surface = Annotated[str, StringConstraints(max_length=200), AfterValidator(visible), AfterValidator(said)]
"""A short text that words of posts are compared with."""
Abbreviation = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(visible)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
"""Euro and cents."""
Share = Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]
"""Percent."""
Quantity = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2)]
Effort = Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=3)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Heads = Annotated[int, Field(ge=0, le=10_000)]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]
"""Of followers or views."""
WebAddress = Annotated[
    str, StringConstraints(max_length=2_000), AfterValidator(visible), AfterValidator(_web_address)
]
Endpoint = Annotated[WebAddress, AfterValidator(_without_secrets)]
When = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_moment),
    WithJsonSchema(
        {
            "type": "string",
            "maxLength": 40,
            "pattern": f"^{RFC_3339.pattern}$",
            "description": "RFC 3339; with an offset an instant, without one Berlin wall time.",
        }
    ),
]
"""RFC 3339; with an offset an instant, without one Berlin wall time. Becomes a `clock.Moment`."""
