"""Whether the service lives and can work, and figures about it, on this machine only (SECURITY BR-05)."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from tests.api.parts import assert_problem
from tests.factories import API, Person

HEADERS = {
    "strict-transport-security": "max-age=",
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_anybody_may_ask_whether_it_works(visitor, path):
    answer = visitor.get(path)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_is_not_ready_without_its_database(visitor, monkeypatch):
    def refuse(*_args, **_named):
        raise OperationalError("select 1", {}, Exception("away"))

    monkeypatch.setattr("sqlalchemy.orm.Session.execute", refuse)
    assert_problem(visitor.get("/readyz"), 503, "busy")
    assert visitor.get("/healthz").status_code == 200


def test_figures_are_shown_on_this_machine_only(visitor, standing_office):
    from app.main import serve

    assert_problem(visitor.get("/metrics"), 404, "not-found")
    for host, status in (("127.0.0.1", 200), ("::1", 200), ("10.1.2.3", 404), ("127.0.0.1.example", 404)):
        with TestClient(serve(), client=(host, 50000), raise_server_exceptions=False) as client:
            answer = client.get("/metrics")
            assert answer.status_code == status, host
            assert ("redaktion_invariant_violations 0" in answer.text) is (status == 200)


@pytest.mark.req("BR-01")
def test_every_answer_carries_the_security_headers(visitor, everyone):
    mb = everyone("mb")
    signed_out = Person(visitor, "mlv")
    answers = [
        visitor.get("/healthz"),
        visitor.get("/nirgends"),
        visitor.get(f"{API}/me"),
        mb.get("/me"),
        mb.get("/channels"),
        mb.post("/posts", {}),
        mb.post("/posts", None),
        visitor.delete(f"{API}/auth/token", headers=signed_out.headers),
        visitor.options(f"{API}/posts"),
        visitor.get(f"{API}/posts/", headers=mb.headers, follow_redirects=False),
    ]
    assert {answer.status_code for answer in answers} >= {200, 204, 401, 404, 405, 422}
    for answer in answers:
        for name, value in HEADERS.items():
            assert value in answer.headers[name], (answer.request.url, name)


def test_a_token_is_not_kept_by_caches(visitor):
    content = {"email": "mb@redaktion.example", "password": "ein-langes-wort-zum-testen"}
    assert visitor.post(f"{API}/auth/token", json=content).headers["cache-control"] == "no-store"
