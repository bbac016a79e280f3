"""A file on a page: looked through first, waiting in the page itself, and entered once somebody has seen what it says."""

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import Depends
from starlette.datastructures import UploadFile

from app.errors import Issue
from app.loading.table_files import MOST_ROWS
from app.messages import explain
from app.web.deps import Form

LARGEST_BYTES: Final = 700 * 1024


async def take_file(form: Form) -> bytes:
    """Return the file of a form, or the one that was looked through before."""
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    kept = form.get("kept")
    try:
        return content or b64decode(kept if isinstance(kept, str) else "", validate=True)
    except NoBase64:
        return b""


FileDep = Annotated[bytes, Depends(take_file)]


def find_wrong(content: bytes) -> list[Issue]:
    """Return why a file is not even looked at: there is none, or it is too large for a page."""
    if not content:
        return [Issue("file", "missing")]
    too_long = Issue("file", "import-too-long", {"most": MOST_ROWS})
    return [too_long] if len(content) > LARGEST_BYTES else []


def say_wrong(issues: Sequence[Issue]) -> list[tuple[str, str, str]]:
    """Return what is wrong with a file as row, column and what to do about it."""
    rows = []
    for issue in issues:
        row, _, column = issue.field.partition(".")
        rows.append((row if row.isdecimal() else "", column, explain(issue.key, **issue.context)))
    return rows


def keep(content: bytes) -> str:
    """Return a file as the field of a form."""
    return b64encode(content).decode()
