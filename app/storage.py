"""Where images lie: files under the SHA-256 of their bytes, below the data folder (SECURITY UP-04, UP-05).

The name is the proof: whoever reads gets the bytes that were kept, or is told that they are gone or were exchanged.
"""

import os
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import structlog

from app.settings import settings

log = structlog.get_logger()


class Storage:
    """A folder of files named by their content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Keep the bytes and return their name; on disk before this returns. The same bytes are kept once."""
        name = sha256(content).hexdigest()
        place = self._place(name)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch = place.with_name(f".{uuid4()}")
        try:
            with scratch.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(place)
        finally:
            scratch.unlink(missing_ok=True)
        return name

    def read(self, name: str) -> bytes | None:
        """Return the bytes; None, with an alarm, where they are gone or no longer those that were kept."""
        place = self._place(name)
        content = place.read_bytes() if place.exists() else b""
        if sha256(content).hexdigest() == name:
            return content
        log.error("media.damaged", sha256=name)
        return None

    def keep_only(self, names: Collection[str]) -> int:
        """Delete every other file, also what was never finished, and return how many there were.

        Nobody may be keeping anything meanwhile.
        """
        others = [path for path in self._folder.glob("??/*") if path.name not in names]
        for path in others:
            path.unlink()
        return len(others)

    def _place(self, name: str) -> Path:
        return self._folder / name[:2] / name


def storage() -> Storage:
    """Return this installation's images."""
    return Storage(settings().data_dir / "media")
