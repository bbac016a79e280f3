"""Somebody else's tool makes a Python client of our description, and the client carries a post from draft to portal."""

from pathlib import Path

import pytest

from tests.conftest import PASSWORD
from tests.contract.generated import PACKAGE, generate_client, run_with_client

STORY = Path(__file__).parent / "client" / "story.py"
pytestmark = pytest.mark.xdist_group("running office")


def test_a_generated_client_tells_the_whole_story(running_office, tmp_path):
    address = str(running_office.client.base_url).rstrip("/")
    said = generate_client(address, tmp_path)
    assert "warning" not in said.lower(), said
    for operation in operations(running_office):
        assert list((tmp_path / PACKAGE / "api").rglob(f"{operation}.py")), operation
    told = run_with_client(tmp_path, STORY, address, PASSWORD).split()
    assert told[:3] == ["post.create", "post.submit", "delivery.approve"]
    assert told[-1] == "delivery.sent"


def operations(office):
    paths = office.client.get("/openapi.json").json()["paths"]
    return [operation["operationId"] for methods in paths.values() for operation in methods.values()]
