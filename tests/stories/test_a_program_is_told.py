"""A program of a ministry is told of decisions: signed, also after it was down, and given up only if it stays away."""

import pytest
from standardwebhooks import Webhook

from app.workers import hooks, notifications
from tests.api.parts import installed_with
from tests.channels.ugly import Ugly
from tests.embedded.conftest import free_port
from tests.workers.conftest import publisher  # noqa: F401 - pytest finds fixtures by their name here
from tests.workers.post_office import Outbox, as_the_office

FIVE_DAYS_S = 5 * 86_400


@pytest.fixture
def port():
    """Where the program is reached while it runs."""
    port = free_port()
    with installed_with(private_hosts=f"127.0.0.1:{port}"):
        yield port


@pytest.fixture
def outbox(client, publisher, port):  # noqa: F811 - the fixture above
    """The outbox; `work` lets the workers do their rounds while time passes."""
    outbox = Outbox(as_the_office)

    def work(*, rounds=1, seconds=300):
        for _ in range(rounds):
            with publisher(private_hosts=f"127.0.0.1:{port}", call_budget_s=20):
                notifications.sweep()
                hooks.sweep()
            outbox.pass_time(seconds)

    outbox.work = work
    return outbox


def ids(receiver):
    return [heard.headers["webhook-id"] for heard in receiver.requests]


@pytest.mark.req("FE-05")
def test_decisions_reach_a_program_that_was_down_and_one_that_stays_away_is_given_up(people, outbox, port):
    lead, mb, desk = people("mb.lead"), people("mb"), people("desk1")
    # Given a hook of MB for decisions, whose program is down
    wanted = {"organisation": "MB", "name": "Leitstand", "url": f"http://127.0.0.1:{port}/haken"}
    made = lead.post("/hooks", wanted | {"groups": ["decisions"]})
    assert made.status_code == 201, made.text
    path, verify = f"/hooks/{made.json()['id']}", Webhook(made.json()["secret"]).verify
    # When the desk approves one post of MB and rejects another, and an hour passes
    first, second = (mb.submit(mb.write(text=f"Ein Satz, den nur Leute lesen {n}.")) for n in (1, 2))
    desk.approve(first)
    reason = {"ground": "duplicate", "reason": "Das ist gestern schon erschienen."}
    assert desk.post(f"/posts/{second['id']}/reject", reason).status_code == 200
    outbox.work(rounds=12)
    # Then people know for long, and the hook says since when it fails and that both still wait
    assert {"post.approved", "post.rejected"} <= {row["kind"] for row in mb.get("/notices").json()["items"]}
    failing = lead.get(path).json()
    assert failing["failing_since"]
    assert {row["kind"]: row["state"] for row in failing["last"]} == {
        "post.approved": "waiting",
        "post.rejected": "waiting",
    }
    # When it is back, and its very first yes is lost on the way
    with Ugly(port) as receiver:
        receiver.mood = lambda line, _: line.reset()
        receiver.minds = lambda _: len(receiver.requests) == 1
        outbox.work(rounds=3)
        # Then it has heard of both, one of them twice under the same id, and never what was written
        assert len(receiver.requests) == 3
        assert ids(receiver)[0] == ids(receiver)[1] != ids(receiver)[2]
        told = [verify(heard.body, heard.headers) for heard in receiver.requests[1:]]
        assert [(event["type"], event["data"]["object_id"]) for event in told] == [
            ("post.approved", first["id"]),
            ("post.rejected", second["id"]),
        ]
        assert not any(word in repr(told) for word in ("nur Leute lesen", "gestern schon", "Neue Tablets"))
        assert lead.get(path).json()["failing_since"] is None
        # And nothing more comes by itself
        outbox.work(rounds=3)
        assert len(receiver.requests) == 3
    # When it goes away for five days
    third = mb.submit(mb.write())
    desk.approve(third)
    outbox.work(seconds=FIVE_DAYS_S)
    desk.approve(mb.submit(mb.write()))
    outbox.work(rounds=2)
    # Then it is given up, and those who manage it are told what to do, in the application and by mail
    given_up = lead.get(path).json()
    assert given_up["state"] == "disabled"
    assert {row["state"] for row in given_up["last"]} == {"sent", "failed"}
    (notice,) = [row for row in lead.get("/notices").json()["items"] if row["kind"] == "hook.disabled"]
    assert notice["subject"] == "Webhook abgeschaltet: Leitstand"
    assert notice["task"]
    mailed = [mail for mail in outbox.mails() if mail["Subject"] == notice["subject"]]
    assert ["mb.lead@redaktion.example" in mail["To"] for mail in mailed] == [True]
    # When the program runs again and its keeper takes the hook up, the next decision arrives
    with Ugly(port) as receiver:
        assert lead.patch(path, {"paused": False}).json()["state"] == "active"
        outbox.work()
        assert receiver.requests == []
        fourth = mb.submit(mb.write())
        desk.approve(fourth)
        outbox.work()
        (heard,) = receiver.requests
        assert verify(heard.body, heard.headers)["data"]["object_id"] == fourth["id"]
