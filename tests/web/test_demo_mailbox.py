"""The demo's mailbox shows every mail that would have left, and does not exist anywhere else."""

import pytest

from app.workers import notifications
from tests.api.parts import fetch, installed_with
from tests.workers.post_office import Outbox


@pytest.fixture
def mails(client):
    outbox = Outbox(fetch)
    outbox.tell("mb", "mw")
    notifications.sweep()
    return [row.id for row in outbox.letters()]


def test_the_mailbox_lists_what_would_have_left(client, mails):
    html = client.get("/demo/mailbox").text
    assert "Im Vorführbetrieb verlässt keine Mail diesen Rechner." in html
    assert html.count("Verspätet: Kanal Landesportal") == 2
    assert "mb@redaktion.example" in html


def test_a_mail_is_shown_as_text_and_as_its_own_html(client, mails):
    text = client.get(f"/demo/mailbox/{mails[0]}")
    assert "Zu tun: Bitte sehen Sie nach" in text.text
    html = client.get(f"/demo/mailbox/{mails[0]}/html")
    assert "<dt" in html.text
    policy = html.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "script-src" not in policy


def test_an_empty_mailbox_says_so(client):
    assert "Noch ist keine Mail geschrieben worden." in client.get("/demo/mailbox").text


@pytest.mark.parametrize("values", [{"demo": 0}, {"smtp_host": "mail.example"}])
def test_outside_the_demo_there_is_no_mailbox(client, mails, values):
    with installed_with(**values):
        for path in ("", f"/{mails[0]}", f"/{mails[0]}/html"):
            assert client.get(f"/demo/mailbox{path}").status_code == 404


def test_a_link_in_a_mail_leads_somewhere_without_telling_anything(client, mails):
    letter = fetch("select object_id from notification limit 1")[0]
    page = client.get(f"/open/channel/{letter.object_id}", headers={"Accept": "text/html"})
    assert page.url.path == "/sign-in"
    assert page.url.params["to"] == f"/channels/{letter.object_id}"
    assert client.get("/open/secret/01890000-0000-7000-8000-000000000000").status_code == 404
