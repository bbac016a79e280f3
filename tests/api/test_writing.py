"""A ministry writes: drafts, changes, revisions, and what would be sent."""

import pytest

from app import clock
from tests.api.parts import POST, abilities, assert_problem, fingerprint, moment, on, only, proposal
from tests.factories import API, soon

DELIVERY = {
    "id",
    "channel_id",
    "channel",
    "state",
    "hold_reason",
    "proposed_at",
    "due_at",
    "window_s",
    "sent_at",
    "remote_url",
    "text_as_sent",
    "length",
    "limit",
    "message",
}


def test_a_draft_has_every_field_and_its_defaults(everyone):
    mb = everyone("mb")
    body = {"organisation": "MB", "title": "Intern", "text": "Guten Tag.", "deliveries": [proposal(mb)]}
    answer = mb.post("/posts", body)
    assert answer.status_code == 201
    post = answer.json()
    assert answer.headers["location"] == f"{API}/posts/{post['id']}"
    assert set(post) >= POST
    assert (post["organisation"], post["author"]) == ("MB", "Robin Demo (MB)")
    assert (post["title"], post["text"]) == ("Intern", "Guten Tag.")
    assert (post["joint_with"], post["note_to_desk"], post["alternative_url"]) == ([], None, None)
    assert (post["state"], post["message"]) == ("draft", "Entwurf – noch nicht eingereicht.")
    assert post["progress"] == {"sent": 0, "open": 1, "cancelled": 0}
    assert (post["revision"]["number"], len(post["revision"]["sha256"])) == (1, 64)
    assert post["updated_at"].endswith("Z")
    assert abilities(post) == {
        "edit": True,
        "submit": True,
        "withdraw": True,
        "claim": False,
        "unclaim": False,
        "approve": False,
        "request_changes": False,
        "reject": False,
    }
    assert all(set(row) == {"name", "allowed", "reason"} for row in post["actions"])
    assert all((row["reason"] is None) == row["allowed"] for row in post["actions"])


def test_a_delivery_has_its_id_from_the_draft_on(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.write(at="2030-03-01T10:00:00+01:00")
    delivery = only(post)
    assert set(delivery) >= DELIVERY
    assert delivery["message"].startswith("Vorgeschlagen für Fr, 01.03.2030, 10:00 Uhr")
    assert (delivery["state"], delivery["due_at"], delivery["hold_reason"]) == ("proposed", None, None)
    assert (delivery["sent_at"], delivery["remote_url"]) == (None, None)
    assert (delivery["window_s"], delivery["limit"]) == (1800, 5000)
    assert delivery["proposed_at"] == "2030-03-01T09:00:00Z"
    assert delivery["text_as_sent"] == post["text"] + " (MB)"
    assert delivery["length"] == len(delivery["text_as_sent"])
    assert mb.get(f"/deliveries/{delivery['id']}").json().items() >= delivery.items()
    approved = only(desk.approve(mb.submit(post)))
    assert (approved["id"], approved["state"]) == (delivery["id"], "waiting")
    assert approved["due_at"] == delivery["proposed_at"]


def test_urgent_posts_have_five_minutes(everyone):
    mb = everyone("mb")
    urgent = mb.submit(mb.write(), urgent_reason="Warnung vor Hochwasser")
    assert only(urgent)["window_s"] == 300


def test_a_joint_post_is_signed_by_all(everyone):
    post = everyone("mb").write(joint_with=["MW", "LzpB"], text="Gemeinsam. (MB)")
    assert post["joint_with"] == ["MW", "LzpB"]
    assert only(post)["text_as_sent"] == "Gemeinsam. (MB/MW/LzpB)"


def test_a_channel_may_have_its_own_text(everyone):
    mb = everyone("mb")
    rows = [proposal(mb), proposal(mb, "Konsole MB", text="Kürzer.")]
    post = mb.post(
        "/posts", {"organisation": "MB", "title": "T", "text": "Länger.", "deliveries": rows}
    ).json()
    assert on(post, "Landesportal")["text_as_sent"] == "Länger. (MB)"
    assert on(post, "Konsole MB")["text_as_sent"] == "Kürzer. (MB)"


def test_the_lead_and_the_ministry_above_write_for_an_authority(everyone):
    assert everyone("mb.lead").write("LzpB")["organisation"] == "LzpB"
    assert everyone("mw").write("IMG / Tourismus")["organisation"] == "IMG / Tourismus"
    assert only(everyone("mw").write("IMG / Tourismus"))["text_as_sent"].endswith(" (IMG / Tourismus)")


@pytest.mark.parametrize("name", ["mw", "desk1", "kanal", "revision", "admin"])
def test_others_do_not_write_for_a_ministry(everyone, name):
    person = everyone(name)
    body = {"organisation": "MB", "title": "T", "text": "T", "deliveries": [proposal(person)]}
    told = assert_problem(person.post("/posts", body), 403, "not-allowed")
    assert told["issues"][0]["field"] == "organisation"


def test_a_draft_may_wait_for_its_channels(everyone):
    mb = everyone("mb")
    post = mb.write(channels=())
    assert (post["deliveries"], abilities(post)["submit"]) == ([], False)
    assert_problem(mb.post(f"/posts/{post['id']}/submit"), 422, "delivery-missing")
    answer = mb.patch(f"/posts/{post['id']}", {"deliveries": [proposal(mb)]})
    assert abilities(answer.json())["submit"]
    assert mb.submit(post)["state"] == "submitted"


def test_a_draft_without_channels_can_be_withdrawn(everyone):
    mb = everyone("mb")
    empty, emptied = mb.write(channels=()), mb.write()
    assert mb.patch(f"/posts/{emptied['id']}", {"deliveries": []}).json()["deliveries"] == []
    for post in (empty, emptied):
        assert abilities(mb.read(post))["withdraw"]
        assert mb.post(f"/posts/{post['id']}/withdraw").json()["state"] == "withdrawn"


def test_a_check_shows_what_would_be_sent_and_changes_nothing(everyone):
    mb = everyone("mb")
    rows = [proposal(mb, text="Endet fremd. (MW)"), proposal(mb, "Konsole MB", text="x" * 497)]
    body = {"organisation": "MB", "title": "T", "text": "T", "deliveries": rows}
    post = mb.post("/posts", body).json()
    before = fingerprint()
    told = mb.post(f"/posts/{post['id']}/check")
    assert fingerprint() == before
    assert told.status_code == 200
    shown = {row["channel"]: row for row in told.json()["deliveries"]}
    assert shown["Konsole MB"]["text_as_sent"] == "x" * 497 + " (MB)"
    assert (shown["Konsole MB"]["length"], shown["Konsole MB"]["limit"]) == (502, 500)
    issues = {issue["field"]: issue for issue in told.json()["issues"]}
    assert issues["deliveries.1.text"]["key"] == "text.too-long"
    assert issues["deliveries.1.text"]["context"]["length"] == 502
    assert issues["deliveries.0.text"]["key"] == "signature-foreign"
    assert_problem(mb.post(f"/posts/{post['id']}/submit"), 422, "invalid")
    assert mb.read(post)["state"] == "draft"


def test_a_check_leaves_out_what_was_cancelled(everyone):
    mb = everyone("mb")
    post = mb.write(channels=["Landesportal", "Konsole MB"])
    mb.post(f"/deliveries/{on(post, 'Konsole MB')['id']}/cancel")
    told = mb.post(f"/posts/{post['id']}/check").json()
    assert [row["channel"] for row in told["deliveries"]] == ["Landesportal"]
    assert told["issues"] == []


@pytest.mark.parametrize("seconds", [0, -5, -58])
def test_a_time_up_to_a_minute_past_means_now(everyone, seconds):
    mb = everyone("mb")
    began = clock.now()
    post = mb.write(at=soon(seconds))
    assert began <= moment(only(post)["proposed_at"]) <= clock.now()
    began = clock.now()
    changed = mb.patch(f"/posts/{post['id']}", {"deliveries": [proposal(mb, at=soon(seconds))]}).json()
    assert began <= moment(only(changed)["proposed_at"]) <= clock.now()


def test_the_message_and_the_title_stay_inside(everyone):
    post = everyone("mb").write(title="Streng intern")
    assert "Streng intern" not in only(post)["text_as_sent"]
