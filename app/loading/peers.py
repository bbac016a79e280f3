"""The demo's channels on other people's servers: connected to the peers beside this installation while they run."""

import json
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.credentials import Access, connect_channel, disconnect_channel
from app.grants import find_grants
from app.models import Channel, User
from app.models.credential import CredentialKind
from app.models.user import Actor
from app.settings import Settings

_MANAGER: Final = "kanal@redaktion.example"
_LOCAL: Final = "http://127.0.0.1:"


def connect_peers(session: Session, *, settings: Settings) -> None:
    """Connect the demo's Mastodon and Bluesky to the peers that run, and disconnect them from one that does not.

    The demo's channel manager does it. A channel that somebody connected to a server of their own is left alone.
    """
    running = _read_accounts(settings)
    query = select(Channel).where(Channel.is_demo, Channel.platform_slug.in_(["bluesky", "mastodon"]))
    for channel in session.execute(query.order_by(Channel.label)).scalars():
        peer, endpoint = running.get(channel.platform_slug), channel.endpoint
        if endpoint is not None and not endpoint.startswith(_LOCAL):
            continue
        if peer is None and endpoint is not None:
            disconnect_channel(session, _manager(session), channel.id)
        elif peer is not None and not (endpoint == peer["endpoint"] and channel.access_ok):
            access = Access(CredentialKind(channel.platform_slug), peer["endpoint"], peer["secrets"])
            connect_channel(session, _manager(session), channel.id, access, settings=settings)


def _read_accounts(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return endpoint and secrets by platform, as `up --peers` wrote them down."""
    if settings.demo_peers is None:
        return {}
    accounts: dict[str, dict[str, Any]] = json.loads(settings.demo_peers.read_text(encoding="utf-8"))
    return accounts


def _manager(session: Session) -> Actor:
    user = session.execute(select(User).where(User.email == _MANAGER)).scalar_one()
    return Actor(user.id, user.person_id, user.name, find_grants(session, user.id))
