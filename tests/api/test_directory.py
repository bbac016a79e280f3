"""The public directory: every official channel and no other, nobody who works on it, and whether an account is one."""

from datetime import timedelta

import pytest

from app import clock
from app.main import create_app
from app.queries.directory import CONFIRMED_FOR
from tests.api.parts import assert_problem, limited, run
from tests.api.test_channel_life import events, planned, prepared, step

ADDRESS = {"platform": "mastodon", "url": "https://social.land.example/@ausbildung", "handle": "ausbildung"}
SEEN = {
    "id",
    "label",
    "platform",
    "platform_name",
    "organisation",
    "organisation_name",
    "state",
    "url",
    "handle",
    "since",
    "until",
    "end_reason",
    "confirmed_on",
    "is_confirmed",
}


@pytest.fixture
def ask(visitor):
    """Ask as somebody who is not signed in."""

    def get(path="", headers=None, **query):
        return visitor.get(f"/api/v1/directory{path}", params=query, headers=headers or {})

    return get


@pytest.fixture
def labels(ask):
    def find(**query):
        found, after = [], None
        while True:
            page = ask(**query, limit=20, **({"after": after} if after else {})).json()
            found += [row["label"] for row in page["items"]]
            if (after := page["next"]) is None:
                return found

    return find


@pytest.fixture
def check(ask):
    def answer(account):
        told = ask("/check", q=account).json()
        return told["official"], [row["label"] for row in told["entries"]]

    return answer


def test_everybody_reads_every_channel_of_the_drucksache_and_nothing_about_people(ask, labels):
    assert len(labels()) >= 50
    page = ask(limit=100)
    assert page.status_code == 200
    assert all(set(row) == SEEN for row in page.json()["items"])
    ended = {row["label"]: row for row in page.json()["items"]}["Facebook natura2000lsa"]
    assert ended["state"] == "deactivated"
    assert (ended["until"], ended["is_confirmed"]) == ("2019-06-30", True)
    assert "Entscheidung der StK" in ended["end_reason"]
    assert "@redaktion.example" not in page.text


def test_what_is_looked_for_is_found_by_word_platform_body_and_whether_it_ended(labels):
    assert labels(q="bildung", platform="twitter", organisation="MB") == ["Twitter @MBSachsenAnhalt"]
    assert labels(q="polizei_md") == ["Twitter @Polizei_MD"]
    assert labels(q="100%") == []
    running, ended = labels(status="running"), labels(status="ended")
    assert sorted(running + ended) == sorted(labels())
    assert "Facebook natura2000lsa" in ended


def test_an_account_is_official_was_official_or_is_not(check):
    assert check("https://mobile.twitter.com/mpsachsenanhalt") == ("no", [])
    assert check("https://x.com/MP_Haseloff/status/1") == ("yes", ["Twitter @MP_Haseloff"])
    assert check("https://m.facebook.com/natura2000lsa") == ("formerly", ["Facebook natura2000lsa"])
    assert check("https://facebook.com.gewinn.example/natura2000lsa") == ("no", [])
    assert check("@moderndenken") == ("yes", ["Instagram @moderndenken"])


def test_where_only_a_short_address_is_known_it_is_named_to_compare(ask):
    told = ask("/check", q="https://www.youtube.com/user/Irgendwer").json()
    assert told["official"] == "no"
    assert "YouTube Land.Sachsen.Anhalt" in {row["label"] for row in told["compare"]}
    assert ask("/check", q="https://gewinn.example/a").json()["compare"] == []


def test_what_is_only_planned_stays_inside_even_when_it_ends_unopened(everyone, labels, check):
    lead = everyone("mb.lead")
    quiet = planned(lead, label="Still und leise", **ADDRESS | {"url": "https://social.land.example/@still"})
    for state in ("planned", "reserved", "ended"):
        if state == "reserved":
            step(lead, quiet, "reserve")
        if state == "ended":
            step(lead, quiet, "discontinue", reason="Doch nicht.")
        assert "Still und leise" not in labels()
        assert check("https://social.land.example/@still") == ("no", [])


def test_a_channel_appears_when_it_opens_and_stays_when_it_ends(everyone, labels, check):
    lead = everyone("mb.lead")
    channel = prepared(lead, label="Ausbildung im Netz", **ADDRESS)
    assert "Ausbildung im Netz" not in labels()
    step(lead, channel, "activate")
    assert check("@ausbildung@social.land.example") == ("yes", ["Ausbildung im Netz"])
    step(lead, channel, "pause", reason="Sommerpause.")
    assert check(ADDRESS["url"]) == ("yes", ["Ausbildung im Netz"])
    step(lead, channel, "discontinue", reason="Zu wenig genutzt.")
    assert check(ADDRESS["url"]) == ("formerly", ["Ausbildung im Netz"])
    assert "Ausbildung im Netz" in labels(status="ended")


def test_an_entry_nobody_confirmed_for_six_months_is_marked(everyone, ask):
    manager, account = everyone("kanal"), "@StatistikLSA"

    def entry():
        return ask("/check", q=account).json()["entries"][0]

    channel = entry()["id"]
    assert (entry()["confirmed_on"], entry()["is_confirmed"]) == (None, False)
    assert_problem(everyone("mb").post(f"/channels/{channel}/confirm"), 403)
    assert manager.post(f"/channels/{channel}/confirm").json()["channel"]["confirmed_on"] == str(
        clock.today()
    )
    assert entry()["is_confirmed"]
    assert "channel.confirm" in events(channel)
    for days, is_confirmed in ((CONFIRMED_FOR.days, True), (CONFIRMED_FOR.days + 1, False)):
        day = clock.today() - timedelta(days=days)
        run("update channel set confirmed_on = :day where id = :id", id=channel, day=day)
        assert entry()["is_confirmed"] is is_confirmed


def test_whoever_has_it_already_is_told_that_nothing_changed(everyone, ask):
    first = ask("/check", q="@LpBLSA")
    known = {"If-None-Match": first.headers["etag"]}
    again = ask("/check", q="@LpBLSA", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    channel = first.json()["entries"][0]["id"]
    everyone("kanal").post(f"/channels/{channel}/confirm")
    assert ask("/check", q="@LpBLSA", headers=known).status_code == 200
    page = ask(limit=1)
    assert ask(limit=1, headers={"If-None-Match": page.headers["etag"]}).status_code == 304


def test_who_asks_too_often_waits(ask):
    with limited(lookups_per_address=2):
        assert [ask(limit=1).status_code for _ in range(2)] == [200, 200]
        refused = ask("/check", q="@land")
        assert_problem(refused, 429, "too-often")
        assert int(refused.headers["retry-after"]) > 0


def test_what_cannot_be_asked_is_refused(ask):
    for query in ({"status": "halb"}, {"limit": 0}, {"after": "eins"}):
        assert_problem(ask(**query), 422)
    for account in ("", " ", "\u202e"):
        assert_problem(ask("/check", q=account), 422)


def test_a_channel_that_has_not_opened_or_has_ended_is_not_confirmed(everyone):
    lead = everyone("mb.lead")
    channel = planned(lead, label="Noch nicht offen")
    refused = assert_problem(lead.post(f"/channels/{channel}/confirm"), 409)
    assert refused["key"] == "wrong-state"
    assert everyone("desk1").get(f"/channels/{channel}").json()["confirmed_on"] is None


def test_the_directory_is_described_as_open_to_everybody():
    paths = create_app().openapi()["paths"]
    for path in ("/api/v1/directory", "/api/v1/directory/check"):
        assert "security" not in paths[path]["get"]
        assert {"200", "304", "429"} <= set(paths[path]["get"]["responses"])
