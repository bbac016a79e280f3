"""What people do with what is unclear or waits for a hand, over the API: what they see, may, and are told."""

import hashlib
from datetime import datetime
from uuid import UUID

import pytest

from app.channels.base import Unclear
from app.workers.deliveries import deliver
from tests.api.parts import assert_problem, fetch, only, register, run
from tests.factories import soon
from tests.workers.scene import CONSOLE, raising

ADDRESS = "https://www.facebook.example/land/4711"
THERE = {"outcome": "there", "reason": "Ich habe nachgesehen.", "remote_url": ADDRESS}
ABSENT = {"outcome": "not_there", "reason": "Ich habe nachgesehen."}


@pytest.fixture
def manual(scene, people):
    """A central channel on a platform that nobody has written a connector for, served by hand."""
    channel_id = register("facebook", "Landeskanal Facebook")
    answer = people("kanal").post(f"/channels/{channel_id}/manual")
    assert answer.status_code == 200, answer.text
    return answer


def posted_on(people, label, *, link=None):
    """A post whose time has come, approved by those who may."""
    fields = {"alternative_url": link} if link else {}
    post = people("mb").submit(people("mb").write(channels=(label,), at=soon(-1), **fields))
    return people("mb.lead" if label == CONSOLE else "desk1").approve(post)


@pytest.fixture
def waiting(people, manual):
    """A delivery that waits for a hand; its path."""
    post = posted_on(people, "Landeskanal Facebook", link="https://land.example/mehr")
    deliver(UUID(only(post)["id"]))
    return f"/deliveries/{only(post)['id']}"


@pytest.fixture
def unclear(scene, people, channel):
    """A delivery on MB's console whose answer got lost and that is never sent again; its path."""
    scene.set_channel(idempotency="key")
    channel.answer = raising(Unclear("reset"))
    post = posted_on(people, CONSOLE)
    deliver(UUID(only(post)["id"]))
    return f"/deliveries/{only(post)['id']}"


def actions(delivery):
    return {row["name"]: row for row in delivery["actions"]}


def key_of(path):
    return path.split("/")[-1]


# Channels served by hand.


def test_a_channel_manager_lets_a_channel_be_served_by_hand(scene, people, manual):
    channel = manual.json()
    assert (channel["connected"], channel["by_hand"], channel["access_ok"]) == (True, True, True)
    assert manual.headers["ETag"] == people("mb").get(f"/channels/{channel['id']}").headers["ETag"]
    assert scene.told(channel["id"]) == ["channel.register", "channel.by_hand"]
    again = people("kanal").post(f"/channels/{channel['id']}/manual")
    assert again.json() == channel
    assert scene.told(channel["id"]).count("channel.by_hand") == 1


@pytest.mark.parametrize("name", ["mb", "mb.lead", "desk1", "revision", "admin"])
def test_nobody_else_does(scene, people, name):
    channel_id = register("facebook", "Landeskanal Facebook")
    assert_problem(people(name).post(f"/channels/{channel_id}/manual"), 403, "not-allowed")
    assert_problem(people(name).post("/channels/01890000-0000-7000-8000-000000000000/manual"), 404)


@pytest.mark.req("AU-09")
def test_it_takes_a_recent_sign_in(scene, people):
    channel_id = register("facebook", "Landeskanal Facebook")
    people("kanal")
    run("update sign_in set issued_at = issued_at - interval '6 minutes'")
    assert_problem(people("kanal").post(f"/channels/{channel_id}/manual"), 403, "reauth-required")


def test_a_connected_or_ended_channel_is_not_served_by_hand(scene, people):
    kanal, ended = people("kanal"), register("facebook", "Altes Facebook")
    run("update channel set state = 'discontinued' where id = :id", id=ended)
    assert_problem(kanal.post(f"/channels/{ended}/manual"), 409, "channel-closed")
    assert_problem(kanal.post(f"/channels/{kanal.channel('Landesportal')}/manual"), 409, "channel-connected")


def test_whoever_serves_the_channel_finds_text_and_link_in_the_queue_and_reports_the_address(
    scene, people, waiting
):
    kanal = people("kanal")
    [row] = kanal.get("/deliveries", state="held", hold_reason="manual").json()["items"]
    assert row["text_as_sent"] == "Neue Tablets für alle Schulen. Mehr dazu auf dem Landesportal. (MB)"
    assert row["alternative_url"] == "https://land.example/mehr"
    assert row["message"].startswith("Wartet auf das Veröffentlichen von Hand.")
    assert actions(row)["post_by_hand"]["allowed"]
    begun = kanal.post(f"{waiting}/post-by-hand")
    assert (begun.status_code, begun.json()["state"]) == (200, "unclear")
    assert (
        begun.json()["message"] == "Wird gerade von Hand veröffentlicht – bitte danach die Adresse eintragen."
    )
    [attempt] = begun.json()["attempts"]
    assert (attempt["kind"], attempt["outcome"], attempt["by"]) == (
        "publish",
        "unknown",
        "Kim Demo (Kanalverwaltung)",
    )
    assert actions(begun.json())["resolve_there"]["allowed"]
    done = kanal.post(f"{waiting}/resolve", THERE)
    assert (done.status_code, done.json()["state"], done.json()["remote_url"]) == (200, "sent", ADDRESS)


def test_whoever_serves_the_channel_gets_the_images_and_nobody_else_does(scene, people, manual):
    image = people("mb").media()
    fields = {"media": [{"id": image["id"], "alt": "Ein Schulhof"}], "content_warning": "Krieg"}
    post = people("mb").submit(people("mb").write(channels=("Landeskanal Facebook",), at=soon(-1), **fields))
    path = f"/deliveries/{only(people('desk1').approve(post))['id']}"
    assert people("kanal").get(f"{path}/images/{image['sha256']}").status_code == 404
    deliver(UUID(key_of(path)))
    row = people("kanal").get(path).json()
    assert row["content_warning"] == "Krieg"
    [shown] = row["media"]
    answer = people("kanal").get(f"{path}/images/{shown['sha256']}")
    assert answer.headers["content-type"] == shown["content_type"]
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert hashlib.sha256(answer.content).hexdigest() == shown["sha256"]
    for other in ("0" * 64, "..%2F..%2Fetc%2Fpasswd"):
        assert people("kanal").get(f"{path}/images/{other}").status_code == 404
    assert people("mw").get(f"{path}/images/{shown['sha256']}").status_code == 404
    assert people("kanal").post(f"{path}/post-by-hand").status_code == 200


def test_a_channel_manager_sees_neither_the_post_nor_what_still_waits(scene, people, waiting):
    kanal = people("kanal")
    read = kanal.get(waiting).json()
    assert_problem(kanal.get(f"/posts/{read['post_id']}"), 404, "not-found")
    later = people("mb").submit(people("mb").write(channels=("Landeskanal Facebook",), at=soon(3600)))
    people("desk1").approve(later)
    assert_problem(kanal.get(f"/deliveries/{only(later)['id']}"), 404, "not-found")
    assert [row["id"] for row in kanal.get("/deliveries").json()["items"]] == [read["id"]]


def test_what_must_not_be_posted_now_is_refused_with_the_reason(scene, people, waiting):
    people("desk1").post("/stops", {"scope": "all", "reason": "Lage"})
    told = assert_problem(people("kanal").post(f"{waiting}/post-by-hand"), 409, "not-by-hand-now")
    assert told["detail"].startswith("Jetzt bitte nicht veröffentlichen. Angehalten durch Not-Aus.")
    assert told["context"]["guard"] == "G06"
    assert people("kanal").get(waiting).json()["state"] == "held"


def test_a_removal_by_hand_is_asked_for_and_confirmed(scene, people, waiting):
    kanal, desk = people("kanal"), people("desk1")
    kanal.post(f"{waiting}/post-by-hand")
    kanal.post(f"{waiting}/resolve", THERE)
    post = people("mb.lead").post(f"{waiting}/take-down", {"reason": "Fehler"}).json()
    assert (post["state"], post["message"]) == (
        "removing",
        "Bitte von Hand vom Kanal entfernen und danach bestätigen.",
    )
    assert_problem(kanal.post(f"{waiting}/confirm-removal", {"reason": "Gelöscht."}), 409, "quiet-time")
    scene.shift(key_of(waiting), -601)
    gone = kanal.post(f"{waiting}/confirm-removal", {"reason": "Gelöscht."})
    assert (gone.status_code, gone.json()["state"]) == (200, "removed")
    assert desk.get(waiting).json()["attempts"][0]["kind"] == "remove"


# What is unclear.


def test_what_was_tried_said_and_can_be_done_is_shown_to_those_who_see_the_post(scene, people, unclear):
    lead = people("mb.lead")
    read = lead.get(unclear).json()
    assert datetime.fromisoformat(read["next_probe_at"]) > datetime.fromisoformat(read["due_at"])
    [call] = read["attempts"]
    assert (call["number"], call["kind"], call["outcome"], call["error"]) == (
        1,
        "publish",
        "unknown",
        "reset",
    )
    assert call["by"] == "Redaktionssystem"
    can = actions(read)
    assert can["resolve_there"]["allowed"]
    assert can["resolve_not_there"]["reason"].startswith("Es wurde noch nicht oft genug nachgesehen.")
    scene.shift(key_of(unclear), -400)
    scene.reconcile()
    looks = lead.get(unclear).json()["attempts"]
    assert (looks[0]["number"], looks[0]["kind"], looks[0]["outcome"]) == (2, "probe", "absent")


def test_a_decision_is_kept_answered_202_and_carried_out_by_the_next_look(scene, people, unclear):
    lead = people("mb.lead")
    for seconds in (150, 200, 300):
        scene.shift(key_of(unclear), -seconds)
        scene.reconcile()
    kept = lead.post(f"{unclear}/resolve", ABSENT)
    assert (kept.status_code, kept.json()["state"]) == (202, "unclear")
    [word] = kept.json()["resolutions"]
    assert (word["by"], word["outcome"], word["closed_at"]) == ("Luca Demo (Leitung MB)", "not_there", None)
    assert word["message"] == "Wird geprüft: Gleich wird auf dem Kanal noch einmal nachgesehen."
    assert not actions(kept.json())["resolve_there"]["allowed"]
    assert_problem(lead.post(f"{unclear}/resolve", THERE), 409, "resolution-open")
    scene.reconcile()
    done = lead.get(unclear).json()
    assert (done["state"], done["hold_reason"]) == ("held", "confirmed_absent")
    assert (done["resolutions"][0]["carried_out"], done["resolutions"][0]["message"]) == (True, "Übernommen.")
    assert actions(done)["release"]["allowed"]


def test_a_decision_that_is_not_carried_out_says_why(scene, people, unclear):
    lead = people("mb.lead")
    assert lead.post(f"{unclear}/resolve", THERE).status_code == 202
    scene.reconcile()
    [word] = lead.get(unclear).json()["resolutions"]
    assert (word["carried_out"], word["message"]) == (
        False,
        "Nicht übernommen: Beim Nachsehen war der Beitrag auf dem Kanal nicht zu finden.",
    )


def test_too_early_is_answered_with_the_moment_from_which_it_is_possible(scene, people, unclear):
    scene.set_channel(can_find=False)
    told = assert_problem(people("mb.lead").post(f"{unclear}/resolve", ABSENT), 409, "quiet-time")
    ends = scene.attempts(key_of(unclear))[0].finished_at.timestamp() + 600
    assert abs(datetime.fromisoformat(told["context"]["possible_from"]).timestamp() - ends) < 1
    assert told["context"]["moment"] in told["detail"]
    scene.shift(key_of(unclear), -601)
    done = people("mb.lead").post(f"{unclear}/resolve", ABSENT)
    assert (done.status_code, done.json()["hold_reason"]) == (200, "confirmed_absent")


@pytest.mark.parametrize(
    "body",
    [
        {"outcome": "there", "reason": "x"},
        THERE | {"remote_url": "javascript:alert(1)"},
        ABSENT | {"reason": " "},
        {"outcome": "there"},
        ABSENT | {"outcome": "perhaps"},
        ABSENT | {"by": "mb"},
    ],
)
def test_a_word_that_says_too_little_is_no_word(scene, people, unclear, body):
    assert_problem(people("mb.lead").post(f"{unclear}/resolve", body), 422)
    assert fetch("select count(*) from resolution") == [(0,)]


@pytest.mark.req("TK-03")
@pytest.mark.parametrize("verb", ["resolve", "post-by-hand", "confirm-removal"])
def test_no_token_says_or_does_any_of_this(scene, people, unclear, verb):
    wanted = {"name": "x", "scopes": ["posts:read", "posts:write", "posts:submit"], "expires_at": soon(3600)}
    token = people("mb.lead").post("/tokens", wanted).json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "x" * 20}
    answer = people("mb.lead").client.post(f"/api/v1{unclear}/{verb}", json=ABSENT, headers=headers)
    assert_problem(answer, 403)


def test_who_sees_only_what_is_published_sees_nothing_of_its_history(scene, people, waiting):
    people("kanal").post(f"{waiting}/post-by-hand")
    people("kanal").post(f"{waiting}/resolve", THERE)
    read = people("mw").get(waiting).json()
    assert (read["state"], read["remote_url"]) == ("sent", ADDRESS)
    assert (read["attempts"], read["resolutions"], read["actions"]) == ([], [], [])


# What is shown as possible is possible, and what is not is refused with the words shown.

CALLS = {
    "reschedule": ("reschedule", {"due_at": soon(7200)}),
    "cancel": ("cancel", {}),
    "hold": ("hold", {"reason": "Nein"}),
    "release": ("release", {"due_at": soon(7200)}),
    "take_down": ("take-down", {"reason": "Fehler"}),
    "resolve_there": ("resolve", THERE),
    "resolve_not_there": ("resolve", ABSENT),
    "post_by_hand": ("post-by-hand", None),
    "confirm_removal": ("confirm-removal", {"reason": "Gelöscht."}),
    "approve_again": ("approve-again", {}),
}
PEOPLE = ["mb", "mb.lead", "desk1", "kanal"]


@pytest.fixture
def make(scene, people, manual, channel):
    """Make a delivery in a situation, on a central channel or on one of the ministry; return its path."""

    def make(situation, label):
        by_hand, is_central = "hand" in situation, label == "Landesportal"
        columns = {"idempotency": "manual" if by_hand else "key", "can_find": False}
        scene.set_channel(label, **columns)
        channel.answer = channel.show
        at = soon(3600) if situation in {"proposed", "waiting", "held"} else soon(-1)
        post = people("mb").submit(people("mb").write(channels=(label,), at=at))
        path, lead = f"/deliveries/{only(post)['id']}", people("desk1" if is_central else "mb.lead")
        if situation == "proposed":
            return path
        lead.approve(post)
        if situation == "held":
            lead.post(f"{path}/hold", {"reason": "Nein"})
        if situation.startswith("unclear"):
            scene.begin(key_of(path)) or deliver(UUID(key_of(path)))
            by_hand and lead.post(f"{path}/post-by-hand")
            by_hand or scene.end_lease(key_of(path))
            scene.reconcile()
        elif at < soon(0):
            deliver(UUID(key_of(path)))
        if situation.startswith("removing"):
            by_hand and lead.post(f"{path}/post-by-hand")
            by_hand and lead.post(f"{path}/resolve", THERE | {"remote_url": f"https://x.example/{path}"})
            people("mb.lead").post(f"{path}/take-down", {"reason": "Fehler"})
        if situation.endswith("for long"):
            scene.shift(key_of(path), -700)
        return path

    return make


@pytest.mark.parametrize("label", ["Landesportal", CONSOLE])
@pytest.mark.parametrize(
    "situation",
    [
        "proposed",
        "waiting",
        "held",
        "held for a hand",
        "unclear",
        "unclear for long",
        "unclear in a hand",
        "sent",
        "removing",
        "removing by hand",
        "removing by hand for long",
    ],
)
def test_what_is_shown_as_possible_is_and_what_is_not_is_refused_with_those_words(
    scene, people, make, situation, label
):
    path = make(situation, label)
    seen, wrong = {}, []
    for name in PEOPLE:
        answer = people(name).get(path)
        seen[name] = actions(answer.json()) if answer.status_code == 200 else {}
    for name, can in seen.items():
        for action, row in can.items():
            verb, body = CALLS[action]
            if action in {"release", "approve_again"}:
                post_id = people("mb").get(path).json()["post_id"]
                body |= {
                    "revision_sha256": people("mb").get(f"/posts/{post_id}").json()["revision"]["sha256"]
                }
            where = make(situation, label) if row["allowed"] else path
            answer = people(name).post(f"{where}/{verb}", body)
            told = answer.json().get("detail")
            if told != row["reason"] or answer.status_code not in {200, 202, 403, 409}:
                wrong.append((name, action, row["reason"], told))
    assert wrong == []
    assert seen["mb.lead"]
