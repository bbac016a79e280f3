"""Whom and what the story needs beside the demo's people: their rights, and channels that lead nowhere.

Every channel here is the portal of this very installation, a folder, or one served by hand. None can be connected to
another server and still take a post of the story, so that nothing of it can ever leave (a test looks).
"""

from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.by_hand import serve_by_hand
from app.actions.channels import register_channel
from app.grants import find_grants
from app.loading.demo import assign_central_channels
from app.models import Channel, User
from app.models.channel import ApprovalMode, ChannelScope, Idempotency
from app.models.user import MACHINE, Actor
from app.settings import Settings

TRAINING: Final = "schulung"
_CENTRAL, _OWN = ChannelScope.CENTRAL, ChannelScope.OWN
CHANNELS: Final = {
    "short": ("console", "StK", _CENTRAL, "Kurzmeldungen (Demo)"),
    "ticker": ("console", "StK", _CENTRAL, "Ticker ohne Rückfrage (Demo)"),
    "hand": ("instagram", "StK", _CENTRAL, "Instagram von Hand (Demo)"),
    "training": ("console", "StK", _CENTRAL, "Schulungskanal (Demo)"),
    "trial": ("mastodon", "StK", _CENTRAL, "Probekanal (Demo, beendet)"),
    "board": ("console", "MLV", _OWN, "Infotafel MLV (Demo)"),
}
"""The story's own channels by the names that its posts use."""
LABELS: Final = {name: row[3] for name, row in CHANNELS.items()} | {
    "portal": "Landesportal",
    "mb": "Konsole MB",
    "mw": "Konsole MW",
}


class Cast:
    """The people by the first part of their address, and the channels by the story's names."""

    def __init__(self, session: Session) -> None:
        labels = session.execute(select(Channel.label, Channel.id).where(Channel.is_demo))
        by_label: dict[str, UUID] = {label: channel_id for label, channel_id in labels}
        self.channels = {name: by_label[label] for name, label in LABELS.items()}
        self._people = {
            (user.email or "").partition("@")[0]: Actor(
                user.id, user.person_id, user.name, find_grants(session, user.id)
            )
            for user in session.execute(select(User).where(User.is_demo)).scalars()
        }

    def __getitem__(self, name: str) -> Actor:
        """Return a person: `desk1`, `mb`, `mb.lead`."""
        return self._people[name]


def register_story_channels(session: Session, *, settings: Settings) -> None:
    """Register the story's own channels, and let those who serve them have them."""
    for name, (platform, organisation, scope, label) in CHANNELS.items():
        mode = ApprovalMode.CENTRAL if scope is _CENTRAL else ApprovalMode.MINISTRY
        register_channel(
            session,
            MACHINE,
            platform=platform,
            organisation=organisation,
            scope=scope,
            label=label,
            approval_mode=mode,
            environment=TRAINING if name == "training" else settings.environment,
            since="2026",
            waiver="demo",
            is_demo=True,
        )
    assign_central_channels(session)
    session.flush()
    cast = Cast(session)
    serve_by_hand(session, cast["kanal"], cast.channels["hand"], settings=settings)
    # As a preflight would find them: one that nobody can ask, and one that was connected while its trial went on.
    ticker = session.get_one(Channel, cast.channels["ticker"])
    ticker.idempotency, ticker.can_find = Idempotency.NONE, False
    session.get_one(Channel, cast.channels["trial"]).idempotency = Idempotency.OWN_ID
