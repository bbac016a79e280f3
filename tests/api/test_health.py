"""Whether the service lives and can work, and figures about it, on this machine only (SECURITY BR-05)."""

import subprocess
import sys

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from app.settings import settings
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


LOOKED_THROUGH = "import gc; from app.main import serve; it = serve(); print(len(gc.get_objects()))"


def test_no_request_waits_until_all_that_stays_was_looked_through(standing_office):
    """In a process of its own: what is spared once stays so until its end."""
    asked = subprocess.run(
        [sys.executable, "-c", LOOKED_THROUGH], capture_output=True, text=True, check=True, timeout=300
    )
    assert int(asked.stdout.splitlines()[-1]) < 20_000


@pytest.fixture
def ask_from(standing_office):
    """Ask for the figures from an address, with these headers."""
    from app.main import serve

    def ask(host, **headers):
        with TestClient(serve(), client=(host, 50000), raise_server_exceptions=False) as client:
            return client.get("/metrics", headers=headers)

    return ask


@pytest.mark.req("BR-05")
@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1", 200), ("::1", 200), ("10.1.2.3", 404), ("127.0.0.1.example", 404)]
)
def test_figures_are_shown_on_this_machine_only(ask_from, host, status):
    answer = ask_from(host)
    assert answer.status_code == status
    if status == 200:
        assert "redaktion_invariant_violations 0.0" in answer.text
    else:
        assert_problem(answer, 404, "not-found")


@pytest.mark.req("BR-05")
@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"])
def test_a_proxy_on_this_machine_is_not_this_machine(ask_from, header):
    assert_problem(ask_from("127.0.0.1", **{header: "203.0.113.7"}), 404, "not-found")


@pytest.mark.req("BR-05")
def test_from_elsewhere_figures_need_the_bearer_that_the_operator_has_set(ask_from, monkeypatch):
    for bearer in ("Bearer None", "Bearer ", ""):
        assert ask_from("10.1.2.3", Authorization=bearer).status_code == 404
    monkeypatch.setenv("REDAKTION_METRICS_TOKEN", "fuer-die-zahlen")
    settings.cache_clear()
    assert ask_from("10.1.2.3", Authorization="Bearer fuer-die-zahlen").status_code == 200
    assert ask_from("10.1.2.3", Authorization="Bearer falsch").status_code == 404
    assert ask_from("10.1.2.3").status_code == 404


def test_requests_are_counted_by_the_template_of_their_route_and_by_nothing_anybody_made_up(
    ask_from, visitor
):
    from app.main import serve

    post = "01890000-0000-7000-8000-000000000000"
    with TestClient(serve(), raise_server_exceptions=False) as client:
        for path in (
            f"{API}/posts/{post}",
            f"{API}/posts/geheim",
            "/nirgends/geheim",
            "/portal/geheim?q=geheim",
        ):
            client.get(path)
        client.request("GEHEIM", f"{API}/me")
    told = ask_from("127.0.0.1").text
    for route, status in (("/api/v1/posts/{post_id}", 401), ("none", 404), ("/portal/{path}", 404)):
        assert f'redaktion_http_requests_total{{method="GET",route="{route}",status="{status}"}}' in told
        assert f'redaktion_http_request_seconds_count{{method="GET",route="{route}"}}' in told
    assert 'method="other",route="/api/v1/me"' in told
    assert "geheim" not in told.lower()
    assert post not in told


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
