"""The kinds of values that requests and answers are made of."""

import hashlib
import re
import unicodedata
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from app import clock
from app.errors import ImpossibleTimeError

LINE_BREAKS = {"\n", "\r", "\t"}
JOINERS = {"\u200d", "\ufe0f", "\ufe0e"}
"""Zero-width joiner and variation selectors: parts of emoji, not tricks."""
RFC_3339: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
"""Stricter than Python: a date alone would silently mean midnight."""


class RefusedValue(ValueError):  # noqa: N818 - what pydantic expects of a validator
    """A value that a field refuses, with the key and context of its issue."""

    def __init__(self, key: str, **context: Any) -> None:
        self.key, self.context = key, context
        super().__init__(key)


class Request(BaseModel):
    """Base of every request body."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Answer(BaseModel):
    """Base of every answer."""

    model_config = ConfigDict(from_attributes=True)

    @property
    def etag(self) -> str:
        """A strong ETag: the hash of everything that the answer shows."""
        return f'"{hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:32]}"'


Item = TypeVar("Item")


class PageOut(Answer, Generic[Item]):
    """A stretch of a list; `next` is the value for `after`, null at the end."""

    items: list[Item]
    next: str | None


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


Name = Annotated[str, StringConstraints(max_length=320), AfterValidator(visible)]
Search = Annotated[str, StringConstraints(max_length=200), AfterValidator(visible)]
Title = Annotated[str, StringConstraints(max_length=200), AfterValidator(visible), AfterValidator(said)]
Text = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(visible), AfterValidator(said)]
ContentWarning = Annotated[
    str, StringConstraints(max_length=500), AfterValidator(visible), AfterValidator(said)
]
Note = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(visible)]
Reason = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(visible), AfterValidator(said)]
Abbreviation = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(visible)]
WebAddress = Annotated[
    str, StringConstraints(max_length=2_000), AfterValidator(visible), AfterValidator(_web_address)
]
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

Instant = Annotated[
    datetime,
    PlainSerializer(clock.rfc3339, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
