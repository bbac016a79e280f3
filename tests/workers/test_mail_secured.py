"""Mail over TLS to a server that proves who it is, and signed in there; to anybody else nothing is said."""

import pytest
from aiosmtpd.smtp import AuthResult

from tests.workers.certificates import Authority
from tests.workers.post_office import Outbox, Server

USER, SECRET = "redaktion", "ein-geheimnis-des-hauses"
HOUR = 3600


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """An authority that this installation trusts."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
    return made


@pytest.fixture
def asked():
    """What was said at the door of the mail server."""
    return []


@pytest.fixture
def serve(asked, force, with_settings):
    """Start a server that speaks TLS, in one of its two ways, and let the office use it; return it and the outbox."""
    running = []

    def check(_server, _session, _envelope, mechanism, data):
        asked.append((mechanism, data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password.decode() == SECRET, handled=False)

    def start(security, context, *, password=None):
        wrapped = {"ssl_context": context} if security == "tls" else {"tls_context": context}
        door = {"require_starttls": True} if security == "starttls" else {"auth_require_tls": False}
        server = Server(**wrapped, **door, authenticator=check)
        server.start()
        running.append(server)
        with_settings(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security=security, smtp_budget_s=60)
        if password:
            with_settings(smtp_user=USER, smtp_password=password)
        return server, Outbox(force)

    yield start
    for server in running:
        server.stop()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_goes_over_tls_to_a_server_that_proves_who_it_is_and_signed_in(
    authority, serve, asked, security
):
    server, outbox = serve(security, authority.server(), password=SECRET)
    outbox.tell("mb", "mw")
    outbox.sweep()
    assert outbox.states() == ["sent", "sent"]
    assert len(server.taken) == 2
    assert {(user, secret) for _, user, secret in asked} == {(USER, SECRET)}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_without_a_name_nobody_signs_in(authority, serve, asked, security):
    server, outbox = serve(security, authority.server())
    outbox.tell("mb")
    outbox.sweep()
    assert (outbox.states(), len(server.taken), asked) == (["sent"], 1, [])


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("fault", ["of nobody we trust", "of another host", "ended"])
def test_a_server_that_does_not_prove_who_it_is_gets_neither_password_nor_mail(
    authority, serve, asked, tmp_path, security, fault
):
    (tmp_path / "other").mkdir()
    context = {
        "of nobody we trust": lambda: Authority(tmp_path / "other").server(),
        "of another host": lambda: authority.server("mail.example"),
        "ended": lambda: authority.server(ended=True),
    }[fault]()
    server, outbox = serve(security, context, password=SECRET)
    outbox.tell("mb")
    outbox.sweep()
    assert (outbox.states(), server.tries, asked) == (["waiting"], [], [])
    assert "certificate verify failed" in outbox.way().last_error.lower()


def test_a_server_without_tls_gets_nothing_where_tls_is_wanted(serve, asked, force, with_settings):
    server = Server()
    server.start()
    with_settings(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="starttls", smtp_budget_s=60)
    with_settings(smtp_user=USER, smtp_password=SECRET)
    outbox = Outbox(force)
    try:
        outbox.tell("mb")
        outbox.sweep()
    finally:
        server.stop()
    assert (outbox.states(), server.tries, asked) == (["waiting"], [], [])
    assert "STARTTLS" in outbox.way().last_error


def test_a_refused_password_stands_nowhere_and_the_mail_goes_once_it_is_mended(
    authority, serve, with_settings, capsys
):
    server, outbox = serve("starttls", authority.server(), password="falsch-und-geheim")
    outbox.tell("mb")
    outbox.sweep()
    assert (outbox.states(), server.tries) == (["waiting"], [])
    assert outbox.way().last_error.startswith("535")
    assert "falsch-und-geheim" not in outbox.way().last_error + "".join(capsys.readouterr())
    with_settings(smtp_password=SECRET)
    outbox.pass_time(HOUR)
    outbox.sweep()
    assert outbox.states() == ["sent"]
