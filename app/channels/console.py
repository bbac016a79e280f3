"""The console: a channel that is a folder. It shows what would leave, in demos and in tests; a second copy is impossible.

Each message becomes one file named by the delivery's id, so it is of the class `own_id` like the portal.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from app.channels.base import Message, Receipt


class Console:
    """The connector of a folder."""

    removes_at_once = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self, message: Message, deadline: float) -> Receipt:  # noqa: ARG002 - a file takes no time
        """Write the message's file once; a file that is already there is this very message."""
        self._folder.mkdir(parents=True, exist_ok=True)
        content = {
            "delivery_id": str(message.delivery_id),
            "channel_id": str(message.channel_id),
            "text": message.text,
            "payload_sha256": message.payload_sha256,
        }
        scratch = self._folder / f".{message.delivery_id}.{os.getpid()}"
        scratch.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        try:
            os.link(scratch, self._path(str(message.delivery_id)))
        except FileExistsError:
            pass
        finally:
            scratch.unlink()
        return Receipt(str(message.delivery_id))

    def remove(self, remote_id: str, deadline: float) -> None:  # noqa: ARG002 - a file takes no time
        """Delete the message's file."""
        self._path(remote_id).unlink(missing_ok=True)

    def find(self, message: Message, since: datetime, deadline: float) -> Receipt | None:  # noqa: ARG002
        """Look for the message's file, not older than `since`."""
        path = self._path(str(message.delivery_id))
        if path.exists() and datetime.fromtimestamp(path.stat().st_mtime, UTC) >= since:
            return Receipt(str(message.delivery_id))
        return None

    def _path(self, remote_id: str) -> Path:
        return self._folder / f"{Path(remote_id).name}.json"
