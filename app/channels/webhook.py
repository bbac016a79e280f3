"""Webhook: any server that takes our posts as signed JSON.

Headers and signature are those of Standard Webhooks (`app.webhooks`). The id is made of the delivery's, the same at
every try, so that the receiver drops what it has: the class is `own_id`. A receiver can be told (2xx is "taken") but not asked, hence `can_find` is false; a removal is an
event of its own, and because it is told again after the quiet time, a late publication is taken back as well.
"""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from app.channels.base import Account, Attachment, Handle, Listed, Message, Permanent, Receipt, Standing
from app.channels.http import Remote, to_json, without_effect
from app.clock import now
from app.egress import Egress
from app.webhooks import sign


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

    def list_posts(self, wanted: Sequence[Message], since: datetime, deadline: float) -> Sequence[Listed]:  # noqa: ARG002
        """Return nothing: a receiver is told, not asked."""
        return []

    def _tell(self, kind: str, event_id: str, content: dict[str, Any], deadline: float) -> None:
        """Send one event. 410 means that the receiver wants no more of them (Standard Webhooks)."""
        moment = now()
        body = to_json({"type": kind, "timestamp": moment.isoformat(), "data": content})
        try:
            headers = sign([self._secret], event_id, moment, body)
        except ValueError as error:
            raise Permanent(str(error), access=True) from None
        answer = self._remote.send("POST", deadline=deadline, headers=headers, content=body)
        if answer.status == HTTPStatus.GONE:
            raise Permanent("410: the receiver wants no more events", access=True)
        self._remote.judge(answer)


def _image(attachment: Attachment) -> dict[str, Any]:
    return {
        "sha256": attachment.sha256,
        "content_type": attachment.content_type,
        "width": attachment.width,
        "height": attachment.height,
        "alt": attachment.alt,
    }
