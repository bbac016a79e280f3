"""The API's description of itself (OpenAPI 3.1): what FastAPI knows, with names, German, problems and examples added.

`examples/` holds one file per operation: a request, what the running application answered to it, and the problems it
was seen to give, by status; `problems.json` holds each problem once. A test records these files and compares them with
the application, so that nothing is described that does not happen. The only problems described without being provoked
per operation are «busy», which every call on the database can give, and «too-often», which every call of somebody can.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI

from app.api.operations import OPERATIONS, PREFIX, Operation
from app.api.problems import TITLES
from app.api.schemas.problems import Problem

EXAMPLES: Final = Path(__file__).parent / "examples"
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
ABOUT: Final = """Schnittstelle des Redaktionssystems: Beiträge schreiben, freigeben und veröffentlichen.

The interface of the editorial system. Times are answered in UTC; a time sent without an offset is Berlin wall time.
Lists come as `{items, next}`; send `next` as `after` for the rest. Refusals are `application/problem+json` (RFC 9457):
`key` is for machines, `detail` for people, `issues` name the fields to mend."""
_HEADERS: Final = {
    "ETag": "Names this state of the thing; send it as If-Match.",
    "Location": "Where the new thing is.",
}
_FIRST_CLAUSE: Final = re.compile(r"[.;:](?:\s|$)")
_BUSY: Final = {"503": ["busy"]}
_TOO_OFTEN: Final = {"429": ["too-often"]}
_ALWAYS_ANSWERS: Final = "get_health"
_COUNTED_BY_ADDRESS: Final = {"sign_in", "list_directory", "check_account"}


class DescribedApp(FastAPI):
    """An application whose description carries what FastAPI cannot know."""

    def openapi(self) -> dict[str, Any]:
        """Return the description, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = complete(super().openapi())
        return self.openapi_schema


def complete(description: dict[str, Any]) -> dict[str, Any]:
    """Give every operation of FastAPI's description its name, sentences, problems and examples."""
    description["info"]["description"] = ABOUT
    components = description["components"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs") | {"Problem": problem}
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    components["examples"] = {
        key: {"summary": body["detail"], "value": body} for key, body in read_example("problems").items()
    }
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            _complete_operation(operation, name_operation(method, path, operation))
    return description


def name_operation(method: str, path: str, operation: dict[str, Any]) -> Operation:
    """Return the row of an operation; one that has none yet keeps FastAPI's name."""
    return OPERATIONS.get(
        f"{method.upper()} {path.removeprefix(PREFIX)}", Operation(operation["operationId"], "")
    )


@lru_cache
def read_example(name: str) -> dict[str, Any]:
    """Return one file of the examples; empty where there is none."""
    file = EXAMPLES / f"{name}.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def _complete_operation(operation: dict[str, Any], row: Operation) -> None:
    english = operation.get("description", operation["summary"])
    example = read_example(row.id)
    operation["operationId"] = row.id
    operation["summary"] = _FIRST_CLAUSE.split(english)[0]
    operation["description"] = "\n\n".join(filter(None, [row.german, english]))
    successes = {code: answer for code, answer in operation["responses"].items() if code < "400"}
    problems = example.get("problems", {}) | ({} if row.id == _ALWAYS_ANSWERS else _BUSY)
    problems |= _TOO_OFTEN if "security" in operation or row.id in _COUNTED_BY_ADDRESS else {}
    operation["responses"] = successes | {code: _refuse(code, problems[code]) for code in sorted(problems)}
    _show_request(operation, example.get("request", {}))
    for answer in example.get("answers", []):
        _show_answer(successes[str(answer["status"])], answer)


def _refuse(code: str, keys: list[str]) -> dict[str, Any]:
    return {
        "description": TITLES[int(code)],
        "content": {
            PROBLEM: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {key: {"$ref": f"#/components/examples/{key}"} for key in keys},
            }
        },
    }


def _show_request(operation: dict[str, Any], request: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        parameter["schema"] = _without_null(parameter["schema"])
        value = request.get(parameter["in"], {}).get(parameter["name"])
        if value is not None:
            parameter["example"] = value
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["schema"] = _without_null(content["schema"])
        if "body" in request:
            content["example"] = request["body"]


def _show_answer(described: dict[str, Any], answer: dict[str, Any]) -> None:
    for content in described.get("content", {}).values():
        if answer["body"] is not None and content["schema"].get("format") != "binary":
            content["example"] = answer["body"]
    headers = {
        name: {"description": _HEADERS[name], "schema": {"type": "string"}, "example": value}
        for name, value in answer["headers"].items()
    }
    if headers:
        described["headers"] = headers


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without null, where null only means that parameter or body may be left out."""
    options = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return schema if len(options) != 1 else rest | options[0]
