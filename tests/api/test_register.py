"""The register over the API: organisations and channels as the Drucksache printed them, ended ones included."""

import pytest

from tests.api.parts import assert_problem

ORGANISATION = {"id", "abbreviation", "name", "kind", "parent"}
CHANNEL = {
    "id",
    "platform",
    "organisation",
    "scope",
    "state",
    "url",
    "handle",
    "since",
    "until",
    "end_reason",
    "approval_mode",
    "limit",
    "history",
}
PEOPLE = ("mb", "mb.lead", "desk1", "kanal", "revision", "admin")


@pytest.fixture(scope="module")
def channels(everyone):
    rows = everyone("mb").get("/channels", limit=100).json()["items"]
    return {row["label"]: row for row in rows}


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_signed_in_reads_the_register(everyone, name):
    organisations, found = everyone(name).get("/organisations"), everyone(name).get("/channels", limit=100)
    assert len(organisations.json()["items"]) == 23
    assert len(found.json()["items"]) == 57
    channel = found.json()["items"][0]
    assert everyone(name).get(f"/channels/{channel['id']}").json() == channel


def test_organisations_form_a_tree(everyone):
    rows = {row["abbreviation"]: row for row in everyone("mb").get("/organisations").json()["items"]}
    assert all(set(row) == ORGANISATION for row in rows.values())
    assert rows["MB"] | {"id": ""} == {
        "id": "",
        "abbreviation": "MB",
        "name": "Ministerium für Bildung",
        "kind": "ministry",
        "parent": None,
    }
    tourism = rows["IMG / Tourismus"]
    assert (tourism["kind"], tourism["parent"], rows["IMG"]["parent"]) == ("division", "IMG", "MW")
    assert list(rows) == sorted(rows)
    assert {row["kind"] for row in rows.values()} == {"ministry", "authority", "company", "division"}


def test_channels_carry_every_field(channels):
    assert len(channels) == 57
    assert all(set(row) >= CHANNEL for row in channels.values())
    for row in channels.values():
        for name in ("url", "handle", "since", "until", "end_reason"):
            assert row[name] is None or (isinstance(row[name], str) and row[name]), (row["label"], name)


def test_dates_come_in_the_precision_printed(channels):
    printed = channels["Twitter @mwsachsenanhalt"]
    assert printed["since"] == "2016-09"
    assert printed["history"] == [
        {"state": "reserved", "since": "2016-09", "reason": "geblockt"},
        {"state": "active", "since": "2019-03", "reason": None},
    ]
    gone = channels["Google+ IMG"]
    assert (gone["platform"], gone["since"], gone["until"]) == ("google_plus", "2013", "2019-04")
    assert gone["state"] == "discontinued"
    assert "Stilllegung im April 2019" in gone["end_reason"]
    assert gone["url"] is None
    days = {row["since"] for row in channels.values() if row["since"]} | {
        row["until"] for row in channels.values() if row["until"]
    }
    assert {len(day) for day in days} == {4, 7, 10}
    assert "2019-05-26" in days


def test_addresses_stay_as_printed(channels):
    addresses = [row["url"] for row in channels.values() if row["url"]]
    assert any("instragram.com" in address for address in addresses)
    assert channels["Landesportal"]["url"] is None


def test_the_demo_channels_say_how_they_are_approved(channels):
    portal, console = channels["Landesportal"], channels["Konsole MB"]
    assert (portal["scope"], portal["approval_mode"], portal["platform"], portal["state"]) == (
        "central",
        "central",
        "portal",
        "active",
    )
    assert (console["scope"], console["approval_mode"], console["organisation"], console["limit"]) == (
        "own",
        "ministry",
        "MB",
        500,
    )


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("scope", "central", 6),
        ("scope", "own", 51),
        ("platform", "twitter", 16),
        ("platform", "google_plus", 1),
        ("platform", "telegram", 0),
        ("state", "active", 53),
        ("state", "discontinued", 1),
        ("state", "planned", 0),
        ("organisation", "MW", 3),
        ("organisation", "IMG / Tourismus", None),
        ("organisation", "mw", 0),
        ("organisation", "niemand", 0),
    ],
)
def test_channels_can_be_filtered(everyone, channels, name, value, count):
    found = everyone("mb").get("/channels", limit=100, **{name: value}).json()["items"]
    expected = [row for row in channels.values() if row[name] == value]
    assert found == expected
    assert count is None or len(found) == count


def test_filters_add_up(everyone):
    found = (
        everyone("mb")
        .get("/channels", organisation="MW", platform="twitter", state="active", scope="own")
        .json()
    )
    assert [row["label"] for row in found["items"]] == ["Twitter @mwsachsenanhalt"]


def test_without_state_ended_channels_are_included(channels):
    states = [row["state"] for row in channels.values()]
    assert {"deactivated", "transferred", "discontinued", "active"} <= set(states)


def test_an_unknown_channel_is_a_404(everyone):
    assert_problem(everyone("mb").get("/channels/01890000-0000-7000-8000-000000000000"), 404, "not-found")
