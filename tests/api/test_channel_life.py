"""A channel's life through the API: planned, described, announced, opened, ended; what is missing is named whole."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from app import clock
from tests.api.parts import assert_problem, fetch
from tests.factories import Person

USE = {
    "purpose": "Junge Menschen über Ausbildung im Land informieren.",
    "extent": "Drei Beiträge in der Woche, Antworten an Werktagen.",
    "responsibility": "Pressestelle des MB",
    "target_group": "Schülerinnen und Schüler",
    "topics": "Ausbildung, Schule",
    "delimitation": "Die Landeskanäle berichten nur von Kabinettsbeschlüssen dazu.",
}
CONCEPT = {"concept_title": "Nutzungskonzept Ausbildung", "concept_as_of": "2026-05-01"}
PREPARATION = ["use", "concept", "notice_pia", "notice_lfd"]


def day(days=0):
    return (clock.today() + timedelta(days=days)).isoformat()


def planned(person, **fields):
    body = {"platform": "console", "organisation": "MB", "label": "Ausbildung MB"} | fields
    answer = person.post("/channels", body)
    assert answer.status_code == 201, answer.text
    return answer.json()["channel"]["id"]


def describe(person, channel, **fields):
    return person.ask("PUT", f"/channels/{channel}/use", json=USE | fields)


def tell(person, channel, recipient, **fields):
    body = {"recipient": recipient, "means": "sent", "told_on": day(), "proof": "Az. 12-3"} | fields
    return person.post(f"/channels/{channel}/notices", body)


def step(person, channel, name, **fields):
    return person.post(f"/channels/{channel}/steps/{name}", fields)


def prepared(person, **fields):
    channel = planned(person, **fields)
    assert describe(person, channel, **CONCEPT).status_code == 200
    for recipient in ("pia", "lfd"):
        assert tell(person, channel, recipient).status_code == 201
    return channel


def events(channel):
    rows = fetch("select action from event where object_id = :id order by id", id=channel)
    return [action for (action,) in rows]


def test_a_ministry_announces_its_channel_and_opens_it_without_being_approved(people):
    lead = people("mb.lead")
    channel = planned(lead)
    assert describe(lead, channel).json()["missing"] == ["concept", "notice_pia", "notice_lfd"]
    assert step(lead, channel, "reserve").json()["channel"]["state"] == "reserved"
    assert describe(lead, channel, **CONCEPT).json()["channel"]["state"] == "concept_ready"
    tell(lead, channel, "pia")
    assert lead.get(f"/channels/{channel}/life").json()["missing"] == ["notice_lfd"]
    tell(lead, channel, "lfd", means="handed_over")
    life = lead.get(f"/channels/{channel}/life").json()
    assert (life["channel"]["state"], life["missing"]) == ("informed", [])
    trial = step(lead, channel, "try_out", decide_on=day(90)).json()
    assert (trial["channel"]["state"], trial["channel"]["since"]) == ("trial", day())
    assert step(lead, channel, "activate").json()["channel"]["state"] == "active"
    assert step(lead, channel, "pause", reason="Umbau.").json()["channel"]["state"] == "paused"
    assert step(lead, channel, "deactivate", reason="Kaum genutzt.").json()["channel"]["until"] == day()
    ended = step(lead, channel, "transfer", reason="Jetzt beim Landessportbund.").json()
    assert ended["steps"] == []
    assert ended["channel"]["end_reason"] == "Jetzt beim Landessportbund."
    assert [row["state"] for row in ended["channel"]["history"]] == [
        "planned",
        "reserved",
        "concept_ready",
        "informed",
        "trial",
        "active",
        "paused",
        "deactivated",
        "transferred",
    ]
    assert events(channel) == [
        "channel.plan",
        "channel.describe",
        "channel.reserve",
        "channel.describe",
        "channel.advance",
        "channel.inform",
        "channel.inform",
        "channel.advance",
        "channel.try_out",
        "channel.activate",
        "channel.pause",
        "channel.deactivate",
        "channel.transfer",
    ]


@pytest.mark.parametrize("name", ["activate", "try_out"])
def test_a_channel_without_concept_and_notices_does_not_open_and_is_told_all_that_is_missing(people, name):
    lead = people("mb.lead")
    channel = planned(lead)
    told = assert_problem(step(lead, channel, name, decide_on=day(9)), 409, "channel-not-ready")
    assert told["context"]["missing"] == PREPARATION
    assert "die Anzeige beim PIA; die Anzeige beim Landesbeauftragten für den Datenschutz" in told["detail"]
    assert lead.get(f"/channels/{channel}").json()["state"] == "planned"


def test_the_desk_waives_preparation_with_a_reason_and_a_ministry_does_not(people):
    lead, desk = people("mb.lead"), people("desk1")
    channel = planned(lead)
    path = f"/channels/{channel}/waive"
    assert_problem(lead.post(path, {"reason": "Eilt."}), 403, "not-allowed")
    assert_problem(desk.post(path, {"reason": " "}), 422)
    waived = desk.post(path, {"reason": "Nur während der Flut."}).json()
    assert (waived["waiver"], waived["missing"]) == ("Nur während der Flut.", [])
    assert step(lead, channel, "activate").json()["channel"]["state"] == "active"
    assert "channel.waive" in events(channel)


def test_an_end_needs_its_reason_a_trial_its_day_and_each_step_its_state(people):
    lead = people("mb.lead")
    channel = prepared(lead)
    assert_problem(step(lead, channel, "discontinue"), 422, "missing")
    assert_problem(step(lead, channel, "try_out"), 422, "missing")
    told = assert_problem(step(lead, channel, "pause", reason="Umbau."), 409, "wrong-state")
    assert "angezeigt" in told["detail"]
    assert_problem(step(lead, channel, "fly"), 422)
    step(lead, channel, "discontinue", reason="Die Plattform schließt.")
    assert_problem(step(lead, channel, "activate"), 409, "wrong-state")
    assert events(channel)[-1] == "channel.discontinue"


def test_what_cannot_be_is_refused_with_its_field(people):
    lead = people("mb.lead")
    channel = planned(lead)
    assert_problem(tell(lead, channel, "pia", told_on=day(1)), 422, "day-to-come")
    assert_problem(describe(lead, channel, concept_title="Ohne Tag"), 422, "concept-without-day")
    assert_problem(describe(lead, channel, concept_as_of=day()), 422, "concept-without-day")
    assert_problem(describe(lead, channel, **CONCEPT | {"concept_as_of": day(1)}), 422, "day-to-come")
    nowhere = "01890000-0000-7000-8000-000000000000"
    assert_problem(step(lead, channel, "reserve", decision_id=nowhere), 422, "decision-unknown")
    taken = {"platform": "console", "organisation": "MB", "label": "Ausbildung MB"}
    assert_problem(lead.post("/channels", taken), 422, "label-taken")
    assert_problem(lead.post("/channels", taken | {"platform": "nichts"}), 422, "platform-unknown")


def test_a_ministry_writes_its_own_channels_only_and_editors_none(people):
    channel = planned(people("mb.lead"))
    for name in ("mw.lead", "mb", "revision", "admin"):
        assert_problem(describe(people(name), channel), 403, "not-allowed")
    assert_problem(
        people("mw.lead").post("/channels", {"platform": "console", "organisation": "MB", "label": "Fremd"}),
        403,
    )
    assert describe(people("kanal"), channel).status_code == 200
    central = {"platform": "console", "organisation": "StK", "scope": "central", "label": "Neuer Landeskanal"}
    assert_problem(people("mb.lead").post("/channels", central), 403)
    made = people("desk1").post("/channels", central).json()["channel"]
    assert (made["approval_mode"], made["state"]) == ("central", "planned")


def test_the_notices_are_written_as_letters_from_the_register(people, client):
    lead = people("mb.lead")
    channel = prepared(lead)
    path = f"/channels/{channel}/notices/lfd/letter"
    word = Document(BytesIO(lead.get(path, format="docx").content))
    text = "\n".join(
        [row.text for row in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )
    assert "Landesbeauftragter für den Datenschutz (LfD)" in text
    for said in (*USE.values(), "Nutzungskonzept Ausbildung, Stand 01.05.2026", "Ausbildung MB"):
        assert said in text
    paper = lead.get(path)
    assert paper.headers["content-type"] == "application/pdf"
    assert 'filename="anzeige-lfd-ausbildung-mb.pdf"' in paper.headers["content-disposition"]
    assert paper.content.startswith(b"%PDF")
    assert paper.content == lead.get(path).content


def test_a_decision_is_kept_and_a_step_refers_to_it(people):
    desk, lead = people("desk1"), people("mb.lead")
    body = {
        "organisation": "StK",
        "title": "Ein Kanal weniger",
        "decided_on": day(),
        "participants": "Staatskanzlei, LfD",
        "arguments": "Aufwand gegen Reichweite abgewogen.",
        "outcome": "Der Kanal endet.",
        "legal_basis": "Verordnung (EU) 2016/679",
    }
    assert_problem(desk.post("/decisions", body | {"decided_on": day(1)}), 422, "day-to-come")
    assert_problem(lead.post("/decisions", body), 403)
    decision = desk.post("/decisions", body)
    assert decision.status_code == 201
    decision = decision.json()
    assert lead.get("/decisions").json()["items"] == [decision]
    assert lead.post("/decisions", body | {"organisation": "MB"}).status_code == 201
    assert events(decision["id"]) == ["decision.record"]
    channel = planned(lead)
    assert step(
        lead, channel, "discontinue", reason="Siehe Entscheidung.", decision_id=decision["id"]
    ).is_success
    known = fetch(
        "select decision_id from channel_status where channel_id = :id and position = 2", id=channel
    )
    assert [str(row[0]) for row in known] == [decision["id"]]


def test_who_has_nothing_to_do_with_the_register_does_not_read_its_inside(people):
    channel = planned(people("mb.lead"))
    for name, status in (("mw", 200), ("revision", 200), ("admin", 403)):
        assert people(name).get(f"/channels/{channel}/life").status_code == status
        assert people(name).get("/decisions").status_code == status
        assert people(name).get("/platforms").status_code == status
    assert isinstance(people("mw"), Person)
