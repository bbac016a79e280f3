"""Mastodon and what speaks its interface.

Sources: docs.joinmastodon.org (methods statuses, media, accounts, instance); mastodon/mastodon
`app/services/post_status_service.rb` (Idempotency-Key: per account, 3600 s, written after the post) and
`config/initializers/rack_attack.rb` (429 with X-RateLimit-Reset in ISO 8601, without Retry-After); nodeinfo 2.0.
Compatible servers are not alike: snac and Takahe take the key and ignore it, so that the class is `key` only where
nodeinfo names a software known to honour it. A lost answer is found again in the account's own timeline.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Final
from urllib.parse import quote
from uuid import uuid4

from app.channels.base import Account, Attachment, Handle, Listed, Message, Receipt, Standing, Temporary
from app.channels.http import Remote, read, to_json, web_address, without_effect
from app.channels.mastodon_answers import Instance, Media, Own, Status, Statuses, read_software
from app.channels.mastodon_text import is_same_text
from app.clock import boot_time
from app.egress import Answer, Egress

HONOUR_KEYS: Final = {"mastodon"}
_UNPROCESSED: Final = {HTTPStatus.ACCEPTED, HTTPStatus.PARTIAL_CONTENT}
_CLOCKS_APART: Final = timedelta(minutes=5)
_PAGE: Final = 40
_PAGES: Final = 10
_POLL_S: Final = 1.0
_KEEPS_MEDIA_S: Final = 12 * 3600  # the server clears unattached media after a day


class Mastodon:
    """The connector of one account; its secret is `access_token` with the scopes read, write:statuses, write:media."""

    removes_at_once = False
    can_find = True

    def __init__(self, egress: Egress, account: Account) -> None:
        self._remote = Remote(egress, account.endpoint, account.secrets)
        self._token = account.secrets.get("access_token", "")

    def check(self, deadline: float) -> Standing:
        """Read who the account is, which software answers, and what it allows."""
        with without_effect():
            own = self._own(deadline)
            answer = self._ask("GET", "/api/v2/instance", deadline)
            if answer.status == HTTPStatus.NOT_FOUND:
                answer = self._ask("GET", "/api/v1/instance", deadline)
            instance = read(self._remote.judge(answer), Instance)
            software = read_software(lambda path: self._ask("GET", path, deadline))
        name, _, version = (software or "").partition(" ")
        return Standing(
            idempotency="key" if name.lower() in HONOUR_KEYS else "none",
            handle=own.acct,
            url=web_address(own.url),
            software=f"{name} {version or instance.version or ''}".strip() or instance.version,
            limits=instance.limits(),
        )

    def prepare(self, attachment: Attachment, content: bytes, deadline: float) -> Handle | None:
        """Upload the image with its description and wait until the server has processed it."""
        boundary = uuid4().hex
        kind = f"multipart/form-data; boundary={boundary}"
        with without_effect():
            body = _form(boundary, attachment, content)
            answer = self._remote.judge(
                self._ask("POST", "/api/v2/media", deadline, body, {"Content-Type": kind})
            )
            media = read(answer, Media)
            while answer.status in _UNPROCESSED:
                _pause(deadline)
                answer = self._remote.judge(self._ask("GET", f"/api/v1/media/{media.id}", deadline))
        return Handle(media.id, _KEEPS_MEDIA_S)

    def publish(self, message: Message, deadline: float) -> Receipt:
        """Post the status, under a key that is the same for the same delivery and revision."""
        if any(attachment.handle is None for attachment in message.media):
            raise Temporary("an image is not prepared yet")
        content = {
            "status": message.text,
            "visibility": "public",
            "language": message.language,
            "spoiler_text": message.content_warning or "",
            "sensitive": bool(message.content_warning),
            "media_ids": [attachment.handle for attachment in message.media],
        }
        key = sha256(f"{message.delivery_id}:{message.revision_id}".encode()).hexdigest()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        answer = self._ask("POST", "/api/v1/statuses", deadline, to_json(content), headers)
        return _receipt(read(self._remote.judge(answer), Status))

    def remove(self, remote_id: str, deadline: float) -> None:
        """Delete the status; 404 and 410 say that it is gone, which `find` then proves."""
        answer = self._ask("DELETE", f"/api/v1/statuses/{quote(remote_id, safe='')}", deadline)
        if answer.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            self._remote.judge(answer)

    def find(self, message: Message, since: datetime, deadline: float) -> Receipt | None:
        """Look for the status by its id, or for its words among the account's own since then."""
        with without_effect():
            if message.remote_id is not None:
                return self._look_up(message.remote_id, deadline)
            for status in self._own_statuses(since - _CLOCKS_APART, deadline):
                if is_same_text(status.content, message.text):
                    return _receipt(status)
        return None

    def list_posts(self, wanted: Sequence[Message], since: datetime, deadline: float) -> Sequence[Listed]:
        """Read the account's own statuses since then; their words say which of the messages each may be."""
        with without_effect():
            return [_listed(status, wanted) for status in self._own_statuses(since, deadline)]

    def _look_up(self, remote_id: str, deadline: float) -> Receipt | None:
        answer = self._ask("GET", f"/api/v1/statuses/{quote(remote_id, safe='')}", deadline)
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return None
        return _receipt(read(self._remote.judge(answer), Status))

    def _own_statuses(self, since: datetime, deadline: float) -> Iterator[Status]:
        """Yield the account's own statuses since then, newest first. Raises Temporary where they are too many."""
        path = f"/api/v1/accounts/{self._own(deadline).id}/statuses?limit={_PAGE}&exclude_reblogs=true"
        before = ""
        for _ in range(_PAGES):
            page = read(self._remote.judge(self._ask("GET", path + before, deadline)), Statuses).root
            yield from (status for status in page if status.created_at >= since)
            if not page or min(status.created_at for status in page) < since:
                return
            before = f"&max_id={page[-1].id}"
        raise Temporary("the account's timeline is too long to look back that far")

    def _own(self, deadline: float) -> Own:
        return read(
            self._remote.judge(self._ask("GET", "/api/v1/accounts/verify_credentials", deadline)), Own
        )

    def _ask(
        self,
        method: str,
        path: str,
        deadline: float,
        content: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        own = {"Authorization": f"Bearer {self._token}", "Accept": "application/json", **(headers or {})}
        return self._remote.send(method, path, deadline=deadline, headers=own, content=content)


def _receipt(status: Status) -> Receipt:
    return Receipt(status.id, web_address(status.url) or web_address(status.uri))


def _listed(status: Status, wanted: Sequence[Message]) -> Listed:
    receipt = _receipt(status)
    could_be = tuple(row.delivery_id for row in wanted if is_same_text(status.content, row.text))
    return Listed(receipt.remote_id, receipt.remote_url, status.created_at, could_be)


def _form(boundary: str, attachment: Attachment, content: bytes) -> bytes:
    """Return an upload as multipart/form-data (RFC 7578): the description, then the file under its hash."""
    kind = attachment.content_type
    file = f'name="file"; filename="{attachment.sha256}"\r\nContent-Type: {kind}'
    parts = [('name="description"', attachment.alt.encode()), (file, content)]
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
        for head, data in parts
    )
    return body + f"--{boundary}--\r\n".encode()


def _pause(deadline: float) -> None:
    """Wait before the next look. Raises Temporary when there is no time for one."""
    if boot_time() + 2 * _POLL_S > deadline:
        raise Temporary("the image is still being processed")
    time.sleep(_POLL_S)
