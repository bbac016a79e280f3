"""An event of the record as people read it: one sentence, what belongs to it, and where its thing is found."""

from dataclasses import dataclass
from typing import Final

from app.messages.protocol import tell
from app.queries.events import EventView
from app.web.event_details import details_of

PATHS: Final = {
    "post": "/posts/{}",
    "delivery": "/deliveries/{}",
    "takedown": "/takedowns/{}",
    "channel": "/channels/{}",
    "theme": "/themes/{}",
    "contribution": "/contributions/{}",
    "package": "/packages/{}",
    "occasion": "/occasions",
    "user": "/admin/users/{}",
    "stop": "/stops",
    "restore": "/restore",
}


@dataclass(frozen=True)
class Line:
    """A sentence, parted where the thing stands in it, so that it can be a link; and what more there is to say."""

    before: str
    thing: str
    after: str
    path: str | None
    details: list[str]


def line_of(view: EventView, *, is_admin: bool) -> Line:
    """Return an event as a line; an account is linked for those only who manage accounts."""
    sentence, thing = tell(view.who, view.event.action, view.thing.name), view.thing
    before, found, after = sentence.partition(thing.name)
    has_page = thing.kind in PATHS and (thing.kind != "user" or is_admin)
    path = PATHS[thing.kind or ""].format(thing.id) if found and has_page else None
    return Line(before, found, after, path, details_of(view.event))
