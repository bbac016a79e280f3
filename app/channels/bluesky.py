"""Bluesky, and every personal data server (PDS) that speaks AT Protocol.

Sources: lexicons com.atproto.repo.{createRecord,getRecord,deleteRecord,uploadBlob} and app.bsky.feed.post,
app.bsky.embed.images of @atproto/pds 0.5.35 (300 graphemes, 3000 bytes, 4 images of 2 000 000 bytes, 3 languages);
bluesky-social/atproto #3718 (a record that exists is refused with 500). Measured there: createRecord twice under one
record key leaves one post, putRecord overwrites, createRecord after deleteRecord brings a post back.

The record key is made of the delivery's id, so the class is `own_id`. `createdAt` is the moment of the call: it may
differ between two tries, which is harmless, because the second one is refused whatever it says and the text decides
whether it is ours.
"""

import contextlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel

from app.channels.base import (
    Account,
    Attachment,
    ChannelError,
    Handle,
    Listed,
    Message,
    Permanent,
    Receipt,
    Standing,
    Temporary,
    Unclear,
)
from app.channels.bluesky_list import COLLECTION, Uri, list_records, nfc
from app.channels.bluesky_session import Did, Session
from app.channels.bluesky_text import find_facets, record_key
from app.channels.http import Line, Long, as_object, ensure_time, read, to_json, without_effect
from app.clock import boot_time, now
from app.egress import Egress

LIMITS: Final = {"characters": 300, "bytes": 3000, "images": 4, "image_bytes": 2_000_000, "alt": 2000}
_MENTIONS_S: Final = 2
_KEEPS_BLOBS_S: Final = 3600  # unreferenced ones go "within a time window (eg, minutes)", says the lexicon


class _Made(BaseModel):
    uri: Uri


class _Post(BaseModel):
    text: Long


class _Record(BaseModel):
    uri: Uri
    value: _Post


class _Uploaded(BaseModel):
    blob: dict[str, Any]


class _Account(BaseModel):
    did: Did
    handle: Line


class Bluesky:
    """The connector of one account; its secrets are `identifier` and `app_password`, and the tokens it keeps."""

    removes_at_once = False
    can_find = True

    def __init__(self, egress: Egress, account: Account) -> None:
        self._session = Session(egress, account)
        self._remote = self._session.remote
        self._is_local = egress.is_private_host(account.endpoint or "")

    def check(self, deadline: float) -> Standing:
        """Ask the server whose session this is and which version it runs."""
        with without_effect():
            answer = self._session.ask("GET", _method("com.atproto.server.getSession"), deadline)
            own = read(self._remote.judge(answer), _Account)
            version = as_object(self._remote.send("GET", "/xrpc/_health", deadline=deadline)).get("version")
        software = f"pds {version[:50]}" if isinstance(version, str) and version.isprintable() else None
        return Standing(
            "own_id",
            own.handle,
            f"https://bsky.app/profile/{own.did}",
            (software or "")[:100] or None,
            LIMITS,
        )

    def prepare(self, attachment: Attachment, content: bytes, deadline: float) -> Handle | None:
        """Upload the image; its handle is the reference that the post will carry."""
        with without_effect():
            path = _method("com.atproto.repo.uploadBlob")
            answer = self._session.ask("POST", path, deadline, content, attachment.content_type)
            blob = read(self._remote.judge(answer), _Uploaded).blob
        return Handle(json.dumps(blob, separators=(",", ":")), _KEEPS_BLOBS_S)

    def publish(self, message: Message, deadline: float) -> Receipt:
        """Create the record under our own key. Where that is refused or its answer lost, look whether it is there."""
        did = self._session.open(deadline)
        content = {
            "repo": did,
            "collection": COLLECTION,
            "rkey": record_key(message.delivery_id),
            "record": self._record(message, deadline),
        }
        ensure_time(deadline)
        try:
            path = _method("com.atproto.repo.createRecord")
            answer = self._session.ask("POST", path, deadline, to_json(content))
            made = read(self._remote.judge(answer), _Made)
        except (Permanent, Unclear) as error:
            if isinstance(error, Permanent) and error.access:
                raise
            with contextlib.suppress(Permanent, Temporary):
                found = self._look_up(_uri(did, message), deadline, message)
                if found is not None:
                    return found
            raise
        if made.uri != _uri(did, message):
            raise Unclear("the record was made under another key than ours")
        return self._receipt(made.uri)

    def remove(self, remote_id: str, deadline: float) -> None:
        """Delete the record; the lexicon promises that doing so again is harmless."""
        repo, collection, rkey = remote_id.removeprefix("at://").split("/")
        content = to_json({"repo": repo, "collection": collection, "rkey": rkey})
        path = _method("com.atproto.repo.deleteRecord")
        self._remote.judge(self._session.ask("POST", path, deadline, content))

    def find(self, message: Message, since: datetime, deadline: float) -> Receipt | None:  # noqa: ARG002
        """Look the record up under its key. It bears our own id, so its age proves nothing more."""
        if message.remote_id is not None:
            return self._look_up(message.remote_id, deadline)
        return self._look_up(_uri(self._session.did(deadline), message), deadline, message)

    def list_posts(self, wanted: Sequence[Message], since: datetime, deadline: float) -> Sequence[Listed]:
        """Read the account's records; their keys say which of the messages they are, if any."""
        return list_records(self._session, wanted, since, deadline, text_of=text_of, receipt_of=self._receipt)

    def _look_up(self, uri: str, deadline: float, wanted: Message | None = None) -> Receipt | None:
        """Return the record's receipt, or None where there is none; another text than the wanted is nobody's receipt."""
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        query = urlencode({"repo": repo, "collection": collection, "rkey": rkey})
        with without_effect():
            path = f"{_method('com.atproto.repo.getRecord')}?{query}"
            answer = self._session.ask("GET", path, deadline)
            if answer.status == HTTPStatus.BAD_REQUEST and as_object(answer).get("error") == "RecordNotFound":
                return None
            record = read(self._remote.judge(answer), _Record)
        if wanted is not None and nfc(record.value.text) != nfc(text_of(wanted)):
            raise Temporary("another text stands under our own key")
        return self._receipt(uri)

    def _record(self, message: Message, deadline: float) -> dict[str, Any]:
        text = text_of(message)
        record: dict[str, Any] = {
            "$type": COLLECTION,
            "text": text,
            "createdAt": now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "langs": [message.language],
        }
        soon = min(deadline, boot_time() + _MENTIONS_S)
        facets = find_facets(text, lambda handle: self._resolve(handle, soon))
        if facets:
            record["facets"] = facets
        if message.media:
            images = [_image(attachment) for attachment in message.media]
            record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
        return record

    def _resolve(self, handle: str, deadline: float) -> str | None:
        """Return the DID behind a handle, or None where nobody can tell just now: then it stays text."""
        path = f"{_method('com.atproto.identity.resolveHandle')}?{urlencode({'handle': handle})}"
        with contextlib.suppress(ChannelError, ValueError):
            answer = self._remote.judge(self._remote.send("GET", path, deadline=deadline))
            return _Did.model_validate_json(answer.body).did
        return None

    def _receipt(self, uri: str) -> Receipt:
        """Return the receipt with the page's address; a server of this environment has only the record itself."""
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        if self._is_local:
            query = urlencode({"repo": repo, "collection": collection, "rkey": rkey})
            path = _method("com.atproto.repo.getRecord")
            return Receipt(uri, f"{(self._remote.endpoint or '').rstrip('/')}{path}?{query}")
        return Receipt(uri, f"https://bsky.app/profile/{repo}/post/{rkey}")


class _Did(BaseModel):
    did: Did


def text_of(message: Message) -> str:
    """Return what the post says: Bluesky has no field for a content warning, so it stands before the text.

    `app/editorial/counting.py` counts it like this.
    """
    warning = message.content_warning
    return f"Inhaltswarnung: {warning}\n\n{message.text}" if warning else message.text


def _image(attachment: Attachment) -> dict[str, Any]:
    if attachment.handle is None:
        raise Temporary("an image is not prepared yet")
    return {
        "alt": attachment.alt,
        "image": json.loads(attachment.handle),
        "aspectRatio": {"width": attachment.width, "height": attachment.height},
    }


def _uri(did: str, message: Message) -> str:
    return f"at://{did}/{COLLECTION}/{record_key(message.delivery_id)}"


def _method(name: str) -> str:
    return f"/xrpc/{name}"
