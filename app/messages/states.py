"""What every state is called."""

from collections.abc import Mapping
from typing import Final

from app.models.channel import ChannelState

CHANNEL_STATES: Final[Mapping[ChannelState, str]] = {
    ChannelState.PLANNED: "geplant",
    ChannelState.RESERVED: "reserviert",
    ChannelState.CONCEPT_READY: "Konzept liegt vor",
    ChannelState.INFORMED: "angezeigt",
    ChannelState.ACTIVE: "aktiv",
    ChannelState.TRIAL: "im Versuch",
    ChannelState.PAUSED: "ruht",
    ChannelState.DEACTIVATED: "stillgelegt",
    ChannelState.TRANSFERRED: "übergeben",
    ChannelState.DISCONTINUED: "eingestellt",
}
"""Where a channel stands in its life."""
STATES: Final[Mapping[str, str]] = {
    **{state.value: name for state, name in CHANNEL_STATES.items()},
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
    "ended": "beendet",
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
