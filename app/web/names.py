"""What pages call things that only they name."""

from collections.abc import Mapping
from typing import Final

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
