"""The API describes itself from our own host: to everybody in the demo, otherwise to those signed in."""

import os
import re
from html import unescape

from fastapi.testclient import TestClient
from markupsafe import escape

from app import db
from app.actions.users import add_user
from app.main import serve
from app.messages import REFUSALS
from app.models.user import MACHINE, Role
from tests.conftest import environment


def test_in_the_demo_everybody_reads_every_operation_and_nothing_comes_from_elsewhere(client):
    page = client.get("/docs")
    assert page.status_code == 200
    described = client.get("/openapi.json").json()
    for path, methods in described["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page.text
    assert re.findall(r'(?:src|href)="(?!/|#)[^"]*"', page.text) == []
    assert "<script" not in page.text


def test_outside_the_demo_a_stranger_finds_nothing(office, people):
    token = people("mb").headers
    variables = {
        name[10:].lower(): value for name, value in os.environ.items() if name.startswith("REDAKTION_")
    }
    with environment(**variables | {"demo": 0}), TestClient(serve()) as stranger:
        for path in ("/docs", "/openapi.json"):
            assert stranger.get(path).status_code == 404
            assert stranger.get(path, headers={"Authorization": "Bearer rds_falsch"}).status_code == 404
            assert stranger.get(path, headers=token).status_code == 404, "a demo account outside the demo"
        signed_in = sign_in_somebody_real(stranger)
        assert stranger.get("/docs", headers=signed_in).status_code == 200
        assert "paths" in stranger.get("/openapi.json", headers=signed_in).json()


def sign_in_somebody_real(client):
    words = {"email": "echt@example.org", "password": "ein-gutes-langes-wort"}
    with db.transaction() as session:
        add_user(session, MACHINE, **words, name="E. Echt", role=Role.MINISTRY_EDITOR, organisation="MB")
    token = client.post("/api/v1/auth/token", json=words).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def test_the_address_of_every_problem_leads_to_what_it_means(client):
    page = client.get("/docs").text
    told = client.get("/api/v1/me").json()
    assert told["type"] == "/docs#not-signed-in"
    for key, sentence in REFUSALS.items():
        assert f'id="{key}"' in page
        assert str(escape(sentence)) in page
    assert '"key": "not-signed-in"' in unescape(page)
