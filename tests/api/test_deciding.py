"""Submitting, taking back, approving, sending back, rejecting, and the queue of those who decide."""

import pytest

from tests.api.parts import abilities, assert_problem, deliver_due, moment, on, only, run
from tests.factories import soon


def decide(person, verb, post, **fields):
    return person.post(f"/posts/{post['id']}/{verb}", fields or None)


def approve(person, post, **terms):
    return decide(person, "approve", post, **({"revision_sha256": post["revision"]["sha256"]} | terms))


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


def test_an_approval_binds_hash_time_and_window(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write(at="2030-03-01T09:00:00Z"))
    other = mb.submit(mb.write())
    assert_problem(approve(desk, post, revision_sha256=other["revision"]["sha256"][:-1]), 409, "revision-changed")
    changed = mb.patch(f"/posts/{post['id']}", {"text": "Anders."}).json()
    told = assert_problem(approve(desk, post), 409, "revision-changed")
    assert told["context"]["sha256"] == changed["revision"]["sha256"]
    scheduled = approve(desk, changed, due_at="2030-04-01T10:00:00", window_s=60)
    assert scheduled.status_code == 200
    delivery = only(scheduled.json())
    assert (scheduled.json()["state"], delivery["state"]) == ("scheduled", "waiting")
    assert (delivery["due_at"], delivery["proposed_at"]) == ("2030-04-01T08:00:00Z", "2030-03-01T09:00:00Z")
    assert delivery["window_s"] == 60
    assert delivery["message"].startswith("Freigegeben für 01.04.2030, 10:00:00 Uhr")


def test_without_a_time_each_delivery_keeps_its_own(everyone):
    lead, mb = everyone("mb.lead"), everyone("mb")
    rows = [{"channel_id": mb.channel("Konsole MB"), "proposed_at": "2030-03-01T09:00:00Z"}]
    post = mb.submit(mb.write(urgent=True, deliveries=rows))
    delivery = only(lead.approve(post))
    assert (delivery["due_at"], delivery["window_s"]) == ("2030-03-01T09:00:00Z", 300)


@pytest.mark.parametrize("window_s", [59, 86401, 0, -1, 10**40, "x", 1.5, True])
def test_a_window_out_of_bounds_is_refused(everyone, window_s):
    post = everyone("mb").submit(everyone("mb").write())
    told = assert_problem(approve(everyone("desk1"), post, window_s=window_s), 422)
    assert told["issues"][0]["field"] == "window_s"
    assert everyone("mb").read(post) == post


def test_a_past_time_is_not_approved(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write())
    told = assert_problem(approve(desk, post, due_at=soon(-62)), 422, "time.past")
    assert told["issues"][0]["field"] == "due_at"
    run("update channel set min_gap_s = 0")
    now = approve(desk, post, due_at=soon(-50)).json()
    assert moment(only(now)["due_at"]) > moment(post["updated_at"])


@pytest.mark.req("FE-01")
def test_whoever_wrote_it_does_not_approve_it(everyone):
    desk1, desk2 = everyone("desk1"), everyone("desk2")
    post = desk1.submit(desk1.write("StK"))
    assert_problem(approve(desk1, post), 409, "four-eyes")
    for verb, fields in (("request-changes", {"reason": "x"}), ("reject", {"ground": "other", "reason": "x"})):
        assert_problem(decide(desk1, verb, post, **fields), 409, "four-eyes")
    changed = desk2.patch(f"/posts/{post['id']}", {"title": "Vom anderen"}).json()
    assert_problem(approve(desk2, changed), 409, "four-eyes")
    assert_problem(approve(desk1, changed), 409, "four-eyes")
    mine, theirs = abilities(desk1.read(post)), abilities(desk2.read(post))
    assert not any(own[name] for own in (mine, theirs) for name in ("approve", "request_changes", "reject"))


@pytest.mark.req("FE-01")
def test_two_accounts_of_one_person_are_one_pair_of_eyes(office, people):
    desk1, desk2 = people("desk1"), people("desk2")
    post = desk1.submit(desk1.write("StK"))
    run(
        "update \"user\" set person_id = (select person_id from \"user\" where email = 'desk1@redaktion.example')"
        " where email = 'desk2@redaktion.example'"
    )
    assert_problem(approve(desk2, post), 409, "four-eyes")


@pytest.mark.parametrize("name", ["mb", "mb.lead", "revision"])
def test_only_the_desk_approves_for_the_portal(everyone, name):
    post = everyone("mb").submit(everyone("mb").write())
    assert_problem(approve(everyone(name), post), 403, "not-allowed")
    for verb, fields in (("request-changes", {"reason": "x"}), ("reject", {"ground": "other", "reason": "x"})):
        assert_problem(decide(everyone(name), verb, post, **fields), 403, "not-allowed")
    for verb in ("claim", "unclaim"):
        assert_problem(decide(everyone(name), verb, post), 403, "not-allowed")


@pytest.mark.parametrize("name", ["mb", "desk1", "revision"])
def test_only_the_lead_approves_for_an_own_channel(everyone, name):
    post = everyone("mb").submit(everyone("mb").write(channels=["Konsole MB"]))
    assert_problem(approve(everyone(name), post), 403, "not-allowed")


def test_an_editor_with_the_right_approves_for_an_own_channel(office, people):
    mf, lead = people("mb"), people("mb.lead")
    run("update membership set can_approve = true from \"user\" u where u.id = user_id and email = 'mb@redaktion.example'")
    post = lead.submit(lead.write(channels=["Konsole MB"]))
    assert mf.approve(post)["state"] == "scheduled"
    own = mf.submit(mf.write(channels=["Konsole MB"]))
    assert_problem(approve(mf, own), 409, "four-eyes")


def test_a_lead_approves_on_a_central_channel_of_mode_ministry(office, people):
    run("update channel set approval_mode = 'ministry' where label = 'Landesportal'")
    post = people("mb").submit(people("mb").write())
    assert abilities(people("mb.lead").read(post))["approve"]
    assert people("mb.lead").approve(post)["state"] == "scheduled"
    other = people("mb").submit(people("mb").write())
    assert_problem(approve(people("mw.lead"), other), 404, "not-found")
    assert people("desk1").approve(other)["state"] == "scheduled"


def test_what_is_not_submitted_or_already_approved_is_not_approved(everyone):
    mb, desk, lead = everyone("mb"), everyone("desk1"), everyone("mb.lead")
    draft = mb.write(channels=["Konsole MB"])
    assert_problem(approve(lead, draft), 409, "wrong-state")
    scheduled = desk.approve(mb.submit(mb.write()))
    assert_problem(approve(desk, scheduled), 409, "wrong-state")


def test_changes_are_requested_with_a_reason(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    for post in (mb.submit(mb.write()), desk.approve(mb.submit(mb.write()))):
        assert_problem(decide(desk, "request-changes", post), 422)
        assert_problem(decide(desk, "request-changes", post, reason=" "), 422, "text.empty")
        back = decide(desk, "request-changes", post, reason="Bitte kürzer").json()
        assert back["state"] == "changes_requested"
        assert only(back)["state"] == ("held" if post["state"] == "scheduled" else "proposed")
        assert only(back)["hold_reason"] == ("approval_lapsed" if post["state"] == "scheduled" else None)
        assert mb.get(f"/posts/{post['id']}/timeline").json()["items"][-1]["reason"] == "Bitte kürzer"
        assert_problem(decide(desk, "request-changes", post, reason="x"), 409, "wrong-state")
        changed = mb.patch(f"/posts/{post['id']}", {"text": "Kürzer."}).json()
        assert changed["state"] == "changes_requested"
        assert desk.approve(mb.submit(changed))["state"] == "scheduled"


@pytest.mark.parametrize("ground", ["party_political", "factual", "legal", "duplicate", "unsuitable", "other"])
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
    assert_problem(decide(desk, "request-changes", post, reason="x"), 409, "already-sending")
    assert_problem(decide(desk, "reject", post, ground="other", reason="x"), 409, "already-sending")


@pytest.mark.parametrize("state", ["sending", "unclear"])
def test_while_it_is_on_its_way_nobody_changes_it(everyone, state):
    mb, desk = everyone("mb"), everyone("desk1")
    post = desk.approve(mb.submit(mb.write()))
    lease = "lease_until = now() + interval '1 minute', unknown_since = now()"
    run(f"update delivery set state = 'sending', {lease} where post_id = :id", id=post["id"])
    if state == "unclear":
        run("update delivery set state = 'unclear' where post_id = :id", id=post["id"])
    assert_problem(mb.patch(f"/posts/{post['id']}", {"text": "Anders"}), 409, "already-sending")
    assert_problem(decide(mb, "withdraw", post), 409, "already-sending")
    assert not abilities(mb.read(post))["edit"]
    assert not abilities(mb.read(post))["withdraw"]


def test_what_was_held_by_a_person_goes_again_after_a_new_approval(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = desk.approve(mb.submit(mb.write()))
    assert desk.post(f"/deliveries/{only(post)['id']}/hold", {"reason": "Einspruch"}).status_code == 200
    back = decide(desk, "request-changes", post, reason="Bitte prüfen").json()
    assert only(back)["hold_reason"] == "approval_lapsed"
    again = desk.approve(mb.submit(back))
    assert (again["state"], only(again)["state"]) == ("scheduled", "waiting")


def test_what_was_cancelled_stays_so_when_the_rest_is_approved_again(everyone):
    mb, lead, desk = everyone("mb"), everyone("mb.lead"), everyone("desk1")
    post = mb.submit(mb.write(channels=["Landesportal", "Konsole MB"]))
    desk.approve(post)
    lead.approve(post)
    changed = mb.patch(f"/posts/{post['id']}", {"text": "Zweite Fassung."}).json()
    assert mb.post(f"/deliveries/{on(post, 'Konsole MB')['id']}/cancel").status_code == 200
    changed = mb.submit(changed)
    assert_problem(approve(lead, changed), 403, "not-allowed")
    again = desk.approve(changed)
    assert (again["state"], on(again, "Konsole MB")["state"]) == ("scheduled", "cancelled")


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
    assert item == desk.read(early)
    desk.approve(middle)
    desk.approve(early)
    assert (queue(desk), queue(lead)) == ([late["id"]], [middle["id"]])
    decide(mb, "withdraw", late)
    lead.approve(middle)
    assert queue(desk) == queue(lead) == []
    mb.submit(mb.patch(f"/posts/{middle['id']}", {"text": "Neu."}).json())
    assert queue(desk) == queue(lead) == [middle["id"]]
