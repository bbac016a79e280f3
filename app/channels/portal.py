"""The Landesportal, our own site: what is `sent` is there, because pages and feeds are a query over sent deliveries.

So there is no call to ourselves: a receipt at once, a crash resends harmlessly, a removal is the row's own state.
"""

from collections.abc import Sequence
from datetime import datetime

from app.channels.base import Attachment, Handle, Listed, Message, Receipt, Standing


class Portal:
    """The connector of our own public pages under `base_url`."""

    removes_at_once = True
    can_find = False

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")

    def check(self, deadline: float) -> Standing:  # noqa: ARG002 - nothing here takes time
        """Return that our own id protects from doubles; there is nobody to ask."""
        return Standing("own_id")

    def prepare(self, attachment: Attachment, content: bytes, deadline: float) -> Handle | None:
        """Do nothing: the office keeps its images itself."""

    def publish(self, message: Message, deadline: float) -> Receipt:  # noqa: ARG002 - nothing here takes time
        """Return the address under which the delivery's own row makes the post visible."""
        return Receipt(str(message.delivery_id), f"{self._base_url}/portal/posts/{message.delivery_id}")

    def remove(self, remote_id: str, deadline: float) -> None:
        """Do nothing: the row is the page."""

    def find(self, message: Message, since: datetime, deadline: float) -> Receipt | None:  # noqa: ARG002
        """Return nothing: without a row in `sent` there is no page."""
        return None

    def list_posts(self, wanted: Sequence[Message], since: datetime, deadline: float) -> Sequence[Listed]:  # noqa: ARG002
        """Return nothing: without a row in `sent` there is no page."""
        return []
