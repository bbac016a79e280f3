"""A ministry changes its posts: every change is a new revision, and what was approved lapses."""

import pytest

from tests.api.parts import POST, assert_problem, on, only, proposal
from tests.factories import API


def test_a_change_needs_what_was_last_read(everyone):
    mb = everyone("mb")
    post = mb.write()
    path = f"/posts/{post['id']}"
    read = mb.get(path).headers["ETag"]
    assert_problem(
        mb.client.patch(API + path, json={"title": "Neu"}, headers=mb.headers), 428, "if-match-required"
    )
    assert_problem(mb.patch(path, {"title": "Neu"}, if_match='"alt"'), 412, "stale")
    assert_problem(mb.patch(path, {"title": "Neu"}, if_match=f"W/{read}"), 412, "stale")
    assert_problem(mb.patch(path, {"title": "Neu"}, if_match="x"), 412, "stale")
    assert mb.read(post) == post
    first = mb.patch(path, {"title": "Neu"}, if_match=f'"alt", {read}')
    assert first.status_code == 200
    assert_problem(mb.patch(path, {"title": "Neuer"}, if_match=read), 412, "stale")
    assert mb.patch(path, {"title": "Neuer"}, if_match=first.headers["ETag"]).json()["title"] == "Neuer"


def test_a_change_touches_only_what_was_sent(everyone):
    mb = everyone("mb")
    fields = {"note_to_desk": "Bitte vor zehn", "alternative_url": "https://www.sachsen-anhalt.de/mb"}
    post = mb.write(joint_with=["MW"], **fields)
    path = f"/posts/{post['id']}"
    for change, value in (
        ("title", "Anders"),
        ("text", "Ganz anders."),
        ("note_to_desk", "Danke"),
        ("note_to_desk", None),
        ("alternative_url", "https://www.sachsen-anhalt.de/"),
        ("alternative_url", None),
        ("joint_with", ["MS", "MI"]),
        ("joint_with", []),
    ):
        before = mb.read(post)
        after = mb.patch(path, {change: value}).json()
        kept = POST - {change, "revision", "deliveries", "updated_at", "actions"}
        assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
        assert after[change] == value
        assert after["revision"]["number"] == before["revision"]["number"] + 1
    assert only(mb.read(post))["text_as_sent"] == "Ganz anders. (MB)"


@pytest.mark.parametrize("field", ["title", "text", "joint_with", "deliveries"])
def test_what_must_be_there_cannot_be_set_to_null(everyone, field):
    mb = everyone("mb")
    post = mb.write()
    told = assert_problem(mb.patch(f"/posts/{post['id']}", {field: None}), 422)
    assert told["issues"][0]["field"] == field
    assert mb.read(post) == post


def test_the_deliveries_are_changed_as_a_whole_list_matched_by_channel(everyone):
    mb = everyone("mb")
    post = mb.write(channels=["Landesportal"])
    path, kept = f"/posts/{post['id']}", only(post)["id"]
    both = [proposal(mb, "Konsole MB"), proposal(mb, text="Eigener Text.")]
    changed = mb.patch(path, {"deliveries": both}).json()
    assert on(changed, "Landesportal")["id"] == kept
    assert on(changed, "Landesportal")["text_as_sent"] == "Eigener Text. (MB)"
    assert on(changed, "Landesportal")["proposed_at"] == "2030-03-01T09:00:00Z"
    without = mb.patch(path, {"deliveries": [proposal(mb, "Konsole MB")]}).json()
    assert [row["channel"] for row in without["deliveries"]] == ["Konsole MB"]
    back = mb.patch(path, {"deliveries": [proposal(mb), proposal(mb, "Konsole MB", text=None)]}).json()
    assert on(back, "Landesportal")["id"] == kept
    assert on(back, "Landesportal")["state"] == "proposed"


def test_the_hash_covers_texts_and_link_but_not_title_note_and_time(everyone):
    mb = everyone("mb")
    post = mb.write(channels=["Landesportal", "Konsole MB"])
    path, sha256 = f"/posts/{post['id']}", post["revision"]["sha256"]

    def changed(**fields):
        return mb.patch(path, fields).json()["revision"]["sha256"]

    assert changed(title="Anders") == changed(note_to_desk="Eilig") == sha256
    later = [proposal(mb), proposal(mb, "Konsole MB")]
    assert changed(deliveries=later) == changed(deliveries=later[::-1]) == sha256
    others = {
        changed(text="Anders."),
        changed(alternative_url="https://www.sachsen-anhalt.de/"),
        changed(joint_with=["MW"]),
        changed(deliveries=[proposal(mb, text="Nur hier."), later[1]]),
        changed(deliveries=later[:1]),
    }
    assert len(others | {sha256}) == 6


def test_the_revisions_tell_every_version(everyone):
    mb = everyone("mb")
    post = mb.write(note_to_desk="Eilig")
    changed = mb.patch(f"/posts/{post['id']}", {"text": "Zweite Fassung."}).json()
    second, first = mb.get(f"/posts/{post['id']}/revisions").json()["items"]
    assert (first["number"], second["number"]) == (1, 2)
    assert (first["sha256"], second["sha256"]) == (post["revision"]["sha256"], changed["revision"]["sha256"])
    assert (first["text"], second["text"]) == (post["text"], "Zweite Fassung.")
    assert (second["note_to_desk"], second["editor"]) == ("Eilig", "Robin Demo (MB)")
    assert second["variants"][0]["channel_id"] == only(post)["channel_id"]


def test_a_change_in_submitted_keeps_the_state(everyone):
    mb = everyone("mb")
    post = mb.submit(mb.write())
    changed = mb.patch(f"/posts/{post['id']}", {"text": "Anders."}).json()
    assert (changed["state"], changed["revision"]["number"]) == ("submitted", 2)


def test_what_is_submitted_keeps_at_least_one_channel(everyone):
    mb = everyone("mb")
    post = mb.submit(mb.write())
    assert_problem(mb.patch(f"/posts/{post['id']}", {"deliveries": []}), 422, "delivery-missing")
    assert mb.read(post) == post


def test_a_change_in_scheduled_holds_and_returns_to_draft(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = desk.approve(mb.submit(mb.write()))
    changed = mb.patch(f"/posts/{post['id']}", {"title": "Nur der Titel"}).json()
    assert changed["state"] == "draft"
    delivery = only(changed)
    assert (delivery["state"], delivery["hold_reason"]) == ("held", "approval_lapsed")
    assert "Die Freigabe gilt nicht mehr" in delivery["message"]
    assert changed["message"] == f"Entwurf – noch nicht eingereicht. {delivery['message']}"
    again = desk.approve(mb.submit(changed))
    assert (again["state"], only(again)["state"], only(again)["id"]) == (
        "scheduled",
        "waiting",
        delivery["id"],
    )
