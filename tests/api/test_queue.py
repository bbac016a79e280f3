"""The queue of those who decide: the urgent first, then the next due; filters, findings, and counts by ministry."""

import pytest

from app import db
from tests.api.parts import assert_problem, decide, run
from tests.contract.scene import hire_strangers
from tests.factories import Person, soon


def queue(person, **filters):
    return [row["id"] for row in person.get("/queue", **filters).json()["items"]]


def item(person, post):
    return next(row for row in person.get("/queue").json()["items"] if row["id"] == post["id"])


def test_the_urgent_comes_first_with_its_reason_then_the_next_due(office, people):
    mb, mw, desk = people("mb"), people("mw"), people("desk1")
    late, early = mb.submit(mb.write(at=soon(9000))), mw.submit(mw.write("MW", at=soon(3000)))
    urgent = mb.submit(mb.write(at=soon(20_000)), urgent_reason="Warnung vor Hochwasser")
    assert queue(desk) == [urgent["id"], early["id"], late["id"]]
    assert item(desk, urgent)["urgent_reason"] == "Warnung vor Hochwasser"
    assert (queue(desk, urgent=True), queue(desk, urgent=False)) == (
        [urgent["id"]],
        [early["id"], late["id"]],
    )
    first = desk.get("/queue", limit=1).json()
    second = desk.get("/queue", limit=1, after=first["next"]).json()
    third = desk.get("/queue", limit=1, after=second["next"]).json()
    assert [page["items"][0]["id"] for page in (first, second, third)] == queue(desk)
    assert third["next"] is None


def test_whether_it_is_urgent_is_said_anew_with_each_submission(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write(), urgent_reason="Warnung vor Hochwasser")
    assert post["urgent"] is True
    decide(desk, "request-changes", post, ground="factual", reason="Welcher Fluss?")
    assert mb.submit(post)["urgent"] is False


def test_time_that_has_gone_by_is_counted_below_zero(office, people, postgres):
    from sqlalchemy import create_engine, text

    mb, desk = people("mb"), people("desk1")
    post = mb.submit(mb.write())
    engine = create_engine(postgres.url("postgres", office))
    with engine.begin() as connection:
        connection.execute(text("set session_replication_role = replica"))
        connection.execute(text("update rendering set proposed_at = now() - interval '90 seconds'"))
    engine.dispose()
    assert -100 < item(desk, post)["seconds_left"] <= -90


def test_filters_by_ministry_channel_finding_and_claim(office, people):
    mb, mw, desk1, desk2 = (people(name) for name in ("mb", "mw", "desk1", "desk2"))
    portal = mb.submit(mb.write())
    other = mw.submit(mw.write("MW"))
    undeclared = decide(mb, "submit", mb.write()).json()
    denied = decide(mb, "submit", mb.write(), neutrality_declared=False).json()
    assert queue(desk1, organisation="MW") == [other["id"]]
    assert queue(desk1, organisation="XYZ") == []
    assert queue(desk1, channel=mb.channel("Landesportal")) == queue(desk1)
    assert queue(desk1, channel=mb.channel("Konsole MB")) == []
    assert queue(desk1, finding="declaration-missing") == [undeclared["id"]]
    assert queue(desk1, finding="declaration-denied") == [denied["id"]]
    assert item(desk1, portal)["findings"] == []
    told = item(desk1, undeclared)["findings"][0]
    assert told["context"]["message"].endswith("fehlt.")
    decide(desk1, "claim", portal)
    decide(desk2, "claim", other)
    assert queue(desk1, claimed_by="me") == [portal["id"]]
    assert queue(desk1, claimed_by="others") == [other["id"]]
    assert set(queue(desk1, claimed_by="nobody")) == {undeclared["id"], denied["id"]}
    run("update post set claimed_until = now() where id = :id", id=portal["id"])
    assert queue(desk1, claimed_by="me") == []
    assert_problem(desk1.get("/queue", claimed_by="x"), 422, "enum")


def test_what_no_longer_fits_since_it_was_submitted_is_found(office, people):
    mb, desk = people("mb"), people("desk1")
    post = mb.submit(mb.write(channels=["Konsole MB"]))
    longer = mb.patch(f"/posts/{post['id']}", {"text": "x" * 600}).json()
    lead = people("mb.lead")
    assert queue(lead, finding="text.too-long") == [longer["id"]]
    assert queue(desk, finding="text.too-long") == []


def test_the_fast_lane_is_counted_by_ministry(office, people):
    mb, mw, desk = people("mb"), people("mw"), people("desk1")
    first = mb.submit(mb.write(at=soon(3000)), urgent_reason="Warnung")
    mb.submit(mb.write(at=soon(6000)))
    desk.approve(mw.submit(mw.write("MW"), urgent_reason="Eilig, wirklich"))
    mw.submit(mw.write("MW"))
    old = mw.submit(mw.write("MW"), urgent_reason="Alt")
    run("update post set submitted_at = now() - interval '31 days' where id = :id", id=old["id"])
    counts = {row.pop("organisation"): row for row in desk.get("/queue/counts").json()["items"]}
    assert counts["MB"] == {
        "waiting": 2,
        "urgent": 1,
        "next_due_at": first["deliveries"][0]["proposed_at"],
        "submitted_lately": 2,
        "urgent_lately": 1,
    }
    assert [counts["MW"][name] for name in ("waiting", "urgent", "submitted_lately", "urgent_lately")] == [
        2,
        1,
        2,
        1,
    ]
    own = people("mb.lead").get("/queue/counts").json()["items"]
    assert [(row["organisation"], row["waiting"], row["urgent_lately"]) for row in own] == [("MB", 0, 1)]


def test_an_agency_cannot_mark_its_posts_as_urgent(office, people, client):
    with db.transaction() as session:
        hire_strangers(session)
    agency = Person(client, "agentur")
    post = agency.write(channels=["Konsole MB"])
    assert_problem(decide(agency, "submit", post, urgent_reason="Bitte schnell"), 403, "not-allowed")
    assert decide(agency, "submit", post).json()["urgent"] is False


@pytest.mark.parametrize("reason", ["", " ", 1])
def test_urgent_without_a_reason_there_is_not(everyone, reason):
    mb = everyone("mb")
    assert_problem(decide(mb, "submit", mb.write(), urgent_reason=reason), 422)
