"""What pages call things that only they name."""

from collections.abc import Mapping
from typing import Final

from app.editorial.telling import Group
from app.messages.states import CHANNEL_STATES as CHANNEL_STATES
from app.models.channel import ChannelScope
from app.models.notification_choice import Choice
from app.models.user import Role, TokenScope
from app.queries.user_filter import UserStatus

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

USER_STATES: Final[Mapping[UserStatus, str]] = {
    UserStatus.LOCKED: "gesperrt",
    UserStatus.WITHOUT_FACTOR: "ohne zweiten Faktor",
    UserStatus.INITIAL_PASSWORD: "noch ohne eigenes Passwort",
    UserStatus.WITHOUT_ROLE: "ohne Rolle",
}
SCOPES: Final[Mapping[ChannelScope, str]] = {
    ChannelScope.CENTRAL: "Landeskanal",
    ChannelScope.OWN: "ressorteigener Kanal",
}
FINDINGS: Final[Mapping[str, str]] = {
    "declaration-missing": "Erklärung fehlt",
    "declaration-denied": "Erklärung verneint",
    "signature-foreign": "fremdes Kürzel",
    "text.too-long": "Text zu lang",
    "alt.missing": "Alternativtext fehlt",
}
"""What the queue can be filtered by of what is found in a post."""
TOKEN_SCOPES: Final[Mapping[TokenScope, str]] = {
    TokenScope.POSTS_READ: "Beiträge lesen",
    TokenScope.POSTS_WRITE: "Beiträge schreiben und ändern",
    TokenScope.POSTS_SUBMIT: "Beiträge einreichen",
    TokenScope.REGISTER_READ: "Stellen und Kanäle lesen",
}

GROUPS: Final[Mapping[Group, tuple[str, str]]] = {
    Group.DECISIONS: ("Freigabe", "eingereicht, freigegeben, zurückgegeben, abgelehnt oder zurückgezogen"),
    Group.COMMENTS: ("Kommentare", "Kommentare zu Beiträgen Ihrer Stelle und Erwähnungen"),
    Group.TAKEDOWNS: ("Löschverfahren", "Antworten und Entscheidungen in Verfahren"),
    Group.DELIVERIES: ("Ausspielungen", "verspätet, angehalten, unklar oder von Hand zu veröffentlichen"),
    Group.CHANNELS: ("Kanäle", "Zugänge, die ablaufen oder geschlossen sind; gemeldete Barrieren"),
    Group.FINDINGS: ("Befunde", "was der Wächter findet; für Zentralredaktion und Technik"),
    Group.ACCOUNT: ("Konto", "Mails an andere, die nicht angekommen sind"),
}
"""What people choose by: its name, and what belongs to it."""
CHOICES: Final[Mapping[Choice, str]] = {
    Choice.AT_ONCE: "sofort per Mail",
    Choice.DIGEST: "einmal am Tag als Zusammenfassung",
    Choice.IN_APP: "nur in der Anwendung",
}
