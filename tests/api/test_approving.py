"""Approving binds hash and time, by somebody who did not write it and may approve on the channel."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from app import clock
from tests.api.parts import abilities, approve, assert_problem, decide, moment, on, only, run
from tests.factories import soon


def test_an_approval_binds_hash_time_and_window(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write(at="2030-03-01T09:00:00Z"))
    other = mb.submit(mb.write())
    assert_problem(
        approve(desk, post, revision_sha256=other["revision"]["sha256"][:-1]), 409, "revision-changed"
    )
    changed = mb.patch(f"/posts/{post['id']}", {"text": "Anders."}).json()
    told = assert_problem(approve(desk, post), 409, "revision-changed")
    assert told["context"]["sha256"] == changed["revision"]["sha256"]
    scheduled = approve(desk, changed, due_at="2030-04-01T10:00:00", window_s=60)
    assert scheduled.status_code == 200
    delivery = only(scheduled.json())
    assert (scheduled.json()["state"], delivery["state"]) == ("scheduled", "waiting")
    assert (delivery["due_at"], delivery["proposed_at"]) == ("2030-04-01T08:00:00Z", "2030-03-01T09:00:00Z")
    assert delivery["window_s"] == 60
    assert delivery["message"].startswith("Freigegeben für Mo, 01.04.2030, 10:00 Uhr")


def test_a_cause_named_or_changed_since_one_looked_is_not_approved_unseen(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write(cause="deadline"))
    changed = mb.patch(f"/posts/{post['id']}", {"cause": "danger"}).json()
    assert_problem(approve(desk, post), 409, "revision-changed")
    assert approve(desk, changed).status_code == 200


def test_without_a_time_each_delivery_keeps_its_own(everyone):
    lead, mb = everyone("mb.lead"), everyone("mb")
    rows = [{"channel_id": mb.channel("Konsole MB"), "proposed_at": "2030-03-01T09:00:00Z"}]
    post = mb.submit(mb.write(deliveries=rows), urgent_reason="Warnung vor Hochwasser")
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
    now = approve(desk, post, due_at=soon(-30)).json()
    assert moment(only(now)["due_at"]) > moment(post["updated_at"])


def test_a_proposed_time_that_has_gone_by_needs_a_new_one(office, people, postgres):
    mb, desk = people("mb"), people("desk1")
    early, late = (mb.submit(mb.write()) for _ in range(2))
    engine = create_engine(postgres.url("postgres", office))
    with engine.begin() as connection:
        connection.execute(text("set session_replication_role = replica"))
        gone = "update rendering set proposed_at = now() - make_interval(secs => :s) where variant_id = :id"
        connection.execute(text(gone), {"s": 30, "id": only(early)["id"]})
        connection.execute(text(gone), {"s": 70, "id": only(late)["id"]})
    engine.dispose()
    now = clock.now()
    assert moment(only(desk.approve(early))["due_at"]) >= now
    told = assert_problem(approve(desk, late), 422, "time.past")
    assert [issue["field"] for issue in told["issues"]] == ["due_at"]
    assert desk.approve(late, due_at=soon(-30))["state"] == "scheduled"


@pytest.mark.req("FE-01")
def test_whoever_wrote_it_does_not_approve_it(everyone):
    desk1, desk2 = everyone("desk1"), everyone("desk2")
    post = desk1.submit(desk1.write("StK"))
    assert_problem(approve(desk1, post), 409, "four-eyes")
    for verb, fields in (
        ("request-changes", {"ground": "factual", "reason": "x"}),
        ("reject", {"ground": "other", "reason": "x"}),
    ):
        assert_problem(decide(desk1, verb, post, **fields), 409, "four-eyes")
    changed = desk2.patch(f"/posts/{post['id']}", {"title": "Vom anderen"}).json()
    assert_problem(approve(desk2, changed), 409, "four-eyes")
    assert_problem(approve(desk1, changed), 409, "four-eyes")
    mine, theirs = abilities(desk1.read(post)), abilities(desk2.read(post))
    assert not any(own[name] for own in (mine, theirs) for name in ("approve", "request_changes", "reject"))


@pytest.mark.req("FE-01")
def test_the_database_itself_refuses_an_approval_by_the_author(everyone):
    desk1 = everyone("desk1")
    post = desk1.submit(desk1.write("StK"))
    query = """
        insert into approval (id, variant_id, revision_id, approver_id, payload_sha256, due_at, window_s)
        select gen_random_uuid(), r.variant_id, r.revision_id, p.author_id, r.payload_sha256, now(), 1800
        from rendering r join post p on p.current_revision_id = r.revision_id where p.id = :id
    """
    with pytest.raises(IntegrityError, match="the approver wrote the text"):
        run(query, id=post["id"])


@pytest.mark.req("FE-01")
def test_two_accounts_of_one_person_are_one_pair_of_eyes(office, people):
    desk1, desk2 = people("desk1"), people("desk2")
    post = desk1.submit(desk1.write("StK"))
    run(
        'update "user" set person_id = (select person_id from "user" where email = \'desk1@redaktion.example\')'
        " where email = 'desk2@redaktion.example'"
    )
    assert_problem(approve(desk2, post), 409, "four-eyes")


@pytest.mark.parametrize("name", ["mb", "mb.lead", "revision"])
def test_only_the_desk_approves_for_the_portal(everyone, name):
    post = everyone("mb").submit(everyone("mb").write())
    assert_problem(approve(everyone(name), post), 403, "not-allowed")
    for verb, fields in (
        ("request-changes", {"ground": "factual", "reason": "x"}),
        ("reject", {"ground": "other", "reason": "x"}),
    ):
        assert_problem(decide(everyone(name), verb, post, **fields), 403, "not-allowed")
    for verb in ("claim", "unclaim"):
        assert_problem(decide(everyone(name), verb, post), 403, "not-allowed")


@pytest.mark.req("AZ-01")
@pytest.mark.parametrize("name", ["mb", "desk1", "revision"])
def test_only_the_lead_approves_for_an_own_channel(everyone, name):
    post = everyone("mb").submit(everyone("mb").write(channels=["Konsole MB"]))
    assert_problem(approve(everyone(name), post), 403, "not-allowed")


@pytest.mark.req("AZ-01")
@pytest.mark.req("FE-01")
def test_an_editor_with_the_right_approves_for_an_own_channel(office, people):
    mf, lead = people("mb"), people("mb.lead")
    run(
        "update membership set can_approve = true from \"user\" u where u.id = user_id and email = 'mb@redaktion.example'"
    )
    post = lead.submit(lead.write(channels=["Konsole MB"]))
    assert mf.approve(post)["state"] == "scheduled"
    own = mf.submit(mf.write(channels=["Konsole MB"]))
    assert_problem(approve(mf, own), 409, "four-eyes")


@pytest.mark.req("AZ-01")
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


def test_what_was_held_by_a_person_goes_again_after_a_new_approval(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = desk.approve(mb.submit(mb.write()))
    assert desk.post(f"/deliveries/{only(post)['id']}/hold", {"reason": "Einspruch"}).status_code == 200
    back = decide(desk, "request-changes", post, ground="factual", reason="Bitte prüfen").json()
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
