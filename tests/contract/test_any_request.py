"""Whatever anybody sends to any operation: no fault, no status, shape or header that the description does not name.

schemathesis makes requests from the description: ones that fit it, aimed at real things wherever an id is asked for,
and ones that do not. Few of each by default, and not as those whose rights are parts of others'; more by name (CONTRIBUTING):
`REDAKTION_EXAMPLES=200 python3 dev.py test -n 2 tests/contract/test_any_request.py`. The requests are the same at each run.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.main import serve
from tests.api.parts import only
from tests.contract.rights import ROLES, rows
from tests.contract.scene import CENTRAL
from tests.factories import soon

EXAMPLES = int(os.environ.get("REDAKTION_EXAMPLES", "2"))
PEOPLE = (
    ROLES
    if "REDAKTION_EXAMPLES" in os.environ
    else [name for name in ROLES if name not in {"AU", "AG", "SV"}]
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
SAME_EVERY_TIME = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def things(scene):
    """What there is in the office: values for parameters and fields by name."""
    posts = [
        make(home)
        for home in ("MB", "StK")
        for make in (scene.draft, scene.submitted, scene.approved, scene.held, scene.sent)
    ]
    return {
        "post_id": [post["id"] for post in posts],
        "delivery_id": [only(post)["id"] for post in posts],
        "stop_id": [scene.stopped("StK")["id"], scene.stopped("MB", "Konsole MB")["id"]],
        "channel_id": [scene.channel_id(CENTRAL), scene.channel_id("Konsole MB"), scene.empty_channel("StK")],
        "media_id": [scene.image(home)["id"] for home in ("MB", "StK")],
        "token_id": [scene.token(home) for home in ("MB", "StK")],
        "hook_id": [scene.hook(home) for home in ("MB", "StK")],
        "theme_id": [scene.theme("MB"), scene.theme("MB", embargo_until=None)],
        "package_id": [scene.package(home) for home in ("MB", "StK")],
        "connection_id": [scene.press()["id"]],
        "contribution_id": [scene.contribution(home) for home in ("MB", "StK")],
        "organisation_id": [scene.house(home) for home in ("MB", "StK")],
        "revision_sha256": [post["revision"]["sha256"] for post in posts],
        "organisation": ["MB", "StK"],
        "proposed_at": [soon()],
        "due_at": [soon()],
        "If-Match": ["*"],
    }


@pytest.fixture(scope="module")
def schema(standing_office):
    statuses = ["400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429"]
    config = {"checks": {"negative_data_rejection": {"expected-statuses": statuses}}}
    return schemathesis.openapi.from_asgi(
        "/openapi.json", serve(), config=SchemathesisConfig.from_dict(config)
    )


def test_whatever_succeeds_for_anybody_succeeds_for_one_of_those_who_ask():
    for operation, cells in rows().items():
        allowed = {role for role in ROLES if "ok" in cells[role]}
        assert not allowed or allowed & set(PEOPLE), operation


@pytest.mark.parametrize("role", PEOPLE)
def test_whatever_is_asked_the_answer_is_as_described(scene, schema, things, subtests, role):
    somebody = ROLES[role][0]
    for result in schema.get_all_operations():
        operation = result.ok()
        with subtests.test(operation.label):
            is_the_last = operation.definition.raw["operationId"] == "sign_out"
            headers = scene.person(somebody, anew=is_the_last).headers if somebody else {}
            ask(operation, GenerationMode.POSITIVE, headers, things)
            if any(part in operation.definition.raw for part in ("parameters", "requestBody")):
                ask(operation, GenerationMode.NEGATIVE, headers, {})


def ask(operation, mode, headers, things):
    """Send as many requests as there are to be examples, and hold each answer against the description."""

    @SAME_EVERY_TIME
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def send(case, data):
        if things:
            point_at_real_things(case, data, things)
        case.call_and_validate(headers=headers, checks=CHECKS)

    send()


def point_at_real_things(case, data, things):
    """Put real ids, hashes and times where the case has made-up ones, except sometimes."""

    def real(name, value):
        if name not in things or data.draw(st.integers(0, 4)) == 0:
            return value
        return data.draw(st.sampled_from(things[name]))

    for part in (case.path_parameters, case.headers, case.body):
        for name in list(part) if hasattr(part, "keys") else ():
            part[name] = real(name, part[name])
    if isinstance(case.body, dict):
        rows = case.body.get("deliveries") or []
        for index, row in enumerate(rows):
            if isinstance(row, dict):
                row.update({name: real(name, value) for name, value in row.items()})
            else:
                rows[index] = real("delivery_id", row)
