"""The sheet on which somebody writes: a post as the fields of a form, and the fields of a form as a post's content.

A field that belongs to a channel or an image carries its id: `on-…`, `text-…`, `date-…`, `time-…`, `fold-…` and `alt-…`,
`decorative-…`. The images have a room of their own (`sheet_images`). The working copy keeps the same fields.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from app import clock
from app.actions.content import Content, Proposal
from app.actions.media_uses import MediaUse
from app.errors import Issue
from app.fields import (
    Abbreviation,
    CitizenValue,
    ContentWarning,
    Note,
    Reason,
    Text,
    Title,
    WebAddress,
)
from app.messages.checks import RELEVANCE
from app.models import Channel
from app.models.post import Cause, Relevance
from app.web.forms import Entered
from app.web.moments import take_moment
from app.web.sheet_images import alt_field, read_uses, use_fields

NAMES: Final = {
    "title": "Arbeitstitel",
    "text": "Text",
    "note_to_desk": "Hinweis an die Freigebenden",
    "cause": "Akuter Anlass",
    "citizen_value": "Mehrwert",
    "relevance": "Relevanz",
    "alternative_url": "Adresse der ausführlichen Meldung",
    "content_warning": "Inhaltswarnung",
    "joint_with": "Gemeinsam mit",
    "urgent_reason": "Warum es eilt",
    "media": "Bilder",
}
CHANNEL_NAMES: Final = {
    "on": "gewählt",
    "text": "eigener Text",
    "media": "eigene Bilder",
    "date": "Tag",
    "time": "Uhrzeit",
}
_title, _text = TypeAdapter(Title), TypeAdapter(Text)
_note, _warning, _reason = TypeAdapter(Note), TypeAdapter(ContentWarning), TypeAdapter(Reason)
_cause, _value = TypeAdapter(Cause), TypeAdapter(CitizenValue)
_address, _abbreviation = TypeAdapter(WebAddress), TypeAdapter(Abbreviation)


@dataclass(frozen=True)
class Difference:
    """A field in which two versions differ."""

    label: str
    mine: str
    saved: str


def blank_fields(channels: Sequence[Channel]) -> dict[str, str]:
    """Return the fields of a new post: the only channel chosen, or none, for the next full hour but one."""
    wall = clock.from_instant(clock.now() + timedelta(hours=2)).wall.replace(minute=0)
    fields = {f"on-{channel.id}": "1" for channel in channels if len(channels) == 1}
    return fields | {
        name: value for channel in channels for name, value in _time_fields(channel.id, wall, "")
    }


def fields_of(content: Content, channels: Iterable[Channel]) -> dict[str, str]:
    """Return the fields that show a content; channels that it does not use get the time of its first."""
    chosen = {row.channel_id: row for row in content.proposals}
    usual = min((row.proposed.wall for row in content.proposals), default=None)
    fields = {
        "title": content.title,
        "text": content.text,
        "note_to_desk": content.note_to_desk or "",
        "cause": content.cause or "",
        "alternative_url": content.alternative_url or "",
        "content_warning": content.content_warning or "",
        "joint_with": ", ".join(content.joint_with),
        "citizen_value": content.citizen_value or "",
    } | use_fields(content.media)
    fields |= {f"relevance-{row}": "1" for row in content.relevance}
    for channel in channels:
        row = chosen.get(channel.id)
        if row is not None:
            fields[f"on-{channel.id}"], fields[f"text-{channel.id}"] = "1", row.text or ""
            fields |= {} if row.media is None else use_fields(row.media, channel.id)
        wall = row.proposed.wall if row else usual
        if wall is not None:
            fields |= dict(_time_fields(channel.id, wall, str(row.proposed.fold) if row else ""))
    return fields


def complete(fields: Mapping[str, str], before: Content | None) -> Mapping[str, str]:
    """Return the fields with what the post says where a sheet has no field for it: it is from before there was one.

    Every sheet has a field for the value, empty or not; of the boxes for relevance, beside it, only ticked ones are sent.
    """
    if before is None or "citizen_value" in fields:
        return fields
    said = fields_of(before, ())
    return {name: said[name] for name in said if name.startswith(("citizen_value", "relevance-"))} | dict(
        fields
    )


def content_of(entered: Entered, channels: Sequence[Channel], before: Content | None = None) -> Content:
    """Return the content that the fields say; what cannot be taken is noted in `entered` and left out.

    Images that a channel has for itself come from the content `before` where the fields say nothing of them.
    """
    own_media = {row.channel_id: row.media for row in before.proposals} if before else {}
    proposals = [
        replace(row, media=_own_media(entered, row.channel_id, own_media.get(row.channel_id)))
        for channel in channels
        if entered.text(f"on-{channel.id}") and (row := _proposal(entered, channel)) is not None
    ]
    entered.take_if_any("urgent_reason", _reason)
    title = entered.text("title").strip()
    if not title:
        entered.issues.append(Issue("title", "missing"))
    return Content(
        title=entered.take_value("title", title, _title) or "" if title else "",
        text=entered.take("text", _text) or "",
        proposals=proposals,
        note_to_desk=entered.take_if_any("note_to_desk", _note),
        alternative_url=entered.take_if_any("alternative_url", _address),
        joint_with=_abbreviations(entered),
        content_warning=entered.take_if_any("content_warning", _warning),
        media=read_uses(entered),
        cause=entered.take_if_any("cause", _cause),
        citizen_value=entered.take_if_any("citizen_value", _value),
        relevance=[row for row in Relevance if entered.text(f"relevance-{row}")],
    )


def places_of(content: Content) -> dict[str, str]:
    """Return which field of the sheet is meant by an issue about the content."""
    places = {"deliveries": "channels", "media": "file", "theme_id": "theme"}
    for index in range(len(content.joint_with)):
        places[f"joint_with.{index}"] = "joint_with"
    for index, use in enumerate(content.media):
        places |= {f"media.{index}.alt": f"alt-{use.media_id}", f"media.{index}.id": f"alt-{use.media_id}"}
    for index, row in enumerate(content.proposals):
        prefix = f"deliveries.{index}"
        places |= {
            f"{prefix}.text": f"text-{row.channel_id}",
            f"{prefix}.proposed_at": f"date-{row.channel_id}",
            f"{prefix}.channel_id": f"on-{row.channel_id}",
            f"{prefix}.media": "file" if row.media is None else f"images-{row.channel_id}",
        }
        for place, use in enumerate(row.media or ()):
            places[f"{prefix}.media.{place}.alt"] = alt_field(use.media_id, row.channel_id)
    return places


def labels_of(channels: Iterable[Channel]) -> dict[str, str]:
    """Return what each field of the sheet is called."""
    names = NAMES | {"theme": "Thema"}
    for channel in channels:
        names |= {
            f"{field}-{channel.id}": f"{channel.label}, {name}" for field, name in CHANNEL_NAMES.items()
        }
    return names


def find_differences(
    mine: Mapping[str, str], saved: Mapping[str, str], channels: Iterable[Channel]
) -> list[Difference]:
    """Return what two versions of a sheet say differently, field by field, under the names that people know."""
    names = NAMES | {f"relevance-{key}": f"Relevanz: {name}" for key, name in RELEVANCE.items()}
    for channel in channels:
        names |= {
            f"{field}-{channel.id}": f"{channel.label}: {name}" for field, name in CHANNEL_NAMES.items()
        }
    found = []
    for field, name in names.items():
        ours, theirs = mine.get(field, "").replace("\r\n", "\n"), saved.get(field, "")
        if ours != theirs:
            found.append(Difference(name, _told(field, ours), _told(field, theirs)))
    return found


def _told(field: str, value: str) -> str:
    """Return a field as people read it: how many images, and whether a channel or a criterion is chosen."""
    if field.startswith("media"):
        return f"{len(value.split())} gewählt"
    return "ja" if value and field.startswith(("on-", "relevance-")) else value


def _proposal(entered: Entered, channel: Channel) -> Proposal | None:
    moment = take_moment(entered, f"-{channel.id}")
    text = entered.take_if_any(f"text-{channel.id}", _text)
    return None if moment is None else Proposal(channel.id, moment, text)


def _own_media(
    entered: Entered, channel_id: UUID, before: Sequence[MediaUse] | None
) -> Sequence[MediaUse] | None:
    if f"own-{channel_id}" not in entered.texts:
        return before
    return read_uses(entered, channel_id) if entered.text(f"own-{channel_id}") else None


def _abbreviations(entered: Entered) -> list[str]:
    words = [word.strip() for word in entered.text("joint_with").split(",") if word.strip()]
    return [entered.take_value("joint_with", word, _abbreviation) or "" for word in words][:10]


def _time_fields(channel_id: UUID, wall: datetime, fold: str) -> list[tuple[str, str]]:
    return [
        (f"date-{channel_id}", f"{wall:%Y-%m-%d}"),
        (f"time-{channel_id}", f"{wall:%H:%M}"),
        (f"fold-{channel_id}", fold),
    ]
