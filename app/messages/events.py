"""What happened, as the file of a post tells it: one German phrase per event, and the words for calls and answers."""

from collections.abc import Mapping
from typing import Final

from app.models.channel import ChannelScope
from app.models.delivery import AttemptKind, AttemptOutcome
from app.models.notification import NotificationKind
from app.models.resolution import Sight

EVENTS: Final[Mapping[str, str]] = {
    "post.create": "Beitrag angelegt",
    "post.copy": "Als Kopie angelegt",
    "post.edit": "Beitrag geändert",
    "post.assign_theme": "Einem Thema zugeordnet oder davon gelöst",
    "post.submit": "Zur Freigabe eingereicht",
    "post.approve": "Beitrag freigegeben",
    "post.request_changes": "Zur Nachbesserung zurückgegeben",
    "post.reject": "Abgelehnt",
    "post.withdraw": "Zurückgezogen",
    "post.claim": "In Bearbeitung genommen",
    "post.unclaim": "Bearbeitung abgegeben",
    "post.comment": "Kommentar geschrieben",
    "post.edit_comment": "Kommentar geändert",
    "post.resolve_comment": "Kommentar erledigt",
    "post.reopen_comment": "Kommentar wieder geöffnet",
    "delivery.approve": "Ausspielung freigegeben",
    "delivery.approve_again": "Zweite Freigabe in der Vorwahlzeit",
    "delivery.reschedule": "Neue Zeit für die Ausspielung",
    "delivery.cancel": "Ausspielung abgebrochen",
    "delivery.hold": "Ausspielung angehalten",
    "delivery.guard_alarm": "Alarm einer Schutzprüfung",
    "delivery.begin": "Veröffentlichung begonnen",
    "delivery.sent": "Veröffentlicht",
    "delivery.waiting": "Vorübergehend nicht möglich, neuer Versuch folgt",
    "delivery.held": "Ausspielung angehalten",
    "delivery.unclear": "Unklar, ob veröffentlicht",
    "delivery.lease_over": "Versuch ohne Antwort beendet",
    "delivery.found": "Auf dem Kanal gefunden",
    "delivery.absent": "Nicht auf dem Kanal",
    "delivery.resolve": "Klärung durch eine Person",
    "delivery.propose_resolution": "Klärung vorgeschlagen",
    "delivery.resolution_refused": "Klärung nicht übernommen",
    "delivery.post_by_hand": "Veröffentlichung von Hand angesagt",
    "delivery.take_down": "Entfernung angeordnet",
    "delivery.keep": "Anordnung der Entfernung zurückgenommen",
    "delivery.removing": "Entfernung begonnen",
    "delivery.remove": "Entfernung versucht",
    "delivery.removed": "Vom Kanal entfernt",
    "takedown.open": "Löschverfahren eröffnet und angekündigt",
    "takedown.notice_delivered": "Ankündigung dem Ressort zugegangen",
    "takedown.respond": "Antwort des Ressorts",
    "takedown.execute": "Entfernung entschieden",
    "takedown.close": "Löschverfahren abgeschlossen",
    "takedown.revoke": "Löschverfahren zurückgenommen",
    "takedown.end": "Löschverfahren beendet",
    "demo.tell": "Vorgeschichte der Vorführung erzählt",
    "notification.sent": "vom Mailserver angenommen",
    "notification.failed": "nicht zugestellt",
    "notification.unclear": "ohne Antwort des Mailservers",
    "notification.read": "in der Anwendung gelesen",
}

ABOUT: Final[Mapping[str, str]] = {
    NotificationKind.TAKEDOWN_NOTICE: "Ankündigung",
    NotificationKind.TAKEDOWN_EXECUTED: "Mitteilung der Entfernung",
}
"""What people were told of, where the record keeps whether it reached them."""

CALLS: Final[Mapping[AttemptKind, str]] = {
    AttemptKind.PUBLISH: "Veröffentlichung",
    AttemptKind.REMOVE: "Entfernung",
    AttemptKind.PROBE: "Nachschau",
}

RESULTS: Final[Mapping[AttemptOutcome, str]] = {
    AttemptOutcome.SENT: "angenommen",
    AttemptOutcome.REFUSED: "abgelehnt",
    AttemptOutcome.TEMPORARY: "vorübergehend nicht möglich",
    AttemptOutcome.UNKNOWN: "ohne Antwort",
    AttemptOutcome.FOUND: "steht dort",
    AttemptOutcome.ABSENT: "steht dort nicht",
}

SIGHTS: Final[Mapping[Sight, str]] = {Sight.THERE: "steht dort", Sight.NOT_THERE: "steht dort nicht"}

SCOPES: Final[Mapping[ChannelScope, str]] = {
    ChannelScope.CENTRAL: "Landeskanal",
    ChannelScope.OWN: "eigener Kanal des Ressorts",
}
