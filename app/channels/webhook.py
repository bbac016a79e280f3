"""Webhook: any server that takes our posts as signed JSON.

Headers and signature are those of Standard Webhooks (standardwebhooks.com, specification 1.0.0): `webhook-id`,
`webhook-timestamp`, `webhook-signature` = "v1," and the base64 of HMAC-SHA256 over id.timestamp.body with the secret
behind `whsec_`. The id is made of the delivery's, the same at every try, so that the receiver drops what it has: the
class is `own_id`. A receiver can be told (2xx is "taken") but not asked, hence `can_find` is false; a removal is an
event of its own, and because it is told again after the quiet time, a late publication is taken back as well.
"""

import base64
import binascii
import hmac
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from app.channels.base import Account, Attachment, Handle, Message, Permanent, Receipt, Standing
from app.channels.http import Remote, to_json, without_effect
from app.clock import now
from app.egress import Egress

_PREFIX: Final = "whsec_"


class Webhook:
    """The connector of one receiver; its secret is `signing_secret`."""

    removes_at_once = False
    can_find = False

    def __init__(self, egress: Egress, account: Account) -> None:
        self._remote = Remote(egress, account.endpoint, account.secrets)
        self._secret = account.secrets.get("signing_secret", "")

    def check(self, deadline: float) -> Standing:
        """Send an event of type `ping`, which shows whether address and signature are right."""
        with without_effect():
            self._tell("ping", f"ping_{now().timestamp():.0f}", {}, deadline)
        return Standing("own_id")

    def prepare(self, attachment: Attachment, content: bytes, deadline: float) -> Handle | None:
        """Do nothing: the event names an image by its hash and describes it."""

    def publish(self, message: Message, deadline: float) -> Receipt:
        """Tell the receiver; its 2xx is the receipt, whatever it says besides."""
        content = {
            "delivery_id": str(message.delivery_id),
            "revision_id": str(message.revision_id),
            "channel_id": str(message.channel_id),
            "text": message.text,
            "language": message.language,
            "content_warning": message.content_warning,
            "alternative_url": message.alternative_url,
            "media": [_image(attachment) for attachment in message.media],
            "payload_sha256": message.payload_sha256,
        }
        self._tell("post.published", str(message.delivery_id), content, deadline)
        return Receipt(str(message.delivery_id))

    def remove(self, remote_id: str, deadline: float) -> None:
        """Tell the receiver to take it off; it may have been told before."""
        self._tell("post.removed", f"{remote_id}_removed", {"delivery_id": remote_id}, deadline)

    def find(self, message: Message, since: datetime, deadline: float) -> Receipt | None:  # noqa: ARG002
        """Return nothing: a receiver is told, not asked."""
        return None

    def _tell(self, kind: str, event_id: str, content: dict[str, Any], deadline: float) -> None:
        """Send one event. 410 means that the receiver wants no more of them (Standard Webhooks)."""
        moment = now()
        body = to_json({"type": kind, "timestamp": moment.isoformat(), "data": content})
        headers = {
            "Content-Type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": self._sign(event_id, int(moment.timestamp()), body),
        }
        answer = self._remote.send("POST", deadline=deadline, headers=headers, content=body)
        if answer.status == HTTPStatus.GONE:
            raise Permanent("410: the receiver wants no more events", access=True)
        self._remote.judge(answer)

    def _sign(self, event_id: str, timestamp: int, body: bytes) -> str:
        try:
            key = base64.b64decode(self._secret.removeprefix(_PREFIX), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not key:
            raise Permanent("the signing secret is not base64", access=True)
        signed = hmac.new(key, f"{event_id}.{timestamp}.".encode() + body, sha256).digest()
        return f"v1,{base64.b64encode(signed).decode()}"


def _image(attachment: Attachment) -> dict[str, Any]:
    return {
        "sha256": attachment.sha256,
        "content_type": attachment.content_type,
        "width": attachment.width,
        "height": attachment.height,
        "alt": attachment.alt,
    }
