"""What opens a channel, one shape per platform; nothing of it is ever shown again (SECURITY CC-05)."""

import base64
import binascii
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, Secret, StringConstraints

from app import clock
from app.actions.credentials import Access
from app.api.schemas.fields import Endpoint, RefusedValue, Request, When
from app.models.credential import CredentialKind
from app.webhooks import SECRET_PREFIX

_SIGNING_BYTES: Final = range(24, 65)


def _plain(text: str) -> str:
    """Refuse what no header can carry; mostly a line break or a blank that was copied along."""
    if not (text.isascii() and text.isprintable() and " " not in text):
        raise RefusedValue("secret.unprintable")
    return text


def _signing(text: str) -> str:
    """Refuse what is no secret of Standard Webhooks: `whsec_` and 24 to 64 random bytes in base64."""
    prefix, found, coded = text.partition(SECRET_PREFIX)
    try:
        length = len(base64.b64decode(coded, validate=True))
    except (binascii.Error, ValueError):
        length = 0
    if prefix or not found or length not in _SIGNING_BYTES:
        raise RefusedValue("secret.signing")
    return text


def _server(text: str) -> str:
    """Return the address of a server without its last slash; refuse a page on it."""
    if urlsplit(text).path not in {"", "/"}:
        raise RefusedValue("endpoint.path")
    return text.rstrip("/")


Token = Annotated[str, StringConstraints(min_length=8, max_length=4096), AfterValidator(_plain)]
SigningSecret = Annotated[str, StringConstraints(max_length=200), AfterValidator(_signing)]
Server = Annotated[Endpoint, AfterValidator(_server)]
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=253), AfterValidator(_plain)]


class MastodonIn(Request):
    """An access token with the scopes `read`, `write:statuses` and `write:media`, for one server."""

    platform: Literal["mastodon"]
    endpoint: Server
    access_token: Secret[Token]
    expires_at: When | None = None


class BlueskyIn(Request):
    """An app password (never the account's own) and whose it is: a handle or a DID."""

    platform: Literal["bluesky"]
    endpoint: Server
    identifier: Identifier
    app_password: Secret[Token]
    expires_at: When | None = None


class WebhookIn(Request):
    """The address that is called, and the secret that signs what it is told (Standard Webhooks)."""

    platform: Literal["webhook"]
    endpoint: Endpoint
    signing_secret: Secret[SigningSecret]
    expires_at: When | None = None


CredentialsIn = Annotated[MastodonIn | BlueskyIn | WebhookIn, Field(discriminator="platform")]


def access_of(body: MastodonIn | BlueskyIn | WebhookIn) -> Access:
    """Return what the office seals: everything but the address and the expiry is a secret."""
    secrets = {
        name: value.get_secret_value() if isinstance(value, Secret) else str(value)
        for name, value in body
        if name not in {"platform", "endpoint", "expires_at"}
    }
    expires_at = body.expires_at.instant if isinstance(body.expires_at, clock.Moment) else None
    return Access(CredentialKind(body.platform), body.endpoint, secrets, expires_at)
