"""Reports on what the newsroom did: posts by week, punctuality, how long decisions took, removals; whose eyes see what."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.api.parts import assert_problem, only
from tests.factories import soon

BERLIN = ZoneInfo("Europe/Berlin")
SPAN = {"since": "2026-03-23", "until": "2026-04-05"}
"""Two weeks with the night in which the clocks go forward."""


@pytest.fixture
def sent(people, force):
    """Let a post of a ministry go out on a channel at a Berlin wall time, so many seconds late."""

    def publish(ministry, at, *, late=0.0, channel="Landesportal", url=None):
        author = people(ministry.lower())
        fields = {"alternative_url": url} if url else {}
        post = author.write(channels=(channel,), title=f"Bericht {at}", at=soon(3600), **fields)
        approver = people("desk1" if channel == "Landesportal" else f"{ministry.lower()}.lead")
        approved = approver.approve(author.submit(post))
        instant = datetime.fromisoformat(at).replace(tzinfo=BERLIN)
        force(
            "update delivery set state = 'sent', remote_id = id::text, due_at = :due, sent_at = :sent where id = :id",
            id=only(approved)["id"],
            due=instant,
            sent=instant + timedelta(seconds=late),
        )
        return approved

    return publish


def test_a_post_counts_once_in_the_week_of_berlin_in_which_it_first_went_out(people, sent):
    sent("MB", "2026-03-29T23:30:00", url="https://mb.example/schule")
    sent("MB", "2026-03-30T00:30:00")
    sent("MB", "2026-04-02T10:00:00", channel="Konsole MB")
    sent("MB", "2026-04-06T00:00:00")
    report = people("desk1").get("/reports/posts", **SPAN).json()
    assert [tuple(row.values()) for row in report["items"]] == [
        ("2026-03-23", "MB", 1, 1, 1),
        ("2026-03-30", "MB", 2, 1, 0),
    ]
    assert "MB" not in {row["organisation"] for row in report["silent"]}
    assert {row["last_at"] for row in report["silent"]} == {None}


def test_a_ministry_that_was_silent_is_named_with_its_last_post(people, sent):
    sent("MB", "2026-03-01T10:00:00")
    silent = people("desk1").get("/reports/posts", **SPAN).json()["silent"]
    assert silent[-1] == {"organisation": "MB", "last_at": "2026-03-01T09:00:00Z"}


def test_lateness_is_told_by_channel(people, sent):
    for number, late in enumerate((0.5, 1.5, 90.0)):
        sent("MB", f"2026-03-2{number + 4}T10:00:00", late=late)
    (row,) = people("desk1").get("/reports/punctuality", **SPAN).json()["items"]
    assert (row["channel"], row["sent"], row["punctual"]) == ("Landesportal", 3, 2)
    assert (row["median_s"], row["worst_s"]) == (1.5, 90.0)
    assert 80 < row["p95_s"] < 90


def test_how_long_the_first_approval_took_and_what_came_back(people, force):
    mb, desk = people("mb"), people("desk1")
    quick = mb.submit(mb.write(title="Schnell"))
    slow = mb.submit(mb.write(title="Langsam"))
    for post, hours in ((quick, 1), (slow, 3)):
        force(
            "update event set at = now() - make_interval(hours => :hours) where post_id = :id and action = 'post.submit'",
            id=post["id"],
            hours=hours,
        )
        desk.approve(post)
    back = mb.submit(mb.write(title="Zurück"))
    body = {"ground": "wording", "reason": "Bitte kürzer."}
    assert desk.post(f"/posts/{back['id']}/request-changes", body).status_code == 200
    today = f"{date.today()}"  # noqa: DTZ011 - the days around midnight are asked for, too
    span = {
        "since": f"{date.fromisoformat(today) - timedelta(days=1)}",
        "until": f"{date.fromisoformat(today) + timedelta(days=1)}",
    }
    (row,) = desk.get("/reports/decisions", **span).json()["items"]
    assert (row["organisation"], row["approved"], row["sent_back"]) == ("MB", 2, 1)
    assert (round(row["median_h"], 1), round(row["p90_h"], 1)) == (2.0, 2.8)


def test_cases_are_counted_by_body_and_ground(people, sent, force):
    post = sent("MB", "2026-03-24T10:00:00")
    body = {
        "post_id": post["id"],
        "kind": "removal",
        "ground": "party_political",
        "quote": "Mehr dazu auf dem Landesportal.",
        "remedy": "Bitte den Verweis entfernen.",
    }
    case = people("desk1").post("/takedowns", body)
    assert case.status_code == 201, case.text
    force("update takedown set opened_at = '2026-03-25T10:00:00Z'")
    (row,) = people("desk1").get("/reports/takedowns", **SPAN).json()["items"]
    assert row == {
        "organisation": "MB",
        "ground": "party_political",
        "opened": 1,
        "hints": 0,
        "executed": 0,
        "running": 1,
    }


def test_a_ministry_reads_of_itself_only_and_technicians_nothing(people, sent):
    sent("MB", "2026-03-24T10:00:00")
    assert people("mf").get("/reports/posts", **SPAN).json()["items"] == []
    assert people("mf").get("/reports/posts", **SPAN, organisation="MB").json()["items"] == []
    assert {row["organisation"] for row in people("mf").get("/reports/posts", **SPAN).json()["silent"]} <= {
        "MF"
    }
    assert len(people("mb").get("/reports/posts", **SPAN).json()["items"]) == 1
    for name in ("posts", "punctuality", "decisions", "takedowns"):
        assert_problem(people("admin").get(f"/reports/{name}", **SPAN), 403, "not-allowed")


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-03-23", "2026-03-22", ("until", "days-end-early")),
        ("2026-03-23", "2028-03-22", ("until", "days-too-many")),
        ("9999-12-01", "9999-12-31", ("since", "days-out-of-reach")),
        ("0001-01-01", "0001-01-07", ("since", "days-out-of-reach")),
    ],
)
@pytest.mark.parametrize("path", ["/reports/posts", "/radar"])
def test_days_that_are_none_too_many_or_beyond_the_calendar_are_refused(people, path, since, until, found):
    answer = people("desk1").get(path, since=since, until=until)
    assert answer.status_code == 422, answer.text
    assert [(row["field"], row["key"]) for row in answer.json()["issues"]] == [found]


def test_every_report_is_a_file_with_german_heads(people, sent):
    sent("MB", "2026-03-24T10:00:00", late=1.5)
    desk = people("desk1")
    text = desk.get("/reports/punctuality", **SPAN, format="csv").text
    assert text.splitlines()[1] == '"Landesportal";"1";"1";"1,50";"1,50";"1,50"'
    for name in ("posts", "punctuality", "decisions", "takedowns"):
        assert desk.get(f"/reports/{name}", **SPAN, format="xlsx").content[:2] == b"PK"
