"""The API's description of itself says everything about every operation, and every example fits its schema."""

import re

import pytest
from jsonschema import Draft202012Validator

from app.api.openapi import PROBLEM
from app.api.operations import OPERATIONS, PREFIX
from app.main import create_app
from app.messages import REFUSALS
from tests.contract.rights import rows

DESCRIPTION = create_app().openapi()
PUBLIC = {
    "sign_in",
    "ask_for_password",
    "choose_password_by_link",
    "hear_press",
    "get_health",
    "get_readiness",
    "get_metrics",
    "list_directory",
    "check_account",
}
ROUTES = {
    f"{method.upper()} {path.removeprefix(PREFIX)}": operation
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}


@pytest.fixture(params=ROUTES)
def route(request):
    return request.param


@pytest.fixture
def operation(route):
    return ROUTES[route]


def contents(operation):
    """Every content with its schema and examples: of the request, then of each answer."""
    if "requestBody" in operation:
        yield from operation["requestBody"]["content"].items()
    for answer in operation["responses"].values():
        yield from answer.get("content", {}).items()


def examples_of(content):
    shown = [content["example"]] if "example" in content else []
    named = content.get("examples", {}).values()
    return shown + [
        DESCRIPTION["components"]["examples"][row["$ref"].split("/")[-1]]["value"] for row in named
    ]


def ensure_fits(schema, value):
    whole = schema | {"components": DESCRIPTION["components"]}
    Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)


def test_names_are_there_lasting_and_unique():
    assert set(OPERATIONS) == set(ROUTES)
    names = [row.id for row in OPERATIONS.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", name) for name in names)


def test_a_short_english_summary_and_a_german_first_line(route, operation):
    german, english = operation["description"].split("\n\n", 1)
    assert german == OPERATIONS[route].german
    assert german.endswith(".")
    assert "\n" not in german
    assert english.startswith(operation["summary"])
    assert operation["summary"].isascii()
    assert 2 <= len(operation["summary"].split()) <= 15, operation["summary"]


def test_a_problem_is_a_problem_and_nothing_else(operation):
    for code, answer in operation["responses"].items():
        if code >= "400":
            assert set(answer["content"]) == {PROBLEM}
            for example in examples_of(answer["content"][PROBLEM]):
                assert str(example["status"]) == code
                assert example["key"] in REFUSALS


def test_an_example_for_the_request_and_every_answer(operation):
    for kind, content in contents(operation):
        assert examples_of(content) or content["schema"].get("format") == "binary", kind
    for parameter in operation.get("parameters", []):
        assert "example" in parameter or not parameter["required"], parameter["name"]


def test_every_example_fits_its_schema(operation):
    for _, content in contents(operation):
        for example in examples_of(content):
            ensure_fits(content["schema"], example)
    for parameter in operation.get("parameters", []):
        if "example" in parameter:
            ensure_fits(parameter["schema"], parameter["example"])


def test_every_refusal_of_the_table_of_rights_is_described(operation):
    name = operation["operationId"]
    told = {
        cell for label, cells in rows().items() if label.partition(",")[0] == name for cell in cells.values()
    }
    statuses = {status for pair in told for status in pair} - {"ok", "none"}
    assert statuses <= set(operation["responses"])


def test_the_bearer_is_asked_for_wherever_one_signs_in(operation):
    assert bool(operation.get("security")) == (operation["operationId"] not in PUBLIC)


def test_no_shape_is_left_that_nobody_answers():
    used = set(re.findall(r"'#/components/schemas/(\w+)'", str(DESCRIPTION)))
    assert used == set(DESCRIPTION["components"]["schemas"])
