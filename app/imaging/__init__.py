"""Strangers' images: what they are is told by their content, and they are opened in a process of their own.

That process (`child.py`) has bounded memory and time and is thrown away after one image. A file that kills it costs
its sender a refusal and the office nothing (SECURITY UP-01 to UP-03).
"""

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

LARGEST_BYTES: Final = 16 * 1024 * 1024
"""Of an uploaded file."""
MOST_PIXELS: Final = 7680 * 4320
"""Of an image; eight bits in four channels of it take 133 MB, and they are needed several times over."""
MEMORY: Final = 1024 * 1024 * 1024
OUTPUT: Final = 2 * LARGEST_BYTES
TIME_S: Final = 30
SEATS: Final = 2
PATIENCE_S: Final = 10
ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
"""What a file of each type is called."""
CHILD: Final = Path(__file__).with_name("child.py")

_SIGNATURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
seats = threading.BoundedSemaphore(SEATS)


class RefusedImage(Exception):  # noqa: N818 - an answer, not a fault
    """An image that is not taken; `key` is the reason's key in `messages`."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


@dataclass(frozen=True)
class Reencoded:
    """An image written by ourselves: pixels, and nothing anybody hid beside them."""

    content: bytes
    content_type: str
    width: int
    height: int


def is_image(content: bytes) -> bool:
    """Tell whether the first bytes are those of a JPEG, PNG or WebP; names and announced types say nothing."""
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith(_SIGNATURES)


def reencode(content: bytes) -> Reencoded:
    """Return the image decoded and written anew, upright, without metadata.

    Raises RefusedImage for what cannot be read, moves, has too many pixels, or takes too much time or memory, and
    TimeoutError where too many are at it.
    """
    return _have_done("renew", content, most_pixels=MOST_PIXELS)


def fit(content: bytes, *, most_pixels: int, most_bytes: int) -> Reencoded:
    """Return one of our own images as a JPEG within a platform's limits; the same bytes each time. Raises as above."""
    return _have_done("shrink", content, most_pixels=most_pixels, most_bytes=most_bytes)


def _have_done(task: str, content: bytes, **bounds: int) -> Reencoded:
    limits = {"memory": MEMORY, "cpu_s": TIME_S, "output": OUTPUT}
    wish = json.dumps({"task": task, "limits": limits, "bounds": bounds})
    if not seats.acquire(timeout=PATIENCE_S):
        raise TimeoutError
    try:
        said, written = _run_child(wish, content)
    finally:
        seats.release()
    if "refused" in said:
        raise RefusedImage(said["refused"])
    return Reencoded(written, said["content_type"], said["width"], said["height"])


def _run_child(wish: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what the child said and wrote. Files, not pipes: the kernel bounds them, and nobody waits for anybody."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as taken:
        given.write(content)
        given.seek(0)
        try:
            subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-I", str(CHILD), wish],
                stdin=given,
                stdout=taken,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},
                timeout=TIME_S,
                check=True,
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
            raise RefusedImage("image.too-costly") from error
        taken.seek(0)
        said: dict[str, Any] = json.loads(taken.readline())
        return said, taken.read()
