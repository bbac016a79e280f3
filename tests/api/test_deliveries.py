"""One delivery: another time, taken back, held, let go again, taken down."""

import pytest

from app.workers import takedowns
from tests.api.parts import assert_problem, deliver_due, moment, only, put_under_way, run
from tests.factories import soon


def scheduled(people, organisation="MB", **fields):
    author = people(organisation.lower() if organisation != "StK" else "stk")
    return people("desk1").approve(author.submit(author.write(organisation, **fields)))


def published(people, organisation="MB", **fields):
    post = scheduled(people, organisation, at=soon(-1), **fields)
    deliver_due()
    read = people("desk1").read(post)
    assert only(read)["state"] == "sent"
    return read


def act(person, verb, post, **fields):
    return person.post(f"/deliveries/{only(post)['id']}/{verb}", fields or None)


def release(person, post, **terms):
    body = {"revision_sha256": post["revision"]["sha256"], "due_at": soon()} | terms
    return act(person, "release", post, **body)


def test_a_published_delivery_carries_its_evidence(everyone):
    delivery = only(published(everyone))
    assert delivery["remote_url"].endswith(f"/portal/posts/{delivery['id']}")
    assert moment(delivery["sent_at"]) >= moment(delivery["due_at"])
    assert delivery["message"].startswith("Veröffentlicht am ")


def test_another_time_is_one_click_for_those_who_approve(everyone):
    desk, mb = everyone("desk1"), everyone("mb")
    post = scheduled(everyone)
    for person in (mb, everyone("mb.lead"), everyone("revision")):
        assert_problem(act(person, "reschedule", post, due_at=soon()), 403, "not-allowed")
    moved = act(desk, "reschedule", post, due_at="2031-01-01T12:00:00")
    assert moved.status_code == 200
    assert (moved.json()["due_at"], moved.json()["state"]) == ("2031-01-01T11:00:00Z", "waiting")
    assert_problem(act(desk, "reschedule", post, due_at=soon(-62)), 422, "time.past")
    assert_problem(act(desk, "reschedule", post), 422)
    assert_problem(act(desk, "reschedule", post, due_at="2099-03-29T02:30:00"), 422, "time.missing")
    now = act(desk, "reschedule", post, due_at=soon(-30)).json()
    assert moment(now["due_at"]) > moment(post["updated_at"])
    deliver_due()
    assert mb.read(post)["state"] == "published"
    assert_problem(act(desk, "reschedule", post, due_at=soon()), 409, "already-sending")


@pytest.mark.req("FE-01")
def test_the_author_does_not_set_another_time(everyone):
    desk1, desk2 = everyone("desk1"), everyone("desk2")
    post = desk2.approve(desk1.submit(desk1.write("StK")))
    assert_problem(act(desk1, "reschedule", post, due_at=soon()), 409, "four-eyes")
    assert act(desk2, "reschedule", post, due_at=soon()).status_code == 200


def test_what_is_not_waiting_gets_no_other_time(everyone):
    desk, mb = everyone("desk1"), everyone("mb")
    proposed = mb.submit(mb.write())
    assert_problem(act(desk, "reschedule", proposed, due_at=soon()), 409, "wrong-state")
    held = scheduled(everyone)
    act(desk, "hold", held, reason="x")
    assert_problem(act(desk, "reschedule", held, due_at=soon()), 409, "wrong-state")
    act(mb, "cancel", held)
    assert_problem(act(desk, "reschedule", held, due_at=soon()), 409, "wrong-state")


def test_the_kuerzel_must_be_valid_on_the_new_day(office, people):
    post = scheduled(people)
    run("update organisation set valid_to = '2030-12-31' where abbreviation = 'MB'")
    assert act(people("desk1"), "reschedule", post, due_at="2030-12-31T23:00:00").status_code == 200
    told = assert_problem(act(people("desk1"), "reschedule", post, due_at="2031-01-01T00:00:00"), 422)
    assert told["key"] == "signature-expired"
    other = people("mb").submit(people("mb").write(at="2031-01-01T00:00:00"))
    body = {"revision_sha256": other["revision"]["sha256"]}
    assert_problem(people("desk1").post(f"/posts/{other['id']}/approve", body), 422, "signature-expired")


def test_cancelling_the_last_delivery_withdraws_the_post(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    for post in (mb.write(), mb.submit(mb.write()), scheduled(everyone)):
        gone = act(mb, "cancel", post)
        assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")
        assert gone.json()["message"] == "Abgebrochen – wird nicht veröffentlicht."
        assert mb.read(post)["state"] == "withdrawn"
        assert_problem(act(mb, "cancel", post), 409, "wrong-state")
        assert_problem(act(desk, "cancel", post), 409 if post["state"] != "draft" else 404)


@pytest.mark.parametrize("name", ["mb", "mb.lead", "desk1"])
def test_ministry_and_desk_take_a_central_delivery_back(everyone, name):
    post = scheduled(everyone)
    assert act(everyone(name), "cancel", post, reason="Irrtum").status_code == 200
    deliver_due()
    assert only(everyone("mb").read(post))["state"] == "cancelled"


@pytest.mark.req("AZ-01")
def test_others_take_nothing_back(everyone):
    post = scheduled(everyone)
    assert_problem(act(everyone("revision"), "cancel", post), 403, "not-allowed")
    assert_problem(act(everyone("mw"), "cancel", post), 404, "not-found")
    own = everyone("mb").submit(everyone("mb").write(channels=["Konsole MB"]))
    assert_problem(act(everyone("desk1"), "cancel", own), 403, "not-allowed")


@pytest.mark.parametrize("state", ["sending", "unclear", "sent"])
def test_what_is_on_its_way_is_not_cancelled(office, people, state):
    post = published(people) if state == "sent" else scheduled(people)
    if state != "sent":
        put_under_way(post, state)
    assert_problem(act(people("mb"), "cancel", post), 409, "already-sending")
    assert_problem(act(people("desk1"), "hold", post, reason="x"), 409, "already-sending")
    assert_problem(release(people("desk1"), post), 409)
    assert only(people("mb").read(post))["state"] == state


@pytest.mark.req("AZ-01")
def test_an_objection_holds_until_somebody_who_approves_lets_it_go(everyone):
    desk, mb = everyone("desk1"), everyone("mb")
    post = scheduled(everyone, at=soon(2))
    for person in (mb, everyone("revision")):
        assert_problem(act(person, "hold", post, reason="x"), 403, "not-allowed")
    assert_problem(act(desk, "hold", post), 422)
    assert_problem(act(desk, "hold", post, reason="  "), 422, "text.empty")
    held = act(everyone("mb.lead"), "hold", post, reason="Die Zahl stimmt nicht")
    assert (held.status_code, held.json()["state"], held.json()["hold_reason"]) == (200, "held", "by_person")
    assert_problem(act(desk, "hold", post, reason="x"), 409, "wrong-state")
    assert (mb.read(post)["state"], mb.read(post)["message"]) == ("scheduled", held.json()["message"])
    for person in (mb, everyone("mb.lead"), everyone("revision")):
        assert_problem(release(person, post), 403, "not-allowed")
    assert_problem(release(desk, post, revision_sha256="0" * 64), 409, "revision-changed")
    assert_problem(release(desk, post, due_at=soon(-90)), 422, "time.past")
    assert_problem(release(desk, post, window_s=59), 422)
    assert_problem(act(desk, "release", post, revision_sha256=post["revision"]["sha256"]), 422, "missing")
    gone = release(desk, post, due_at=soon(-1), window_s=600)
    assert (gone.status_code, gone.json()["state"], gone.json()["window_s"]) == (200, "waiting", 600)
    deliver_due()
    assert mb.read(post)["state"] == "published"


def test_a_missed_window_is_released_at_a_new_time(office, people):
    post = scheduled(people)
    run("update delivery set window_s = 60, due_at = due_at - interval '62 minutes'")
    deliver_due()
    held = people("mb").read(post)
    assert (held["state"], only(held)["hold_reason"]) == ("scheduled", "missed_window")
    assert release(people("desk2"), held).json()["state"] == "waiting"


def test_a_release_needs_a_post_that_is_scheduled_or_published(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    draft = mb.patch(f"/posts/{scheduled(everyone)['id']}", {"title": "Neu"}).json()
    assert_problem(release(desk, draft), 409, "wrong-state")
    submitted = mb.submit(draft)
    assert_problem(release(desk, submitted), 409, "wrong-state")
    back = desk.post(f"/posts/{draft['id']}/request-changes", {"ground": "factual", "reason": "x"}).json()
    assert_problem(release(desk, back), 409, "wrong-state")
    rejected = scheduled(everyone)
    desk.post(f"/posts/{rejected['id']}/reject", {"ground": "other", "reason": "x"})
    assert_problem(release(desk, rejected), 409, "wrong-state")
    assert only(mb.read(rejected))["state"] == "held"
    for post in (mb.submit(mb.write()), scheduled(everyone), published(everyone)):
        assert_problem(release(desk, post), 409)


@pytest.mark.req("FE-01")
def test_the_author_does_not_release(everyone):
    desk1, desk2 = everyone("desk1"), everyone("desk2")
    post = desk2.approve(desk1.submit(desk1.write("StK")))
    assert act(desk1, "hold", post, reason="x").status_code == 200
    assert_problem(release(desk1, post), 409, "four-eyes")
    assert release(desk2, post).status_code == 200


def test_the_lead_takes_down_the_own_ministrys_post(everyone):
    lead = everyone("mb.lead")
    post = published(everyone)
    for person, status in ((everyone("mb"), 403), (everyone("revision"), 403), (everyone("desk1"), 403)):
        assert_problem(act(person, "take-down", post, reason="x"), status, "not-allowed")
    for name in ("mw.lead", "kanal", "admin"):
        assert_problem(act(everyone(name), "take-down", post, reason="x"), 404, "not-found")
    assert_problem(act(lead, "take-down", post), 422)
    gone = act(lead, "take-down", post, reason="Falsches Bild")
    assert (gone.status_code, gone.json()["state"]) == (200, "removing")
    assert_problem(act(lead, "take-down", post, reason="x"), 409)
    takedowns.sweep()
    read = lead.read(post)
    assert (only(read)["state"], read["state"]) == ("removed", "published")
    assert_problem(act(lead, "take-down", post, reason="x"), 409, "wrong-state")


def test_the_desk_takes_down_its_own(everyone):
    post = published(everyone, "StK")
    assert act(everyone("desk2"), "take-down", post, reason="Irrtum").status_code == 200


@pytest.mark.parametrize("state", ["sending", "unclear"])
def test_a_take_down_waits_while_it_is_not_known_whether_it_is_out(office, people, state):
    lead = people("mb.lead")
    post = scheduled(people)
    put_under_way(post, state)
    answer = act(lead, "take-down", post, reason="Zu früh")
    assert (answer.status_code, answer.json()["state"]) == (202, state)
    assert_problem(act(lead, "take-down", post, reason="x"), 409, "removal-ordered")


def test_what_is_not_out_is_not_taken_down(everyone):
    lead = everyone("mb.lead")
    for post in (everyone("mb").write(), scheduled(everyone)):
        assert_problem(act(lead, "take-down", post, reason="x"), 409, "wrong-state")


def test_a_rejected_posts_delivery_can_still_be_cancelled(everyone):
    post = scheduled(everyone)
    everyone("desk1").post(f"/posts/{post['id']}/reject", {"ground": "other", "reason": "x"})
    assert act(everyone("mb"), "cancel", post).json()["state"] == "cancelled"
    assert everyone("mb").read(post)["state"] == "rejected"


@pytest.mark.parametrize("verb", ["reschedule", "cancel", "hold", "release", "take-down"])
def test_an_unknown_delivery_is_a_404(everyone, verb):
    bodies = {
        "reschedule": {"due_at": soon()},
        "release": {"revision_sha256": "0" * 64, "due_at": soon()},
        "hold": {"reason": "x"},
        "take-down": {"reason": "x"},
    }
    path = f"/deliveries/01890000-0000-7000-8000-000000000000/{verb}"
    assert_problem(everyone("desk1").post(path, bodies.get(verb)), 404, "not-found")
