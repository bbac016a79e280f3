"""Themes before posts: who may know of one, what an embargo holds, and what ministries are asked for."""

import pytest

from tests.api.parts import assert_problem, on
from tests.factories import soon


def house(client, abbreviation):
    """The id of the organisation with this Kürzel."""
    rows = client.get("/organisations").json()["items"]
    return next(row["id"] for row in rows if row["abbreviation"] == abbreviation)


def plan(client, **changes):
    lead = changes.pop("lead", "MB")
    return {"title": "Digitalpakt", "kind": "event", "lead_id": house(client, lead)} | changes


@pytest.mark.req("AZ-08")
def test_a_theme_under_embargo_is_shown_to_its_ministries_and_the_desk_only(everyone):
    mb, mw, desk = everyone("mb"), everyone("mw"), everyone("desk1")
    open_one = mb.post("/themes", plan(mb)).json()
    secret = mb.post("/themes", plan(mb, embargo_until=soon(3600))).json()
    assert secret["is_under_embargo"]
    for known in (mb, desk):
        assert known.get(f"/themes/{secret['id']}").status_code == 200
    assert_problem(mw.get(f"/themes/{secret['id']}"), 404, "not-found")
    seen = [row["id"] for row in mw.get("/themes").json()["items"]]
    assert open_one["id"] in seen
    assert secret["id"] not in seen


def test_only_the_desk_says_that_the_central_channels_go_first(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    assert_problem(mb.post("/themes", plan(mb, kind="cabinet")), 403, "not-allowed")
    theme = desk.post("/themes", plan(desk, kind="cabinet")).json()
    assert theme["is_central_first"]


def test_whoever_is_asked_for_a_contribution_takes_part_and_answers(everyone):
    mb, mw, desk = everyone("mb"), everyone("mw"), everyone("desk1")
    theme = desk.post("/themes", plan(desk, embargo_until=soon(7200))).json()
    body = {
        "organisation_id": house(desk, "MW"),
        "request": "Zwei Sätze zur Wirtschaft.",
        "due_at": soon(3600),
    }
    asked = desk.post(f"/themes/{theme['id']}/contributions", body).json()
    assert mw.get(f"/themes/{theme['id']}").status_code == 200
    answer = f"/contributions/{asked['id']}/answer"
    assert_problem(mb.post(answer, {"answer": "Nein."}), 403, "not-allowed")
    assert mw.post(answer, {"answer": "Hier sind sie."}).json()["state"] == "answered"
    assert_problem(mw.post(answer, {"answer": "Noch einmal."}), 409, "wrong-state")


@pytest.mark.req("AZ-08")
def test_a_moved_embargo_holds_at_once_what_was_approved_for_an_earlier_time(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    theme = mb.post("/themes", plan(mb))
    post = desk.approve(mb.submit(mb.write()))
    assigned = mb.put(f"/posts/{post['id']}/theme", {"theme_id": theme.json()["id"]})
    assert assigned.status_code == 204, assigned.text
    later = plan(mb, embargo_until=soon(30 * 24 * 3600))
    assert mb.put(f"/themes/{theme.json()['id']}", later, if_match=theme.headers["etag"]).status_code == 200
    assert [row["hold_reason"] for row in mb.read(post)["deliveries"]] == ["embargo"]
    done = [row["action"] for row in desk.get(f"/posts/{post['id']}/timeline").json()["items"]]
    assert "post.assign_theme" in done


def asked(mb, theme, organisation):
    body = {"organisation_id": house(mb, organisation), "request": "Bitte zwei Sätze.", "due_at": soon(7200)}
    answer = mb.post(f"/themes/{theme['id']}/contributions", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_request_is_taken_back_by_who_planned_the_theme_and_by_nobody_else(everyone):
    mb, mw = everyone("mb"), everyone("mw")
    request = asked(mb, mb.post("/themes", plan(mb)).json(), "MW")
    assert_problem(mw.post(f"/contributions/{request['id']}/withdraw"), 403, "not-allowed")
    assert mb.post(f"/contributions/{request['id']}/withdraw").json()["state"] == "withdrawn"
    assert_problem(mw.post(f"/contributions/{request['id']}/answer", {"answer": "Doch."}), 409, "wrong-state")


def test_whoever_was_asked_goes_on_taking_part_when_the_theme_is_changed(everyone):
    mb, mw = everyone("mb"), everyone("mw")
    theme = mb.post("/themes", plan(mb, embargo_until=soon(7200))).json()
    request = asked(mb, theme, "MW")
    tag = mb.get(f"/themes/{theme['id']}").headers["ETag"]
    changed = mb.put(f"/themes/{theme['id']}", plan(mb, embargo_until=soon(9000)), if_match=tag)
    assert [row["abbreviation"] for row in changed.json()["ministries"]] == ["MW"]
    assert mw.post(f"/contributions/{request['id']}/answer", {"answer": "Hier."}).status_code == 200


def test_posts_are_found_by_their_theme_and_a_copy_stays_with_it(everyone):
    mb = everyone("mb")
    theme, post, other = mb.post("/themes", plan(mb)).json(), mb.write(), mb.write()
    assert post["theme_id"] is None
    assert mb.put(f"/posts/{post['id']}/theme", {"theme_id": theme["id"]}).status_code == 204
    copy = mb.post(f"/posts/{post['id']}/copy", {}).json()
    found = {row["id"] for row in mb.get("/posts", theme_id=theme["id"]).json()["items"]}
    assert found == {post["id"], copy["id"]}
    assert mb.read(post)["theme_id"] == copy["theme_id"] == theme["id"]
    assert mb.read(other)["theme_id"] is None
    assert mb.put(f"/posts/{post['id']}/theme", {"theme_id": None}).status_code == 204
    assert mb.read(post)["theme_id"] is None


def test_an_own_channel_says_from_the_draft_on_that_it_waits_for_the_central_one(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    theme = desk.post("/themes", plan(desk, kind="cabinet")).json()
    post = mb.write(channels=("Landesportal", "Konsole MB"))
    mb.put(f"/posts/{post['id']}/theme", {"theme_id": theme["id"]})
    waits = {
        row["channel"]: "Wartet auf den Landeskanal" in row["message"] for row in mb.read(post)["deliveries"]
    }
    assert waits == {"Landesportal": False, "Konsole MB": True}
    own = on(mb.read(post), "Konsole MB")
    assert "Wartet auf den Landeskanal" in mb.get(f"/deliveries/{own['id']}").json()["message"]
    assert_problem(mb.put(f"/posts/{post['id']}/theme", {"theme_id": None}), 403, "not-allowed")


@pytest.mark.req("AZ-08")
def test_a_post_written_on_a_theme_under_an_embargo_is_hidden_from_the_first_moment(everyone):
    mb, auditor = everyone("mb"), everyone("revision")
    secret = mb.post("/themes", plan(mb, embargo_until=soon(3600))).json()
    hidden, shown = mb.write(theme_id=secret["id"]), mb.write()
    assert hidden["theme_id"] == secret["id"]
    assert mb.get(f"/posts/{hidden['id']}/timeline").status_code == 200
    seen = {row["id"] for row in auditor.get("/posts").json()["items"]}
    assert shown["id"] in seen
    assert hidden["id"] not in seen
    assert_problem(auditor.get(f"/posts/{hidden['id']}"), 404, "not-found")


@pytest.mark.req("AZ-08")
def test_nobody_writes_on_a_theme_they_may_not_know_of_or_that_was_taken_back(everyone):
    mb, mw = everyone("mb"), everyone("mw")
    secret = mb.post("/themes", plan(mb, embargo_until=soon(3600))).json()["id"]
    gone = mb.post("/themes", plan(mb)).json()["id"]
    mb.post(f"/themes/{gone}/withdraw", {"reason": "Der Termin entfällt."})
    own = mw.write("MW")
    body = {
        "organisation": "MW",
        "title": "Intern",
        "text": "Öffentlich",
        "deliveries": [{key: own["deliveries"][0][key] for key in ("channel_id", "proposed_at")}],
    }
    for theme_id, key in (
        (secret, "theme-unknown"),
        ("01890000-0000-7000-8000-000000000000", "theme-unknown"),
        (gone, "theme-gone"),
    ):
        for refused in (
            mw.post("/posts", body | {"theme_id": theme_id}),
            mw.put(f"/posts/{own['id']}/theme", {"theme_id": theme_id}),
        ):
            [issue] = assert_problem(refused, 422, key)["issues"]
            assert (issue["field"], issue["key"]) == ("theme_id", key)


def test_those_who_work_on_a_theme_talk_about_it_and_are_told(people, force):
    mb, desk, auditor = people("mb"), people("desk1"), people("revision")
    theme = mb.post("/themes", plan(mb)).json()
    place = f"/themes/{theme['id']}/comments"
    first = desk.post(place, {"text": "Wer liefert die Bilder?"})
    assert first.status_code == 201, first.text
    mb.post(place, {"text": "Das Ministerium."})
    assert_problem(mb.post(place, {"text": " "}), 422)
    assert_problem(auditor.post(place, {"text": "Ich lese nur."}), 403, "not-allowed")
    said = auditor.get(place).json()["items"]
    assert [(row["text"], row["decision"]) for row in said] == [
        ("Wer liefert die Bilder?", None),
        ("Das Ministerium.", None),
    ]
    told = force(
        "select u.email from notification n join \"user\" u on u.id = n.user_id where kind = 'theme.commented' order by 1"
    )
    assert [email for (email,) in told] == ["desk1@redaktion.example", "mb@redaktion.example"]


def test_the_desk_or_the_head_of_the_lead_decides_with_a_reason_and_the_last_word_holds(people, force):
    mb, lead, desk = people("mb"), people("mb.lead"), people("desk1")
    theme = mb.post("/themes", plan(mb, ministries=[house(mb, "MW")])).json()
    place = f"/themes/{theme['id']}/comments"
    assert_problem(mb.post(place, {"text": "Von mir aus.", "decision": "taken_up"}), 403, "not-allowed")
    for person, word in ((lead, "taken_up"), (desk, "deferred")):
        answer = person.post(place, {"text": "Nach den Ferien.", "decision": word})
        assert answer.status_code == 201, answer.text
    assert [row["decision"] for row in mb.get(place).json()["items"]] == ["taken_up", "deferred"]
    told = force("select count(*) from notification where kind = 'theme.decided'")
    assert told == [(4,)]
    mb.post(f"/themes/{theme['id']}/withdraw", {"reason": "Der Termin entfällt."})
    assert_problem(desk.post(place, {"text": "Zu spät."}), 409, "theme-withdrawn")


def test_a_post_on_a_theme_of_others_is_hinted_at_on_its_ministrys_own_channel_only(people):
    mb, mw = people("mb"), people("mw")
    foreign, own = (
        mw.post("/themes", plan(mw, lead="MW", ministries=ministries)).json()
        for ministries in ([], [house(mw, "MB")])
    )
    post = mb.write(channels=("Konsole MB", "Landesportal"))

    def hints():
        found = mb.post(f"/posts/{post['id']}/check").json()["results"]
        return [(row["field"], row["message"]) for row in found if row["rule"] == "portfolio"]

    for theme, number in ((foreign, 1), (own, 0)):
        answer = mb.put(f"/posts/{post['id']}/theme", {"theme_id": theme["id"]})
        assert answer.status_code == 204, answer.text
        assert len(hints()) == number
    mb.put(f"/posts/{post['id']}/theme", {"theme_id": foreign["id"]})
    [(_, message)] = hints()
    assert "das MW federführend plant" in message
