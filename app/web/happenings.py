"""What the timeline of a post calls what happened, by the name of the event."""

from collections.abc import Mapping
from typing import Final

from app.messages.events import EVENTS

HAPPENINGS: Final[Mapping[str, str]] = {
    "post.create": "angelegt",
    "post.edit": "geändert",
    "post.submit": "eingereicht",
    "post.claim": "zur Prüfung übernommen",
    "post.unclaim": "Prüfung abgegeben",
    "post.approve": "freigegeben",
    "post.request_changes": "zur Nachbesserung zurückgegeben",
    "post.reject": "abgelehnt",
    "post.withdraw": "zurückgezogen",
    "post.comment": "kommentiert",
    "post.edit_comment": "Kommentar geändert",
    "post.resolve_comment": "Kommentar erledigt",
    "post.reopen_comment": "Kommentar wieder geöffnet",
    "delivery.approve": "Ausspielung freigegeben",
    "delivery.hold": "Ausspielung angehalten",
    "delivery.reschedule": "Ausspielung verlegt",
    "delivery.cancel": "Ausspielung abgebrochen",
    "delivery.prepared": "Bilder vorbereitet",
    "delivery.not_prepared": "Bilder nicht vorbereitet",
    "delivery.begin": "Veröffentlichung begonnen",
    "delivery.not_begun": "Veröffentlichung nicht begonnen",
    "delivery.lease_over": "Veröffentlichung ohne Antwort",
    "delivery.done": "Antwort des Kanals",
    "delivery.probed": "auf dem Kanal nachgesehen",
    "delivery.found": "auf dem Kanal gefunden",
    "delivery.absent": "auf dem Kanal nicht gefunden",
    "delivery.contradicted": "auf dem Kanal anders vorgefunden als gesagt",
    "delivery.propose_resolution": "Klärung vorgeschlagen",
    "delivery.resolution_refused": "Klärung nicht angenommen",
    "delivery.resolve": "geklärt",
    "delivery.post_by_hand": "von Hand veröffentlicht",
    "delivery.take_down": "Entfernung beauftragt",
    "delivery.removing": "Entfernung begonnen",
    "delivery.remove_by_hand": "von Hand entfernt",
    "delivery.removed": "vom Kanal entfernt",
    "notification.sent": "Mail zum Löschverfahren zugestellt",
    "notification.failed": "Mail zum Löschverfahren nicht zustellbar",
    "notification.unclear": "Mail zum Löschverfahren ohne Antwort des Mailservers",
    "notification.read": "Nachricht zum Löschverfahren gelesen",
}


def name_happening(action: str) -> str:
    """Return the German name of an event: the timeline's own, else the file's; one without a name keeps its own."""
    return HAPPENINGS.get(action) or EVENTS.get(action, action)
