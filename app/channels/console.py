"""The console: a channel that is a folder. It shows what would leave, in demos and in tests; a second copy is impossible.

Each message becomes one file named by the delivery's id, so it is of the class `own_id` like the portal.
"""

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from app.channels.base import Attachment, Handle, Listed, Message, Receipt, Standing, Temporary


class Console:
    """The connector of a folder."""

    removes_at_once = False
    can_find = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def check(self, deadline: float) -> Standing:  # noqa: ARG002 - nothing here takes time
        """Return that our own id protects from doubles; there is nobody to ask."""
        return Standing("own_id")

    def prepare(self, attachment: Attachment, content: bytes, deadline: float) -> Handle | None:
        """Do nothing: the office keeps its images itself."""

    def publish(self, message: Message, deadline: float) -> Receipt:  # noqa: ARG002 - a file takes no time
        """Write the message's file once; a file that is already there is this very message."""
        content = {
            "delivery_id": str(message.delivery_id),
            "channel_id": str(message.channel_id),
            "text": message.text,
            "payload_sha256": message.payload_sha256,
        }
        # A name of its own for every call: what is linked below must never be opened for writing again.
        scratch = self._folder / f".{message.delivery_id}.{uuid4()}"
        try:
            with _nothing_happened("written"):
                self._folder.mkdir(parents=True, exist_ok=True)
                scratch.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            with contextlib.suppress(FileExistsError):
                self._path(str(message.delivery_id)).hardlink_to(scratch)
        finally:
            with contextlib.suppress(OSError):
                scratch.unlink()
        return Receipt(str(message.delivery_id))

    def remove(self, remote_id: str, deadline: float) -> None:  # noqa: ARG002 - a file takes no time
        """Delete the message's file."""
        with _nothing_happened("deleted"):
            self._path(remote_id).unlink(missing_ok=True)

    def find(self, message: Message, since: datetime, deadline: float) -> Receipt | None:  # noqa: ARG002
        """Look for the message's file. It bears our own id, so its age proves nothing more."""
        with _nothing_happened("read"):
            try:
                self._path(str(message.delivery_id)).stat()
            except FileNotFoundError:
                return None
        return Receipt(str(message.delivery_id))

    def list_posts(self, wanted: Sequence[Message], since: datetime, deadline: float) -> Sequence[Listed]:  # noqa: ARG002
        """Read the folder: what is new in it, and every file of a message asked for."""
        ours = {str(message.delivery_id): message for message in wanted}
        with _nothing_happened("read"):
            found = [_read(path, ours) for path in sorted(self._folder.glob("[!.]*.json"))]
        return [listed for listed in found if listed.at >= since or listed.could_be]

    def _path(self, remote_id: str) -> Path:
        return self._folder / f"{Path(remote_id).name}.json"


def _read(path: Path, ours: Mapping[str, Message]) -> Listed:
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    message = ours.get(path.stem)
    if message is None:
        return Listed(path.stem, None, at)
    is_same = json.loads(path.read_text(encoding="utf-8"))["text"] == message.text
    return Listed(path.stem, None, at, (message.delivery_id,), is_same)


@contextlib.contextmanager
def _nothing_happened(what: str) -> Iterator[None]:
    """Turn a file system's refusal of a step that shows nothing by itself into Temporary."""
    try:
        yield
    except OSError as error:
        raise Temporary(f"the folder cannot be {what}: {error.strerror or type(error).__name__}") from error
