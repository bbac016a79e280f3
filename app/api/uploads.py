"""Taking in a file: who may, how much, what it really is; all of it before the transaction that keeps it begins.

An image takes its time to arrive and to be decoded; no connection to the database waits for that.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app import db
from app.actions.media import find_uploading_organisation
from app.api.deps import Bearer, TokenDep, ask_anybody, ensure_complete
from app.api.schemas.media import UploadIn
from app.api.throttling import count_costly
from app.errors import BusyError, InvalidError, Issue, TooLargeError, UnsupportedMediaError
from app.imaging import LARGEST_BYTES, Reencoded, RefusedImage, is_image, reencode

FILE: Final = "file"
BYTES: Final = {"type": "string", "format": "binary"}
_FIELDS: Final = UploadIn.model_json_schema()["properties"]
DESCRIPTION: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FILE],
                    "properties": {FILE: BYTES, **_FIELDS},
                    "additionalProperties": False,
                }
            }
        },
    }
}
"""How OpenAPI describes the request, which this module reads itself."""


@dataclass(frozen=True)
class Upload:
    """An image that was handed in, already written anew, and what was said of it."""

    image: Reencoded
    said: UploadIn


async def take_upload(request: Request, token: TokenDep) -> Upload:
    """Return the image of a multipart request. Nothing is read from people who may not upload.

    Raises UnsupportedMediaError for anything but JPEG, PNG and WebP, TooLargeError, InvalidError for an image that
    cannot be taken, BusyError where too many are being decoded.
    """
    await run_in_threadpool(_ensure_may_upload, request, token)
    content, said = await _read(request)
    # A repeated request is told by what it says: the boundary between the parts is another one each time.
    request.state.asked = sha256(content).digest() + said.model_dump_json().encode()
    return Upload(await run_in_threadpool(_decode, content), said)


UploadDep = Annotated[Upload, Depends(take_upload)]


def _ensure_may_upload(request: Request, token: Bearer) -> None:
    with db.transaction() as session:
        actor = ask_anybody(request, session, token)
        ensure_complete(actor)
        count_costly(actor)
        find_uploading_organisation(session, actor, None)


async def _read(request: Request) -> tuple[bytes, UploadIn]:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise UnsupportedMediaError(key="upload.not-multipart")
    try:
        async with request.form(max_files=1, max_fields=len(_FIELDS), max_part_size=16_384) as form:
            parts = dict(form)
            file = parts.pop(FILE, None)
            content = await file.read() if isinstance(file, UploadFile) else None
    except ClientDisconnect as error:
        raise InvalidError(key="upload.malformed") from error
    except HTTPException as error:
        if error.status_code == 400:  # noqa: PLR2004 - the status itself
            raise InvalidError(key="upload.malformed") from error
        raise
    said = _understand(parts)
    if content is None:
        raise InvalidError(issues=[Issue(FILE, "missing")])
    if len(content) > LARGEST_BYTES:
        raise TooLargeError(limit=LARGEST_BYTES)
    return content, said


def _understand(parts: dict[str, Any]) -> UploadIn:
    try:
        return UploadIn.model_validate(parts)
    except ValidationError as error:
        raise RequestValidationError(
            [row | {"loc": ("body", *row["loc"])} for row in error.errors()]
        ) from error


def _decode(content: bytes) -> Reencoded:
    if not is_image(content):
        raise UnsupportedMediaError
    try:
        return reencode(content)
    except RefusedImage as refused:
        raise InvalidError(issues=[Issue(FILE, refused.key)]) from refused
    except TimeoutError as error:
        raise BusyError from error
