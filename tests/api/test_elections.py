"""Pre-election periods: two persons enter one, the strictest counts, and two take it back."""

from datetime import timedelta

import pytest

from app import clock, db
from app.actions.periods import find_context, find_periods
from tests.api.parts import fetch
from tests.factories import Person

ELECTION = {
    "territory": "Musterland",
    "kind": "state",
    "day": "2037-03-29",
    "source": "Bekanntmachung der Landeswahlleitung (erfunden)",
}


@pytest.fixture
def desk(client):
    return Person(client, "desk1"), Person(client, "desk2")


def propose(person, **more):
    answer = person.post("/elections", ELECTION | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def decided(desk, **more):
    election = propose(desk[0], **more)
    answer = desk[1].post(f"/elections/{election['id']}/confirm")
    assert answer.status_code == 200, answer.text
    return answer.json()


def quiet_at(text):
    """The territories in whose period an instant of Berlin wall time lies."""
    with db.transaction() as session:
        return [row.territory for row in find_periods(session, [clock.parse(text).instant])]


@pytest.mark.parametrize(
    ("day", "begin"),
    [
        ("2037-03-29", "2036-12-29"),
        ("2037-05-31", "2037-02-28"),
        ("2036-05-31", "2036-02-29"),
        ("2037-01-15", "2036-10-15"),
    ],
)
def test_a_period_begins_three_months_before_and_ends_with_the_day_unless_decided_otherwise(desk, day, begin):
    election = propose(desk[0], day=day)
    assert (election["quiet_from"], election["quiet_to"], election["state"]) == (begin, day, "proposed")
    other = propose(desk[0], day="2037-03-29", quiet_from="2037-02-01", quiet_to="2037-04-11")
    assert (other["quiet_from"], other["quiet_to"]) == ("2037-02-01", "2037-04-11")


@pytest.mark.parametrize(
    ("more", "field", "key"),
    [
        ({"quiet_from": "2037-03-30"}, "quiet_from", "period-begins-late"),
        ({"quiet_to": "2037-03-28"}, "quiet_to", "period-ends-early"),
        ({"quiet_from": "2035-01-01"}, "quiet_from", "period-too-long"),
        ({"day": "0001-01-01"}, "day", "election-day"),
        ({"day": "9999-12-31"}, "day", "election-day"),
        ({"quiet_from": "0001-01-01"}, "quiet_from", "election-day"),
        ({"quiet_to": "9999-12-31"}, "quiet_to", "election-day"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(desk, more, field, key):
    answer = desk[0].post("/elections", ELECTION | more)
    assert answer.status_code == 422
    assert [(row["field"], row["key"]) for row in answer.json()["issues"]] == [(field, key)]


def test_nobody_decides_alone_and_nothing_counts_before_the_second_word(desk):
    election = propose(desk[0])
    assert quiet_at("2037-03-01T12:00") == []
    refused = desk[0].post(f"/elections/{election['id']}/confirm")
    assert (refused.status_code, refused.json()["key"]) == (409, "election-same-person")
    assert desk[1].post(f"/elections/{election['id']}/confirm").json()["decided_by"].startswith("Emil")
    assert quiet_at("2037-03-01T12:00") == ["Musterland"]
    again = desk[1].post(f"/elections/{election['id']}/confirm")
    assert (again.status_code, again.json()["key"]) == (409, "election-decided")


def test_two_accounts_of_one_person_are_one_person(desk, force):
    election = propose(desk[0])
    one = "(select person_id from \"user\" where email = 'desk1@redaktion.example')"
    force(f"update \"user\" set person_id = {one} where email = 'desk2@redaktion.example'")  # noqa: S608
    assert desk[1].post(f"/elections/{election['id']}/confirm").json()["key"] == "election-same-person"


def test_the_period_begins_and_ends_at_midnight_in_berlin_through_the_change_of_clocks(desk):
    decided(desk)  # the clocks go forward on its last day, 2037-03-29
    decided(desk, territory="Herbst", day="2037-10-25", quiet_from="2037-10-25")
    assert quiet_at("2036-12-28T23:59:59") == []
    assert quiet_at("2036-12-29T00:00") == ["Musterland"]
    assert quiet_at("2037-03-29T23:59:59") == ["Musterland"]
    assert quiet_at("2037-03-29T21:59:59Z") == ["Musterland"]
    assert quiet_at("2037-03-29T22:00:00Z") == []
    assert quiet_at("2037-03-30T00:00") == []
    assert quiet_at("2037-10-24T21:59:59Z") == []
    assert quiet_at("2037-10-24T22:00:00Z") == ["Herbst"]
    assert quiet_at("2037-10-25T00:59:59Z") == quiet_at("2037-10-25T01:00:00Z") == ["Herbst"]
    assert quiet_at("2037-10-25T22:59:59Z") == ["Herbst"]
    assert quiet_at("2037-10-25T23:00:00Z") == []


def test_where_periods_overlap_each_counts_and_the_longest_lasts(desk):
    decided(desk)
    decided(desk, territory="Bundesgebiet", kind="federal", day="2037-04-18")
    assert quiet_at("2037-01-10T12:00") == ["Musterland"]
    assert quiet_at("2037-03-01T12:00") == ["Musterland", "Bundesgebiet"]
    assert quiet_at("2037-04-10T12:00") == ["Bundesgebiet"]
    assert quiet_at("2037-04-19T00:00") == []


def test_the_assistant_is_told_of_the_period_by_the_due_date_and_of_the_cause(desk):
    decided(desk)
    inside, outside = (clock.parse(text).instant for text in ("2037-03-01T12:00", "2037-03-30T12:00"))
    with db.transaction() as session:
        assert find_context(session, [outside], cause=None).pre_election is False
        context = find_context(session, [outside, inside], cause="danger")
        assert (context.pre_election, context.cause) == (True, "danger")
        assert find_context(session, [], cause=None).pre_election is False


def test_a_proposed_period_is_withdrawn_by_one_word_a_decided_one_by_two(desk):
    proposed, valid = propose(desk[0]), decided(desk, territory="Bundesgebiet")
    reason = {"reason": "Der Wahltag wurde verlegt."}
    assert desk[0].post(f"/elections/{proposed['id']}/withdraw", reason).json()["state"] == "withdrawn"
    first = desk[0].post(f"/elections/{valid['id']}/withdraw", reason).json()
    assert (first["state"], first["ending_by"]) == ("coming", "Dora Demo (Zentralredaktion)")
    assert quiet_at("2037-03-01T12:00") == ["Bundesgebiet"]
    same = desk[0].post(f"/elections/{valid['id']}/withdraw", reason)
    assert (same.status_code, same.json()["key"]) == (409, "election-same-person")
    assert desk[1].post(f"/elections/{valid['id']}/withdraw", reason).json()["state"] == "withdrawn"
    assert quiet_at("2037-03-01T12:00") == []
    late = desk[1].post(f"/elections/{valid['id']}/confirm")
    assert (late.status_code, late.json()["key"]) == (409, "election-withdrawn")


def test_a_wish_to_end_a_period_is_dropped_and_asked_for_anew(desk):
    valid = decided(desk)
    way, reason = f"/elections/{valid['id']}", {"reason": "Der Wahltag wurde verlegt."}
    early = desk[0].post(f"{way}/keep")
    assert (early.status_code, early.json()["key"]) == (409, "election-not-ending")
    desk[0].post(f"{way}/withdraw", reason)
    kept = desk[0].post(f"{way}/keep").json()
    assert (kept["state"], kept["ending_by"]) == ("coming", None)
    assert desk[1].post(f"{way}/withdraw", reason).json()["state"] == "coming"
    assert quiet_at("2037-03-01T12:00") == ["Musterland"]
    assert desk[0].post(f"{way}/withdraw", reason).json()["state"] == "withdrawn"
    told = fetch("select action from event where object_id = :id order by id", id=valid["id"])
    assert [row.action for row in told][3] == "election.keep"


def test_every_step_is_an_event_with_its_days(desk):
    election = decided(desk)
    for person in desk:
        person.post(f"/elections/{election['id']}/withdraw", {"reason": "Verlegt."})
    told = fetch("select action, body from event where object_id = :id order by id", id=election["id"])
    assert [row.action for row in told] == [
        "election.propose",
        "election.confirm",
        "election.propose_withdrawal",
        "election.withdraw",
    ]
    assert {row.body["quiet_from"] for row in told} == {"2036-12-29"}


def test_the_list_says_where_each_period_stands_today(desk):
    today = clock.today()
    days = {
        "over": (today - timedelta(days=1), today - timedelta(days=30), today - timedelta(days=1)),
        "running": (today, today, today),
        "coming": (today + timedelta(days=9), today + timedelta(days=1), today + timedelta(days=9)),
    }
    for name, (day, begin, end) in days.items():
        decided(desk, territory=name, day=str(day), quiet_from=str(begin), quiet_to=str(end))
    rows = desk[0].get("/elections").json()["items"]
    assert {row["territory"]: row["state"] for row in rows if row["territory"] in days} == {
        name: name for name in days
    }


def test_whoever_is_not_of_the_desk_sees_periods_and_decides_none(client, desk):
    decided(desk)
    lead = Person(client, "mb.lead")
    assert lead.get("/elections").json()["items"]
    assert lead.post("/elections", ELECTION).status_code == 403


def test_a_cause_is_part_of_a_revision_and_travels_with_it(client):
    mb = Person(client, "mb")
    post = mb.write(cause="deadline")
    assert post["cause"] == "deadline"
    changed = mb.patch(f"/posts/{post['id']}", {"text": "Frist bis Freitag."}).json()
    assert changed["cause"] == "deadline"
    cleared = mb.patch(f"/posts/{post['id']}", {"cause": None}).json()
    assert cleared["cause"] is None
    revisions = mb.get(f"/posts/{post['id']}/revisions").json()["items"]
    assert [row["cause"] for row in revisions] == [None, "deadline", "deadline"]
    assert mb.post("/posts", {"cause": "because"}).status_code == 422
