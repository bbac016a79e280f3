"""The shapes that requests and answers are made of; the kinds of values stand in `app.fields`."""

import hashlib
from datetime import datetime
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from app import clock
from app.fields import Abbreviation as Abbreviation
from app.fields import AccountName as AccountName
from app.fields import CitizenValue as CitizenValue
from app.fields import ContentWarning as ContentWarning
from app.fields import Endpoint as Endpoint
from app.fields import Name as Name
from app.fields import Note as Note
from app.fields import Reason as Reason
from app.fields import RefusedValue as RefusedValue
from app.fields import Search as Search
from app.fields import Surface as Surface
from app.fields import Text as Text
from app.fields import Title as Title
from app.fields import WebAddress as WebAddress
from app.fields import When as When
from app.fields import said as said
from app.fields import visible as visible


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


Instant = Annotated[
    datetime,
    PlainSerializer(clock.rfc3339, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
