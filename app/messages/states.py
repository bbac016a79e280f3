"""What every state is called."""

from collections.abc import Mapping
from typing import Final

STATES: Final[Mapping[str, str]] = {
    "draft": "Entwurf",
    "submitted": "eingereicht",
    "changes_requested": "zur Nachbesserung",
    "scheduled": "freigegeben",
    "published": "veröffentlicht",
    "rejected": "abgelehnt",
    "withdrawn": "zurückgezogen",
    "proposed": "vorgeschlagen",
    "waiting": "freigegeben",
    "sending": "wird veröffentlicht",
    "unclear": "unklar",
    "sent": "veröffentlicht",
    "held": "angehalten",
    "cancelled": "abgebrochen",
    "removing": "wird entfernt",
    "removed": "entfernt",
    "lifted": "aufgehoben",
    "locked": "gesperrt",
    "unlocked": "nicht gesperrt",
    "service": "Dienstkonto",
    "open": "angekündigt",
    "answered": "beantwortet",
    "executing": "Entfernung angeordnet",
    "executed": "entfernt",
    "closed": "abgeschlossen",
    "revoked": "zurückgenommen",
}
