"""Yearly evaluation, reminders exactly once per interval, and what a new channel asks of its body's concept."""

from datetime import date, timedelta

import pytest

from app import clock, db
from app.actions.evaluations import remind_of_evaluations, remind_of_reviews
from app.models.concept import a_year_after
from tests.api.parts import assert_problem, fetch, run
from tests.api.test_channel_life import day, describe, planned
from tests.api.test_concepts import issue, whole
from tests.concepts import right

SAID = {"goes_on": True, "whether": "Sie erreichen Eltern.", "how": "Wie bisher."}


def issued(person, as_of=None):
    concept, channel = whole(person), planned(person)
    right(describe(person, channel), 200)
    right(issue(person, concept, as_of), 201)
    return concept


def told(kind):
    return [
        row for (row,) in fetch("select context from notification where kind = :kind order by id", kind=kind)
    ]


def look(today, times=2):
    for _ in range(times):
        with db.transaction() as session:
            remind_of_evaluations(session, today=today)


def evaluate(person, concept, on, **said):
    return person.post("/evaluations", SAID | {"concept_id": concept, "evaluated_on": on} | said)


def test_a_body_is_reminded_once_for_each_year_and_not_again_when_mails_are_forgotten(people):
    lead = people("mb.lead")
    concept = issued(lead, "2026-05-31")
    look(date(2027, 5, 30))
    assert told("concept.evaluation_due") == []
    look(date(2027, 5, 31))
    run("delete from notification")
    look(date(2028, 2, 1))
    assert told("concept.evaluation_due") == []
    right(evaluate(lead, concept, day()), 201)
    due = a_year_after(clock.today())
    look(due - timedelta(days=1))
    assert told("concept.evaluation_due") == []
    look(due)
    assert [row["due_on"] for row in told("concept.evaluation_due")] == [due.isoformat()]


def test_the_reminder_is_no_change_of_the_concept(people):
    lead = people("mb.lead")
    concept = issued(lead, "2020-05-31")
    before = lead.get(f"/concepts/{concept}").headers["ETag"]
    look(clock.today())
    assert len(told("concept.evaluation_due")) == 1
    assert lead.get(f"/concepts/{concept}").headers["ETag"] == before


def test_the_overdue_are_found_until_they_are_evaluated(people):
    lead, desk = people("mb.lead"), people("desk1")
    concept = issued(lead, "2020-05-31")
    (row,) = desk.get("/concepts", overdue=True).json()["items"]
    assert (row["id"], row["evaluate_by"]) == (concept, "2021-05-31")
    assert_problem(evaluate(lead, concept, "2999-01-01"), 422, "day-to-come")
    assert_problem(evaluate(desk, concept, day()), 403)
    made = right(evaluate(lead, concept, day(), goes_on=False), 201)
    assert desk.get("/evaluations").json()["items"] == [made]
    assert desk.get("/concepts", overdue=True).json()["items"] == []
    events = fetch("select action from event where object_id = :id order by id", id=concept)
    assert events[-1] == ("concept.evaluate",)


def test_a_new_channel_is_told_to_the_body_whose_concept_lacks_it(people):
    lead = people("mb.lead")
    concept = issued(lead)
    assert told("concept.outdated") == []
    new = planned(lead, label="Lehrkräfte gesucht")
    assert told("concept.outdated") == [{"concept": "Nutzungskonzept MB", "channel": "Lehrkräfte gesucht"}]
    assert lead.get(f"/concepts/{concept}").json()["not_covered"].count(new) == 1
    describe(lead, new)
    right(issue(lead, concept), 201)
    assert new not in lead.get(f"/concepts/{concept}").json()["not_covered"]


def test_the_desk_is_reminded_once_when_a_stop_is_to_be_reviewed(people):
    stop = {
        "effect": "paused",
        "legal_reason": "Nicht zulässig.",
        "review_on": day(30),
        "condition": "Vereinbarung.",
    }
    assert people("desk1").post("/platforms/vimeo/stop", stop).status_code == 200
    for days, expected in ((29, 0), (30, 1), (31, 1)):
        with db.transaction() as session:
            remind_of_reviews(session, today=clock.today() + timedelta(days=days))
        assert len(told("platform.review_due")) == expected


@pytest.mark.parametrize(
    ("day_", "later"),
    [("2026-05-31", "2027-05-31"), ("2028-02-29", "2029-02-28"), ("2027-02-28", "2028-02-28")],
)
def test_a_year_later_is_the_same_day_and_the_day_before_where_there_is_none(day_, later):
    assert a_year_after(date.fromisoformat(day_)) == date.fromisoformat(later)
