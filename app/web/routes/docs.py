"""The API's description of itself, from our own host: open in the demo, otherwise for those signed in (BR-05)."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.actions.sign_in import digest_token
from app.errors import NotFoundError, NotSignedInError
from app.identity import find_actor
from app.settings import settings
from app.web.deps import ReadSession
from app.web.pages import page

router = APIRouter(include_in_schema=False)
METHODS = ("get", "post", "patch", "put", "delete")


@router.get("/docs")
def show_docs(request: Request, session: ReadSession) -> Response:
    """Show every operation and every shape on one page."""
    ensure_may_read(request, session)
    description = request.app.openapi()
    return page(
        "docs.html",
        operations=list_operations(description),
        shapes=description["components"]["schemas"],
        version=description["info"]["version"],
    )


@router.get("/openapi.json")
def show_openapi(request: Request, session: ReadSession) -> JSONResponse:
    """Return the description for machines."""
    ensure_may_read(request, session)
    return JSONResponse(request.app.openapi())


def ensure_may_read(request: Request, session: ReadSession) -> None:
    """Raise NotFoundError outside the demo for requests without a valid token."""
    if settings().demo:
        return
    _, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        find_actor(session, digest_token(token))
    except NotSignedInError as error:
        raise NotFoundError from error


def list_operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the operations in the order of their paths, each with parameters, body and answers by name."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("description") or operation["summary"],
            "tag": (operation.get("tags") or ["Other"])[0],
            "parameters": [row for row in operation.get("parameters", []) if row["in"] != "path"],
            "body": name_of(operation.get("requestBody", {})),
            "answers": {code: name_of(answer) for code, answer in operation["responses"].items()},
        }
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def name_of(part: dict[str, Any]) -> str:
    """Return the name of the shape that a body or an answer has; empty where it has none."""
    schema = part.get("content", {}).get("application/json", {}).get("schema", {})
    references = [schema, *schema.get("anyOf", [])]
    return next((row["$ref"].rpartition("/")[2] for row in references if "$ref" in row), "")
