"""Which privacy notice a channel has, what a new one asks for (R122), and where a channel is embedded (R124)."""

from datetime import timedelta

from app import clock
from tests.api.parts import assert_problem
from tests.api.test_channel_life import CONCEPT, describe, prepared, step
from tests.api.test_concepts import issue, whole
from tests.api.test_evaluations import told
from tests.concepts import right

KIND = "channel.privacy_notice_changed"
NOTICE = {"privacy_url": "https://mb.example/datenschutz", "privacy_version": "Mai 2026"}
VIDEOS = "https://mb.example/videos"


def day(days=0):
    return (clock.today() + timedelta(days=days)).isoformat()


def use(person, channel, **said):
    return right(describe(person, channel, **CONCEPT | said), 200)["use"]


def test_a_new_privacy_notice_is_to_be_put_on_the_platform_and_its_body_told_once(people):
    lead = people("mb.lead")
    channel = prepared(lead)
    assert use(lead, channel, **NOTICE)["privacy_placed_on"] is None
    assert [row["version"] for row in told(KIND)] == ["Mai 2026"]
    assert use(lead, channel, **NOTICE, privacy_placed_on=day(-2))["privacy_placed_on"] == day(-2)
    assert use(lead, channel, **NOTICE, privacy_placed_on=day(-2), topics="Schule")[
        "privacy_placed_on"
    ] == day(-2)
    assert len(told(KIND)) == 1
    newer = NOTICE | {"privacy_version": "Juni 2026"}
    assert use(lead, channel, **newer, privacy_placed_on=day(-2))["privacy_placed_on"] is None
    assert [row["version"] for row in told(KIND)] == ["Mai 2026", "Juni 2026"]
    newest = NOTICE | {"privacy_version": "Juli 2026"}
    assert use(lead, channel, **newest, privacy_placed_on=day())["privacy_placed_on"] == day()
    assert len(told(KIND)) == 2


def test_nobody_is_told_of_a_channel_that_has_ended(people):
    lead = people("mb.lead")
    channel = prepared(lead)
    right(step(lead, channel, "discontinue", reason="Doch nicht."), 200)
    use(lead, channel, **NOTICE)
    assert told(KIND) == []


def test_a_privacy_notice_has_address_and_version_and_no_day_to_come(people):
    lead = people("mb.lead")
    channel = prepared(lead)
    for said, field in (
        ({"privacy_url": NOTICE["privacy_url"]}, "privacy_version"),
        ({"privacy_version": "Mai 2026"}, "privacy_url"),
        ({"privacy_placed_on": day()}, "privacy_url"),
        (NOTICE | {"privacy_placed_on": day(1)}, "privacy_placed_on"),
        ({"embedded_in": ["mb.example"]}, "embedded_in.0"),
    ):
        refused = assert_problem(describe(lead, channel, **CONCEPT | said), 422)
        assert [row["field"] for row in refused["issues"]] == [field]
    assert lead.get(f"/channels/{channel}/life").json()["use"]["privacy_url"] is None


def test_the_concept_names_the_privacy_notice_and_where_a_channel_is_embedded(people):
    lead = people("mb.lead")
    concept = whole(lead)
    channel = prepared(lead)
    use(lead, channel, **NOTICE, embedded_in=[VIDEOS])
    version = right(issue(lead, concept), 201)
    said = lead.get(f"/concept-versions/{version['id']}").text
    assert "https://mb.example/datenschutz (Fassung Mai 2026)" in said
    assert f'["Eingebunden in","{VIDEOS}"]' in said.replace(" ", "").replace(
        "Eingebundenin", "Eingebunden in"
    )
