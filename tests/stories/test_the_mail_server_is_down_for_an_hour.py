"""The mail server is down for an hour: people work on with what stands in the application, and every mail comes once."""

import pytest

from app.workers import notifications
from tests.api.parts import deliver_due, installed_with, only
from tests.factories import soon
from tests.workers.post_office import Outbox, Server, as_the_office


@pytest.fixture
def server():
    server = Server()
    yield server
    server.stop()


def test_a_rejection_is_known_at_once_and_mailed_when_the_server_is_back(client, people, server):
    outbox = Outbox(as_the_office)
    # Given a mail server that is down
    with installed_with(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none", smtp_budget_s=60):
        # When the desk rejects a post of a ministry
        mb, desk = people("mb"), people("desk1")
        post = mb.submit(mb.write())
        reason = {"ground": "duplicate", "reason": "Das ist gestern schon erschienen."}
        assert desk.post(f"/posts/{post['id']}/reject", reason).status_code == 200
        notifications.sweep()
        # Then its editor reads at once what happened and what can be done
        (notice,) = mb.get("/notices", unread=True).json()["items"]
        assert notice["subject"].startswith("Abgelehnt: Beitrag von MB")
        assert "Das ist gestern schon erschienen." in notice["text"]
        assert notice["task"]
        # And while the server is away the way rests, and nobody's mail is lost
        for _ in range(12):
            outbox.pass_time(300)
            notifications.sweep()
        assert set(outbox.states()) == {"waiting"}
        # When it is back, every mail comes, once
        server.start()
        for _ in range(3):
            outbox.pass_time(300)
            notifications.sweep()
        assert set(outbox.states()) == {"sent"}
        sent = [mail["To"] for mail in server.taken]
        assert len(sent) == len(set(sent)) == len(outbox.letters())
        assert any("mb@redaktion.example" in address for address in sent)
        # And it says what the application said
        mail = next(mail for mail in server.taken if "mb@redaktion.example" in mail["To"])
        assert mail["Subject"] == notice["subject"]
        assert notice["task"] in mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


@pytest.mark.req("FE-05")
def test_a_post_is_approved_by_people_and_goes_out_while_no_mail_does(client, people, server):
    with installed_with(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none", smtp_budget_s=60):
        mb = people("mb")
        post = mb.submit(mb.write(at=soon(-5)))
        notifications.sweep()
        assert mb.read(post)["state"] == "submitted"
        people("desk1").approve(post)
        notifications.sweep()
        deliver_due()
    assert only(mb.read(post))["state"] == "sent"
    assert set(Outbox(as_the_office).states()) == {"waiting"}
