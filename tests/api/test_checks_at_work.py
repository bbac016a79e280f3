"""The checks at work: found live, justified, seen by whoever decides, tuned by the desk, and never in the way when broken."""

import time

import pytest
from sqlalchemy import text
from structlog.testing import CapturingLogger

from app import db
from app.actions import assistant
from app.editorial import neutrality
from tests.api.parts import approve, assert_problem, decide, fetch

FUNDING = "Die Ministerin übergab einen Förderbescheid über 100.000 Euro."
WHY = "Die Feuerwehr bekommt damit das erste neue Fahrzeug seit 1998."


def check(person, post):
    return person.post(f"/posts/{post['id']}/check").json()


def tune(person, rule, body):
    return person.post(f"/check-rules/{rule}/tune", body)


def of_rule(results, rule):
    return [row for row in results["results"] if row["rule"] == rule]


def last_run(post):
    """What was kept last: occasion, results, mark, versions."""
    return fetch(
        "select occasion, results, is_not_checked, rules, assistant, lexicon from check_run"
        " where post_id = :id order by id desc limit 1",
        id=post["id"],
    )[0]


def test_a_funding_notice_needs_a_reason_which_stands_beside_it_for_the_approver(office, people):
    mb, desk = people("mb"), people("desk1")
    post = mb.write(text=FUNDING)
    (live,) = of_rule(check(mb, post), "funding-notice")
    assert (live["level"], live["quote"]) == ("reason_required", "übergab einen Förderbescheid")
    refused = assert_problem(decide(mb, "submit", post), 409, "justification-missing")
    (issue,) = refused["issues"]
    assert (issue["field"], issue["key"], issue["context"]["rule"]) == (
        "text",
        "funding-notice",
        "funding-notice",
    )
    assert mb.read(post)["state"] == "draft"
    assert fetch("select 1 from check_run where post_id = :id", id=post["id"]) == []

    said = [{"rule": "funding-notice", "text": WHY}]
    assert decide(mb, "submit", post, justifications=said).json()["state"] == "submitted"
    (seen,) = of_rule(check(desk, post), "funding-notice")
    assert seen["justification"] == WHY
    (entry,) = [row for row in desk.get("/queue").json()["items"] if row["id"] == post["id"]]
    assert [row["key"] for row in entry["findings"] if row["key"] == "funding-notice"] == ["funding-notice"]

    assert approve(desk, mb.read(post)).status_code == 200
    runs = desk.get(f"/posts/{post['id']}/checks").json()["items"]
    assert [run["occasion"] for run in runs] == ["approval", "submission"]
    assert [of_rule(run, "funding-notice")[0]["justification"] for run in runs] == [WHY, WHY]
    assert all(run["rules"] and run["assistant"] and run["lexicon"] for run in runs)


def test_an_empty_reason_is_none_and_a_reason_for_another_rule_neither(office, people):
    mb = people("mb")
    post = mb.write(text=FUNDING)
    assert (
        decide(mb, "submit", post, justifications=[{"rule": "funding-notice", "text": " "}]).status_code
        == 422
    )
    other = [{"rule": "appointment", "text": WHY}]
    assert_problem(decide(mb, "submit", post, justifications=other), 409, "justification-missing")


def test_a_rule_that_the_desk_switches_off_is_gone_and_one_made_a_hint_asks_nothing(office, people):
    mb, desk = people("mb"), people("desk1")
    post = mb.write(text=FUNDING)
    why = "Übergaben sind im Jubiläumsjahr erwünscht."
    assert tune(desk, "funding-notice", {"level": "hint", "reason": why}).status_code == 200
    assert [row["level"] for row in of_rule(check(mb, post), "funding-notice")] == ["hint"]
    off = tune(desk, "funding-notice", {"on": False, "reason": why}).json()
    assert (off["on"], off["level"], off["reason"], off["changed_by"]) == (
        False,
        "hint",
        why,
        "Dora Demo (Zentralredaktion)",
    )
    assert of_rule(check(mb, post), "funding-notice") == []
    assert decide(mb, "submit", post).json()["state"] == "submitted"
    events = fetch("select reason, body from event where action = :name", name="check_rule.tune")
    assert [row.reason for row in events] == [why, why]
    assert events[0].body["was"]["level"] == "reason_required"
    assert events[1].body["now"] == {"is_on": False, "level": "hint", "number": None}


def test_what_was_found_stays_as_it_was_found(office, people):
    mb, desk = people("mb"), people("desk1")
    post = mb.write(text=FUNDING)
    decide(mb, "submit", post, justifications=[{"rule": "funding-notice", "text": WHY}])
    tune(desk, "funding-notice", {"on": False, "reason": "Versuchsweise."})
    (run,) = desk.get(f"/posts/{post['id']}/checks").json()["items"]
    assert of_rule(run, "funding-notice")[0]["justification"] == WHY
    with db.transaction() as session, pytest.raises(Exception, match="permission denied"):
        session.execute(text("update check_run set results = '[]'"))


def test_technical_rules_stay_and_others_keep_within_their_bounds(office, people):
    desk = people("desk1")
    why = {"reason": "Versuchsweise."}
    assert_problem(tune(desk, "alt-text", {"on": False, **why}), 409, "rule-technical")
    assert_problem(tune(desk, "party-political", {"level": "block", **why}), 422, "rule-level")
    assert_problem(tune(desk, "hashtags", {"number": 99, **why}), 422, "rule-number")
    assert_problem(tune(desk, "party-political", {"number": 3, **why}), 422, "rule-without-number")
    assert_problem(tune(desk, "nonsense", {"on": False, **why}), 404)
    assert tune(desk, "hashtags", {"number": 3}).status_code == 422
    assert_problem(tune(people("mb"), "hashtags", {"number": 3, **why}), 403)


def test_the_number_of_hashtags_is_the_desks(office, people):
    mb, desk = people("mb"), people("desk1")
    text = {"text": "Heute neu #Eins #Zwei #Drei"}
    assert of_rule(mb.post("/check", text).json(), "hashtags") == []
    tune(desk, "hashtags", {"number": 2, "reason": "Zwei genügen."})
    (row,) = of_rule(mb.post("/check", text).json(), "hashtags")
    assert (row["quote"], row["start"], row["end"]) == ("#Drei", 22, 27)


def test_a_text_alone_is_checked_live_for_party_politics_too(office, people):
    answer = (
        people("mb").post("/check", {"text": "Die Ministerin bittet: Machen Sie Ihr Kreuz ganz oben!"}).json()
    )
    (flag,) = of_rule(answer, "party-political")
    assert (flag["level"], flag["indicator"], flag["indicator_level"]) == ("hint", "I01", "warning")
    assert flag["message"].startswith("Anhaltspunkt:")
    assert answer["neutrality"] == "1 Anhaltspunkt gefunden."
    calm = people("mb").post("/check", {"text": "Das Freibad öffnet am Montag."}).json()
    assert (calm["neutrality"], calm["not_checked"]) == ("Keine Anhaltspunkte gefunden.", False)


def test_an_answer_to_an_indicator_is_kept_beside_it_and_its_lack_blocks_nothing(office, people):
    mb, desk = people("mb"), people("desk1")
    text = "Machen Sie Ihr Kreuz ganz oben!"
    silent = mb.submit(mb.write(text=text))
    (flag,) = of_rule(check(desk, silent), "party-political")
    assert flag["justification"] is None
    answered = mb.write(text=text)
    decide(mb, "submit", answered, justifications=[{"rule": "I01", "text": "Zitat aus einem Spiel."}])
    (flag,) = of_rule(check(desk, answered), "party-political")
    assert flag["justification"] == "Zitat aus einem Spiel."


def test_what_is_changed_while_it_waits_is_checked_again(office, people):
    mb, desk = people("mb"), people("desk1")
    post = mb.submit(mb.write(text="Das Freibad öffnet am Montag."))
    mb.patch(f"/posts/{post['id']}", {"text": FUNDING})
    (entry,) = [row for row in desk.get("/queue").json()["items"] if row["id"] == post["id"]]
    assert "funding-notice" in [row["key"] for row in entry["findings"]]


def test_a_neighbour_on_the_channel_is_named_without_saying_what_it_is(office, people):
    mb, mw = people("mb"), people("mw")
    first = mb.submit(mb.write(text="Das Freibad öffnet."))
    due = first["deliveries"][0]["proposed_at"]
    second = mw.write("MW", text="Der Waldweg ist offen.", at=due)
    (row,) = of_rule(check(mw, second), "collision")
    assert "Freibad" not in str(row)
    assert row["field"] == "deliveries.0.proposed_at"


def test_hits_are_counted_once_a_post_by_ministry(office, people):
    mb, desk = people("mb"), people("desk1")
    for reason in (WHY, "Es ist das größte Vorhaben des Landes."):
        post = mb.write(text=FUNDING)
        decide(mb, "submit", post, justifications=[{"rule": "funding-notice", "text": reason}])
    approve(desk, mb.read(post))
    rows = desk.get("/check-rules/hits", days=1).json()["items"]
    (row,) = [row for row in rows if (row["rule"], row["organisation"]) == ("funding-notice", "MB")]
    assert (row["posts"], row["justified"]) == (2, 2)


def raise_error(*arguments, **named):
    message = "broken on purpose"
    raise RuntimeError(message)


def sleep_long(*arguments, **named):
    time.sleep(1)


def find_none(*arguments, **named):
    return None


@pytest.mark.parametrize(
    ("module", "name", "broken", "cause"),
    [
        (neutrality, "assess", raise_error, "RuntimeError"),
        (neutrality, "assess", sleep_long, "time-out"),
        (assistant, "find_lexicon", find_none, "no lexicon"),
        (assistant, "find_lexicon", raise_error, "RuntimeError"),
    ],
)
def test_a_broken_assistant_stops_nobody_and_leaves_its_mark(
    office, people, monkeypatch, module, name, broken, cause
):
    mb, desk = people("mb"), people("desk1")
    monkeypatch.setattr(module, name, broken)
    if broken is sleep_long:
        monkeypatch.setattr(assistant, "LONGEST_S", 0.2)
    log = CapturingLogger()
    monkeypatch.setattr(assistant, "log", log)
    post = mb.write(text="Machen Sie Ihr Kreuz ganz oben!")
    live = check(mb, post)
    assert (live["not_checked"], live["neutrality"]) == (True, "Nicht geprüft.")
    assert decide(mb, "submit", post).json()["state"] == "submitted"
    (entry,) = [row for row in desk.get("/queue").json()["items"] if row["id"] == post["id"]]
    assert "not-checked" in [row["key"] for row in entry["findings"]]
    assert approve(desk, mb.read(post)).json()["state"] == "scheduled"
    run = last_run(post)
    assert (run.occasion, run.is_not_checked, run.lexicon) == ("approval", True, None)
    assert "citizen-value" in [row["rule"] for row in run.results]
    assert [(row.args, row.kwargs) for row in log.calls] == [(("check.not_checked",), {"cause": cause})] * 3


def test_without_the_rule_the_assistant_is_not_asked(office, people, monkeypatch):
    mb, desk = people("mb"), people("desk1")
    monkeypatch.setattr(neutrality, "assess", raise_error)
    tune(desk, "party-political", {"on": False, "reason": "Der Assistent wird überarbeitet."})
    answer = mb.post("/check", {"text": "Machen Sie Ihr Kreuz ganz oben!"}).json()
    assert (answer["results"], answer["not_checked"]) == ([], False)
