"""Where somebody is in the queue: the address of the page says it all, so that no decision and no reload loses it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from app.queries.queue import QueueFilter


@dataclass(frozen=True)
class QueuePlace:
    """What somebody filters by, behind which cursor the list begins, and which post they are reviewing.

    `answer` is a comment they are about to answer; `said` is what the page tells. All as texts of an address.
    """

    organisation: str = ""
    channel: str = ""
    finding: str = ""
    urgent: str = ""
    after: str = ""
    post: str = ""
    answer: str = ""
    said: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Self:
        """Return the place that an address names; what is none of ours is left out."""
        return cls(**{row.name: texts.get(row.name, "").strip() for row in fields(cls)})

    @classmethod
    def read(cls, query: str) -> Self:
        """Return the place that a form carries."""
        return cls.of(dict(parse_qsl(query)))

    @property
    def query(self) -> str:
        """The place as a form carries it: without what was told and answered there."""
        return urlencode(replace(self, said="", answer="").texts)

    @property
    def here(self) -> str:
        """The address of this place, ready for one more field."""
        return f"/approvals?{self.query}&"

    @property
    def wanted(self) -> QueueFilter:
        """What the list is filtered by."""
        return QueueFilter(
            organisation=self.organisation or None,
            channel=as_id(self.channel),
            finding=self.finding or None,
            urgent={"1": True, "0": False}.get(self.urgent),
        )

    @property
    def is_filtered(self) -> bool:
        """Whether less than the whole queue is shown."""
        return self.wanted != QueueFilter()

    def address(self, **other: str) -> str:
        """Return the address of a place that differs in some fields; a post that is reviewed has the focus."""
        there = replace(self, **{"said": "", "answer": ""} | other)
        query = urlencode(there.texts)
        return "/approvals" + (f"?{query}" if query else "") + ("#review" if there.post else "")

    @property
    def texts(self) -> dict[str, str]:
        """What of it is said, by field."""
        return {name: value for name, value in vars(self).items() if value}


def as_id(text: str) -> UUID | None:
    """Return an id, or None where the text is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
