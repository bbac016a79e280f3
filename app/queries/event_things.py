"""What an event was done to, by a name in the accusative that never tells what a post says, and where it is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Channel, Event, Organisation, Post, PublishingStop, User, Variant

GONE: Final = "etwas, das es nicht mehr gibt"
SIMPLE: Final = {
    "media": "ein Bild",
    "organisation": "das Kanalregister",
    "notification": "eine Benachrichtigung",
    "notification_choice": "die eigenen Benachrichtigungen",
    "hook": "einen Webhook",
    "election": "eine Vorwahlzeit",
    "lexicon_version": "das Lexikon",
    "theme": "ein Thema",
    "contribution": "eine Zulieferung",
    "occasion": "einen Anlass",
    "package": "ein Paket",
    "press_connection": "eine Pressedatenbank",
    "check_rule": "eine Regel der Prüfung",
    "inquiry": "eine Kleine Anfrage",
    "inquiry_question": "eine Kleine Anfrage",
    "inquiry_version": "eine Kleine Anfrage",
    "finding": "einen Befund",
    "platform_stop": "die Sperre einer Plattform",
    "decision": "eine Entscheidung über Kanäle",
    "cost_item": "eine Kostenangabe",
    "staffing_record": "eine Angabe zum Personal",
    "strategy": "eine Angabe zur Strategie",
    "metrics_snapshot": "einen Stand der Abonnenten",
    "concept": "ein Nutzungskonzept",
    "concept_version": "ein Nutzungskonzept",
    "platform_facts": "eine Plattform",
    "survey": "eine Abfrage zu einer Kleinen Anfrage",
}


@dataclass(frozen=True)
class Thing:
    """Its name, as in `hat den Beitrag von MB freigegeben`, and what page shows it, where there is one."""

    name: str
    kind: str | None = None
    id: UUID | None = None


def find_things(session: Session, events: Sequence[Event]) -> dict[UUID, Thing]:
    """Return by event what it was done to; a few queries, however many events there are."""
    names = _Names(session, events)
    return {event.id: names.name(event) for event in events}


class _Names:
    """The names of everything that some events speak of, fetched at once."""

    def __init__(self, session: Session, events: Sequence[Event]) -> None:
        ids = {event.object_id for event in events} | {event.post_id for event in events if event.post_id}
        named = ("user_id", "organisation_id")
        ids |= {UUID(event.body[key]) for event in events for key in named if event.body.get(key)}
        of_posts = select(Post.id, Organisation.abbreviation).join(
            Organisation, Organisation.id == Post.organisation_id
        )
        self.posts = _by_id(session, of_posts.where(Post.id.in_(ids)))
        of_variants = select(Variant.id, Channel.label).join(Channel, Channel.id == Variant.channel_id)
        self.variants = _by_id(session, of_variants.where(Variant.id.in_(ids)))
        of_stops = select(PublishingStop.id, Channel.label).outerjoin(
            Channel, Channel.id == PublishingStop.channel_id
        )
        self.stops = _by_id(session, of_stops.where(PublishingStop.id.in_(ids)))
        self.channels = _by_id(session, select(Channel.id, Channel.label).where(Channel.id.in_(ids)))
        self.users = _by_id(session, select(User.id, User.name).where(User.id.in_(ids)))
        self.houses = _by_id(
            session, select(Organisation.id, Organisation.abbreviation).where(Organisation.id.in_(ids))
        )

    def name(self, event: Event) -> Thing:
        """Return what an event was done to."""
        match event.object_type:
            case "post":
                return Thing(f"den Beitrag{self._of(event.object_id)}", "post", event.object_id)
            case "delivery" | "variant":
                label = self.variants.get(event.object_id, "einem Kanal")
                name = f"die Ausspielung{self._of(event.post_id)} auf {label}"
                return Thing(name, "delivery", event.object_id)
            case "takedown":
                name = f"das Löschverfahren zum Beitrag{self._of(event.post_id)}"
                return Thing(name, "takedown", event.object_id)
            case "comment":
                return Thing(f"einen Kommentar zum Beitrag{self._of(event.post_id)}", "post", event.post_id)
            case "channel":
                return Thing(
                    f"den Kanal {self.channels.get(event.object_id, GONE)}", "channel", event.object_id
                )
            case _:
                return self._name_technical(event)

    def _name_technical(self, event: Event) -> Thing:
        bearer = _id_of(event.body.get("user_id"))
        match event.object_type:
            case "publishing_stop":
                return Thing(f"den Not-Aus für {self.stops.get(event.object_id) or 'alle Kanäle'}", "stop")
            case "restoration":
                return Thing("die Wiederherstellung der Datenbank", "restore")
            case "user":
                return Thing(f"das Konto {self.users.get(event.object_id, GONE)}", "user", event.object_id)
            case "membership":
                house = self.houses.get(_id_of(event.body.get("organisation_id")), "")
                return Thing(f"eine Rolle von {self.users.get(bearer, GONE)} in {house}", "user", bearer)
            case "api_token":
                return Thing(f"ein API-Token für {self.users.get(bearer, GONE)}", "user", bearer)
            case kind:
                return Thing(SIMPLE.get(kind, kind))

    def _of(self, post_id: UUID | None) -> str:
        return f" von {self.posts[post_id]}" if post_id in self.posts else ""


def _by_id(session: Session, query: Any) -> dict[UUID | None, str]:
    return {row_id: name for row_id, name in session.execute(query)}


def _id_of(text: str | None) -> UUID | None:
    return UUID(text) if text else None
