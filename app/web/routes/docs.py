"""The API's description of itself, from our own host: open in the demo, otherwise for those signed in (BR-05)."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.actions.sign_in import digest_token
from app.errors import NotFoundError, NotSignedInError
from app.identity import find_actor
from app.messages import REFUSALS
from app.settings import settings
from app.web.deps import ReadSession
from app.web.guard import SESSION, read_cookie
from app.web.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def show_docs(request: Request, session: ReadSession) -> Response:
    """Show every operation, problem and shape on one page, each with its example."""
    ensure_may_read(request, session)
    description = request.app.openapi()
    components = description["components"]
    return page(
        "docs.html",
        about=description["info"]["description"].split("\n\n"),
        operations=list_operations(description),
        problems=list_problems(components["examples"]),
        shapes=components["schemas"],
        version=description["info"]["version"],
    )


@router.get("/openapi.json")
def show_openapi(request: Request, session: ReadSession) -> JSONResponse:
    """Return the description for machines."""
    ensure_may_read(request, session)
    return JSONResponse(request.app.openapi())


def ensure_may_read(request: Request, session: ReadSession) -> None:
    """Raise NotFoundError outside the demo for requests without a valid token or a browser's sign-in."""
    if settings().demo:
        return
    _, _, token = request.headers.get("Authorization", "").partition(" ")
    cookie = read_cookie(request, SESSION)
    try:
        find_actor(session, digest_token(cookie or token), in_browser=cookie is not None)
    except NotSignedInError as error:
        raise NotFoundError from error


def list_operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the operations in the order of their paths, with what the page shows of each."""
    return [
        {
            "id": operation["operationId"],
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "description": operation["description"].split("\n\n"),
            "tag": operation["tags"][0],
            "parameters": operation.get("parameters", []),
            "body": _content(operation.get("requestBody", {})),
            "answers": [_answer(*row) for row in operation["responses"].items() if row[0] < "400"],
            "problems": [_problem(*row) for row in operation["responses"].items() if row[0] >= "400"],
        }
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def list_problems(examples: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every key a problem or an issue can have, with its sentence and, where it was seen, an example."""
    shown = {
        key: {"example": {"status": row["value"]["status"], "text": _pretty(row["value"])}}
        for key, row in examples.items()
    }
    return {key: {"sentence": sentence, **shown.get(key, {})} for key, sentence in sorted(REFUSALS.items())}


def _answer(status: str, answer: dict[str, Any]) -> dict[str, Any]:
    return {"status": status, "description": answer["description"], **_content(answer)}


def _problem(status: str, answer: dict[str, Any]) -> dict[str, Any]:
    (content,) = answer["content"].values()
    return {"status": status, "named": list(content["examples"])}


def _content(part: dict[str, Any]) -> dict[str, Any]:
    """Return shape and example of a body or an answer; neither where it has none."""
    content: dict[str, Any] = next(iter(part.get("content", {}).values()), {})
    schema = content.get("schema", {})
    references = [row["$ref"] for row in (schema, *schema.get("anyOf", [])) if "$ref" in row]
    shown = {"example": _pretty(content["example"])} if "example" in content else {}
    return {"shape": references[0].rpartition("/")[2] if references else "", **shown}


def _pretty(value: Any) -> str:
    """Return a JSON value as people read it; a text as it is."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
