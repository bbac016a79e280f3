"""What nobody should send: a clear problem each, and nothing stored."""

import json

import pytest

from tests.api.parts import assert_problem, count_rows, fingerprint, only, run
from tests.factories import API, soon

BIDI = "\u202e"
INVISIBLE = [
    "\x00",
    "\x07",
    "\x1b",
    "\x7f",
    "\x85",
    BIDI,
    "\u2066",
    "\u200e",
    "\u200b",
    "\ufeff",
    "\u2028",
    "\ue000",
]
UNKNOWN = "01890000-0000-7000-8000-000000000000"


def draft(person, channel="Landesportal", **fields):
    row = {"channel_id": person.channel(channel), "proposed_at": soon()}
    return {"organisation": "MB", "title": "Titel", "text": "Text", "deliveries": [row]} | fields


@pytest.fixture
def unchanged(everyone):
    """Nothing may be stored by what the test does after asking for this."""
    for name in ("mb", "desk1", "mb.lead"):
        everyone(name)
    before = fingerprint(), count_rows()
    yield
    assert (fingerprint(), count_rows()) == before


def refuse(person, body, status=422, key=None, path="/posts"):
    return assert_problem(person.post(path, body), status, key)


@pytest.mark.parametrize(
    ("fields", "field", "key"),
    [
        ({"text": "x" * 200_000}, "text", "string-too-long"),
        ({"text": "x" * 10_001}, "text", "string-too-long"),
        ({"title": "x" * 201}, "title", "string-too-long"),
        ({"note_to_desk": "x" * 2_001}, "note_to_desk", "string-too-long"),
        ({"text": ""}, "text", "text.empty"),
        ({"text": " \n\t "}, "text", "text.empty"),
        ({"title": "\u00a0"}, "title", "text.empty"),
        ({"text": 5}, "text", "string-type"),
        ({"text": {"a": 1}}, "text", "string-type"),
        ({"title": None}, "title", "string-type"),
        ({"organisation": "XYZ"}, "organisation", "organisation-unknown"),
        ({"organisation": "mb"}, "organisation", "organisation-unknown"),
        ({"organisation": ""}, "organisation", "string-too-short"),
        ({"organisation": "MB\x00"}, "organisation", "text.control"),
        ({"organisation": 10**400}, "organisation", "string-type"),
        ({"joint_with": ["MB"]}, "joint_with.0", "organisation-doubled"),
        ({"joint_with": ["MW", "MS", "MW"]}, "joint_with.2", "organisation-doubled"),
        ({"joint_with": ["MW", "XYZ"]}, "joint_with.1", "organisation-unknown"),
        ({"joint_with": ["M\x00W"]}, "joint_with.0", "text.control"),
        ({"joint_with": ["MW"] * 11}, "joint_with", "too-long"),
        ({"joint_with": "MW"}, "joint_with", "list-type"),
        ({"alternative_url": "javascript:alert(1)"}, "alternative_url", "url.invalid"),
        ({"alternative_url": "https://"}, "alternative_url", "url.invalid"),
        ({"alternative_url": "https://[::1"}, "alternative_url", "url.invalid"),
        ({"alternative_url": "https://a.de:99999/"}, "alternative_url", "url.invalid"),
        ({"alternative_url": "https://a.de/ b"}, "alternative_url", "url.invalid"),
        ({"alternative_url": "www.sachsen-anhalt.de"}, "alternative_url", "url.invalid"),
        ({"urgent": True}, "urgent", "unknown-field"),
        ({"deliveries": None}, "deliveries", "list-type"),
        ({"deliveries": {}}, "deliveries", "list-type"),
        ({"deliveries": ["portal"]}, "deliveries.0", "model-attributes-type"),
        ({"deliveries": [{}] * 10_000}, "deliveries", "too-long"),
        ({"deliveries": [[]] * 10_000}, "deliveries", "too-long"),
    ],
)
def test_a_field_that_is_wrong_is_named(everyone, unchanged, fields, field, key):
    mb = everyone("mb")
    told = refuse(mb, draft(mb, **fields), key=key)
    assert [(issue["field"], issue["key"]) for issue in told["issues"]] == [(field, key)]
    assert len(json.dumps(told)) < 5_000


def test_ten_thousand_deliveries_are_refused(everyone, unchanged):
    mb = everyone("mb")
    row = {"channel_id": mb.channel("Landesportal"), "proposed_at": soon()}
    assert_problem(mb.post("/posts", draft(mb, deliveries=[row] * 10_000)), 413, "too-large")
    refuse(mb, draft(mb, deliveries=[row] * 1_000), key="too-long")


def test_a_missing_field_is_named(everyone, unchanged):
    mb = everyone("mb")
    for name in ("organisation", "title", "text", "deliveries"):
        body = draft(mb)
        del body[name]
        told = refuse(mb, body, key="missing")
        assert [issue["field"] for issue in told["issues"]] == [name]
    for name in ("channel_id", "proposed_at"):
        body = draft(mb)
        del body["deliveries"][0][name]
        assert refuse(mb, body, key="missing")["issues"][0]["field"] == f"deliveries.0.{name}"


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda character: f"U+{ord(character):04X}")
@pytest.mark.req("LI-03")
def test_invisible_characters_are_shown_and_refused_in_every_text(everyone, unchanged, character):
    mb = everyone("mb")
    text = f"Vor{character}nach"
    name = f"U+{ord(character):04X}"
    for field in ("title", "text", "note_to_desk"):
        told = refuse(mb, draft(mb, **{field: text}), key="text.control")
        assert told["issues"][0]["field"] == field
        assert told["issues"][0]["context"]["character"] == name
        assert name in told["issues"][0]["context"]["message"]
    body = draft(mb)
    body["deliveries"][0]["text"] = text
    assert refuse(mb, body, key="text.control")["issues"][0]["field"] == "deliveries.0.text"
    refuse(mb, draft(mb, alternative_url=f"https://a.de/{character}"), key="text.control")


def test_invisible_characters_are_refused_in_every_reason(everyone):
    mb, desk, lead = everyone("mb"), everyone("desk1"), everyone("mb.lead")
    post, plain = mb.submit(mb.write()), mb.write()
    sign, bad = only(post)["id"], "Vor\x00nach"
    before = fingerprint()
    for person, path, body in (
        (mb, f"/posts/{plain['id']}/submit", {"justifications": [{"rule": bad, "text": "x"}]}),
        (mb, f"/posts/{plain['id']}/submit", {"justifications": [{"rule": "x", "text": bad}]}),
        (mb, f"/posts/{post['id']}/withdraw", {"reason": bad}),
        (desk, f"/posts/{post['id']}/request-changes", {"ground": "factual", "reason": bad}),
        (desk, f"/posts/{post['id']}/reject", {"ground": "other", "reason": bad}),
        (desk, f"/posts/{post['id']}/approve", {"revision_sha256": "\x00"}),
        (mb, f"/deliveries/{sign}/cancel", {"reason": bad}),
        (desk, f"/deliveries/{sign}/hold", {"reason": bad}),
        (lead, f"/deliveries/{sign}/take-down", {"reason": bad}),
        (desk, "/stops", {"scope": "all", "reason": bad}),
        (desk, f"/stops/{UNKNOWN}/lift", {"reason": bad}),
    ):
        answer = person.post(path, body)
        assert answer.status_code in {409, 422}, path
        assert_problem(answer, answer.status_code)
    for field in ("title", "text", "note_to_desk", "alternative_url"):
        assert_problem(mb.patch(f"/posts/{plain['id']}", {field: bad}), 422)
    assert fingerprint() == before


def test_emoji_and_line_breaks_are_no_tricks(everyone):
    mb = everyone("mb")
    text = "Erste Zeile\r\nzweite\tZeile 👩‍👧‍👦 ❤️"
    post = mb.write(text=text)
    assert post["text"] == text.replace("\r\n", "\n")


def test_texts_are_kept_in_one_form(everyone):
    post = everyone("mb").write(title="Scho\u0308n", text="Gru\u0308ße", note_to_desk="fu\u0308r")
    assert (post["title"], post["text"], post["note_to_desk"]) == ("Schön", "Grüße", "für")
    assert only(post)["length"] == len("Grüße (MB)")


@pytest.mark.parametrize("field", ["title", "text", "organisation", "note_to_desk", "alternative_url"])
def test_half_characters_are_refused(everyone, unchanged, field):
    mb = everyone("mb")
    content = json.dumps(draft(mb, **{field: "PLATZ"})).replace("PLATZ", "\\ud800").encode()
    headers = mb.headers | {"Content-Type": "application/json"}
    told = assert_problem(mb.client.post(f"{API}/posts", content=content, headers=headers), 422)
    assert told["issues"][0]["field"] == field


def channel_of(everyone, label):
    return UNKNOWN if label is None else everyone("mb").channel(label)


@pytest.mark.parametrize(
    ("label", "key"),
    [
        (None, "channel-unknown"),
        ("Twitter @MBSachsenAnhalt", "channel-not-connected"),
        ("Twitter @sachsenanhalt", "channel-not-connected"),
        ("Facebook land.sachsen.anhalt", "channel-closed"),
        ("Google+ IMG", "channel-foreign"),
        ("Konsole MW", "channel-foreign"),
        ("Twitter @mwsachsenanhalt", "channel-foreign"),
    ],
)
def test_a_channel_that_cannot_be_used_is_named(everyone, unchanged, label, key):
    mb = everyone("mb")
    good = draft(mb)["deliveries"][0]
    rows = [good, {"channel_id": channel_of(everyone, label), "proposed_at": soon()}]
    told = refuse(mb, draft(mb, deliveries=rows), key=key)
    assert [issue["field"] for issue in told["issues"]] == ["deliveries.1.channel_id"]


def test_an_ended_channel_of_ones_own_is_closed(everyone):
    mw = everyone("mw")
    body = draft(mw, "Google+ IMG", organisation="IMG / Standortmarketing")
    refuse(mw, body, key="channel-closed")


def test_the_same_channel_twice_is_refused(everyone, unchanged):
    mb = everyone("mb")
    row = draft(mb)["deliveries"][0]
    told = refuse(mb, draft(mb, deliveries=[row, row]), key="channel-doubled")
    assert told["issues"][0]["field"] == "deliveries.1.channel_id"


def test_another_ministrys_abbreviation_is_refused(everyone, unchanged):
    mb = everyone("mb")
    told = refuse(mb, draft(mb, organisation="MW"), 403, "not-allowed")
    assert told["issues"][0]["field"] == "organisation"


@pytest.mark.parametrize("seconds", [-61, -3600, -(10**9)])
def test_a_past_time_is_refused(everyone, unchanged, seconds):
    mb = everyone("mb")
    body = draft(mb)
    body["deliveries"][0]["proposed_at"] = soon(seconds)
    told = refuse(mb, body, key="time.past")
    assert told["issues"][0]["field"] == "deliveries.0.proposed_at"


def test_a_change_that_is_wrong_changes_nothing(everyone):
    mb = everyone("mb")
    post = mb.write()
    row = draft(mb)["deliveries"][0]
    before = fingerprint()
    for change in (
        {"text": "x" * 20_000},
        {"title": ""},
        {"joint_with": ["MB"]},
        {"joint_with": ["XYZ"]},
        {"alternative_url": "ftp://a.de"},
        {"deliveries": [row, row]},
        {"deliveries": [row | {"channel_id": UNKNOWN}]},
        {"deliveries": [row | {"channel_id": mb.channel("Konsole MW")}]},
        {"deliveries": [row | {"proposed_at": soon(-70)}]},
        {"deliveries": [row | {"proposed_at": "2099-10-25T02:30:00"}]},
        {"deliveries": [row | {"state": "sent"}]},
        {"title": "gut", "text": None},
    ):
        assert_problem(mb.patch(f"/posts/{post['id']}", change), 422)
    assert fingerprint() == before


def test_a_cancelled_channel_does_not_come_back(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = desk.approve(mb.submit(mb.write(channels=["Landesportal"])))
    row = {"channel_id": mb.channel("Konsole MB"), "proposed_at": soon()}
    mb.patch(f"/posts/{post['id']}", {"deliveries": [row]})
    told = assert_problem(mb.patch(f"/posts/{post['id']}", {"deliveries": draft(mb)["deliveries"]}), 422)
    assert (told["key"], told["issues"][0]["field"]) == ("delivery-cancelled", "deliveries.0.channel_id")


def test_a_channel_that_closed_in_the_meantime_is_not_approved(office, people):
    mb, desk = people("mb"), people("desk1")
    post = mb.submit(mb.write())
    run("update channel set state = 'paused' where label = 'Landesportal'")
    body = {"revision_sha256": post["revision"]["sha256"]}
    before = fingerprint()
    assert_problem(desk.post(f"/posts/{post['id']}/approve", body), 422, "channel-closed")
    assert fingerprint() == before
