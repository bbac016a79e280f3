"""What pages call things that only they name."""

from collections.abc import Mapping
from typing import Final

from app.models.channel import ChannelScope, ChannelState
from app.models.user import Role

ROLES: Final[Mapping[Role, str]] = {
    Role.MINISTRY_EDITOR: "Redaktion",
    Role.MINISTRY_LEAD: "Leitung",
    Role.CENTRAL_EDITOR: "Zentralredaktion",
    Role.CHANNEL_MANAGER: "Kanalverwaltung",
    Role.AUDITOR: "Revision",
    Role.ADMIN: "Technik",
    Role.AGENCY: "Agentur",
    Role.SERVICE: "Dienstkonto",
}

SCOPES: Final[Mapping[ChannelScope, str]] = {
    ChannelScope.CENTRAL: "Landeskanal",
    ChannelScope.OWN: "ressorteigener Kanal",
}
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
