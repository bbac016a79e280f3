"""Submitting, taking back, approving, sending back, rejecting, and the queue of those who decide."""

import pytest

from tests.api.parts import (
    abilities,
    approve,
    assert_problem,
    decide,
    deliver_due,
    on,
    only,
    put_under_way,
    run,
)
from tests.factories import soon


def test_a_submission_needs_no_declaration_but_shows_it(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    silent = decide(mb, "submit", mb.write()).json()
    assert silent["state"] == "submitted"
    assert desk.read(silent)["neutrality_declared"] is None
    why = [{"rule": "personal_appeal", "text": "Zitat der Ministerin"}]
    told = decide(mb, "submit", mb.write(), neutrality_declared=True, justifications=why).json()
    assert desk.read(told)["neutrality_declared"] is True
    assert desk.read(told)["justifications"] == why
    denied = decide(mb, "submit", mb.write(), neutrality_declared=False).json()
    assert desk.read(denied)["neutrality_declared"] is False


def test_a_post_is_submitted_once(everyone):
    mb = everyone("mb")
    post = mb.submit(mb.write())
    assert_problem(decide(mb, "submit", post), 409, "wrong-state")


def test_a_text_too_long_for_its_channel_is_not_submitted(everyone):
    mb = everyone("mb")
    post = mb.write(channels=["Konsole MB"], text="x" * 496)
    told = assert_problem(decide(mb, "submit", post), 422, "text.too-long")
    assert told["issues"][0]["context"]["limit"] == 500
    fits = mb.patch(f"/posts/{post['id']}", {"text": "x" * 495}).json()
    assert only(mb.submit(fits))["length"] == 500


def test_nobody_signs_with_a_foreign_kuerzel(everyone):
    mb = everyone("mb")
    post = mb.write(text="Ein Gruß. (MW)")
    assert_problem(decide(mb, "submit", post), 422, "signature-foreign")


def test_withdrawing_cancels_what_is_open(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    for post in (mb.write(), mb.submit(mb.write()), desk.approve(mb.submit(mb.write()))):
        gone = decide(mb, "withdraw", post)
        assert gone.status_code == 200
        assert gone.json()["state"] == "withdrawn"
        assert only(gone.json())["state"] == "cancelled"
        assert gone.json()["progress"] == {"sent": 0, "open": 0, "cancelled": 1}
        assert_problem(decide(mb, "withdraw", post), 409, "wrong-state")
        assert not any(abilities(gone.json()).values())


def test_withdrawing_takes_a_reason_if_there_is_one(everyone):
    mb = everyone("mb")
    post = mb.submit(mb.write())
    assert decide(mb, "withdraw", post, reason="Termin entfällt").status_code == 200
    told = mb.get(f"/posts/{post['id']}/timeline").json()["items"]
    assert told[-1]["reason"] == "Termin entfällt"
    assert (told[-1]["from"], told[-1]["to"]) == ("submitted", "withdrawn")


def test_what_is_under_way_cannot_be_withdrawn(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = desk.approve(mb.submit(mb.write(at=soon(-1))))
    deliver_due()
    assert_problem(decide(mb, "withdraw", post), 409, "already-sending")
    assert not abilities(mb.read(post))["withdraw"]
    assert mb.read(post)["state"] == "published"


def test_withdrawing_a_published_post_cancels_the_rest(everyone):
    mb, lead, desk = everyone("mb"), everyone("mb.lead"), everyone("desk1")
    post = mb.submit(mb.write(channels=["Landesportal", "Konsole MB"], at=soon()))
    desk.approve(post, due_at=soon(-1))
    lead.approve(post)
    deliver_due()
    left = decide(mb, "withdraw", post).json()
    assert (left["state"], left["progress"]) == ("published", {"sent": 1, "open": 0, "cancelled": 1})
    assert on(left, "Konsole MB")["state"] == "cancelled"


def test_the_desk_takes_back_only_what_is_central(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write(channels=["Landesportal", "Konsole MB"]))
    left = decide(desk, "withdraw", post).json()
    assert left["state"] == "submitted"
    assert (on(left, "Landesportal")["state"], on(left, "Konsole MB")["state"]) == ("cancelled", "proposed")
    assert not any(abilities(left)[name] for name in ("approve", "reject", "withdraw"))
    assert_problem(approve(desk, left), 403, "not-allowed")
    assert everyone("mb.lead").approve(left)["state"] == "scheduled"


def test_changes_are_requested_with_a_reason(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    for post in (mb.submit(mb.write()), desk.approve(mb.submit(mb.write()))):
        assert_problem(decide(desk, "request-changes", post), 422)
        assert_problem(decide(desk, "request-changes", post, ground="factual", reason=" "), 422, "text.empty")
        back = decide(desk, "request-changes", post, ground="factual", reason="Bitte kürzer").json()
        assert back["state"] == "changes_requested"
        assert only(back)["state"] == ("held" if post["state"] == "scheduled" else "proposed")
        assert only(back)["hold_reason"] == ("approval_lapsed" if post["state"] == "scheduled" else None)
        assert mb.get(f"/posts/{post['id']}/timeline").json()["items"][-1]["reason"] == "Bitte kürzer"
        assert_problem(
            decide(desk, "request-changes", post, ground="factual", reason="x"), 409, "wrong-state"
        )
        changed = mb.patch(f"/posts/{post['id']}", {"text": "Kürzer."}).json()
        assert changed["state"] == "changes_requested"
        assert desk.approve(mb.submit(changed))["state"] == "scheduled"


@pytest.mark.parametrize(
    "ground", ["party_political", "factual", "legal", "duplicate", "unsuitable", "other"]
)
def test_a_rejection_names_a_ground_of_the_list_and_a_reason(everyone, ground):
    mb, desk = everyone("mb"), everyone("desk1")
    post = desk.approve(mb.submit(mb.write()))
    assert_problem(decide(desk, "reject", post, reason="x"), 422)
    assert_problem(decide(desk, "reject", post, ground="taste", reason="x"), 422, "enum")
    assert_problem(decide(desk, "reject", post, ground=ground), 422, "missing")
    gone = decide(desk, "reject", post, ground=ground, reason="Nein, weil").json()
    assert (gone["state"], only(gone)["hold_reason"]) == ("rejected", "approval_lapsed")
    for verb, fields in (("submit", {}), ("withdraw", {})):
        assert_problem(decide(mb, verb, post, **fields), 409, "wrong-state")
    assert_problem(mb.patch(f"/posts/{post['id']}", {"text": "Doch"}), 409, "wrong-state")


def test_once_it_is_out_nobody_changes_or_rejects_it(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = desk.approve(mb.submit(mb.write(at=soon(-1))))
    deliver_due()
    assert_problem(mb.patch(f"/posts/{post['id']}", {"text": "Anders"}), 409, "already-sending")
    assert_problem(
        decide(desk, "request-changes", post, ground="factual", reason="x"), 409, "already-sending"
    )
    assert_problem(decide(desk, "reject", post, ground="other", reason="x"), 409, "already-sending")


@pytest.mark.parametrize("state", ["sending", "unclear"])
def test_while_it_is_on_its_way_nobody_changes_it(everyone, state):
    mb, desk = everyone("mb"), everyone("desk1")
    post = desk.approve(mb.submit(mb.write()))
    put_under_way(post, state)
    assert_problem(mb.patch(f"/posts/{post['id']}", {"text": "Anders"}), 409, "already-sending")
    assert_problem(decide(mb, "withdraw", post), 409, "already-sending")
    assert not abilities(mb.read(post))["edit"]
    assert not abilities(mb.read(post))["withdraw"]


def test_a_claim_is_shown_respected_and_lapses(everyone):
    mb, desk1, desk2 = everyone("mb"), everyone("desk1"), everyone("desk2")
    post = mb.submit(mb.write())
    claimed = decide(desk1, "claim", post).json()
    assert claimed["claim"]["by"] == "Dora Demo (Zentralredaktion)"
    assert decide(desk1, "claim", post).status_code == 200
    assert abilities(desk1.read(post))["unclaim"]
    assert not abilities(desk2.read(post))["claim"]
    assert_problem(decide(desk2, "claim", post), 409, "claimed-by-other")
    assert_problem(decide(desk2, "unclaim", post), 409, "claimed-by-other")
    assert decide(desk1, "unclaim", post).json()["claim"] is None
    assert decide(desk2, "claim", post).status_code == 200
    run("update post set claimed_until = now() where id = :id", id=post["id"])
    assert decide(desk1, "unclaim", post).status_code == 200
    decide(desk2, "claim", post)
    run("update post set claimed_until = now() where id = :id", id=post["id"])
    assert decide(desk1, "claim", post).json()["claim"]["by"].startswith("Dora")
    assert desk2.approve(post)["claim"] is None
    assert_problem(decide(desk1, "claim", post), 409, "wrong-state")


def test_the_queue_holds_what_waits_for_ones_decision_the_next_due_first(office, people):
    mb, desk, lead = people("mb"), people("desk1"), people("mb.lead")
    late, early = mb.submit(mb.write(at=soon(9000))), mb.submit(mb.write(at=soon(3000)))
    middle = mb.submit(mb.write(at=soon(5000), channels=["Landesportal", "Konsole MB"]))
    mb.write()

    def queue(person):
        return [row["id"] for row in person.get("/queue").json()["items"]]

    assert queue(desk) == [early["id"], middle["id"], late["id"]]
    assert queue(lead) == [middle["id"]]
    assert queue(mb) == queue(people("mw.lead")) == queue(people("revision")) == []
    item = desk.get("/queue").json()["items"][0]
    assert item.items() >= desk.read(early).items()
    assert item["due_at"] == only(early)["proposed_at"]
    assert 2900 < item["seconds_left"] <= 3000
    desk.approve(middle)
    desk.approve(early)
    assert (queue(desk), queue(lead)) == ([late["id"]], [middle["id"]])
    decide(mb, "withdraw", late)
    lead.approve(middle)
    assert queue(desk) == queue(lead) == []
    mb.submit(mb.patch(f"/posts/{middle['id']}", {"text": "Neu."}).json())
    assert queue(desk) == queue(lead) == [middle["id"]]
