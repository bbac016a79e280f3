"""The file of a post: whole, checked against the chain of events, as JSON and as pages."""

import json

import pytest

from app.paper import legible
from app.workers import notifications, takedowns
from tests.api.parts import assert_problem, deliver_due
from tests.factories import soon


@pytest.fixture
def removed(people, force):
    """A post of MB that was changed, published, objected to and removed."""
    mb, desk, lead = people("mb"), people("desk1"), people("mb.lead")
    draft = mb.write(at=soon(-5), text="Erste Fassung.")
    post = mb.patch(f"/posts/{draft['id']}", {"text": "Zweite Fassung 🙂 für alle."}).json()
    mb.submit(post)
    said = desk.post(f"/posts/{post['id']}/comments", {"text": "Ist das mit MF abgestimmt?"})
    assert said.status_code == 201, said.text
    desk.approve(post)
    deliver_due()
    case = desk.post(
        "/takedowns",
        {
            "post_id": post["id"],
            "kind": "removal",
            "ground": "party_political",
            "quote": "für alle",
            "remedy": "Bitte streichen.",
        },
    ).json()
    notifications.sweep()
    lead.post(f"/takedowns/{case['id']}/respond", {"answer": "object", "statement": "Das ist keine Partei."})
    lead.post(f"/takedowns/{case['id']}/respond", {"answer": "agree", "statement": "Wir stimmen doch zu."})
    people("desk2").post(f"/takedowns/{case['id']}/execute")
    takedowns.sweep()
    return mb.read(post)


def record(person, post, **query):
    return person.get(f"/posts/{post['id']}/record", **query)


def test_the_file_holds_every_version_decision_call_and_word(people, removed):
    file = record(people("mb"), removed).json()
    assert [row["text"] for row in file["revisions"]] == ["Erste Fassung.", "Zweite Fassung 🙂 für alle."]
    assert [row["revision"] for row in file["approvals"]] == [2]
    [delivery] = file["deliveries"]
    assert json.loads(delivery["payload"])["text"] == "Zweite Fassung 🙂 für alle. (MB)"
    assert [(row["kind"], row["outcome"]) for row in delivery["attempts"]] == [
        ("publish", "sent"),
        ("remove", "absent"),
    ]
    [case] = file["takedowns"]
    assert [row["answer"] for row in case["answers"]] == ["object", "agree"]
    assert [row["text"] for row in file["comments"]] == ["Ist das mit MF abgestimmt?"]
    assert file["events"][0]["action"] == "post.create"
    assert [row["action"] for row in file["events"]][-1] == "takedown.end"
    assert file["proof"]["intact"] is True
    assert all(row["fits"] for row in file["events"])
    positions = [row["position"] for row in file["events"]]
    assert positions == sorted(positions)
    assert file["proof"]["chain_length"] >= positions[-1]


@pytest.mark.req("AC-05")
@pytest.mark.parametrize(
    ("forgery", "named"),
    [
        ("update event set reason = 'anders' where action = 'takedown.respond'", "Ereignis"),
        (
            "update event_link set sha256 = repeat('0', 64) where event_id in (select id from event where action = 'post.submit')",
            "Ereignis",
        ),
        (
            "delete from event_link where event_id in (select id from event where action = 'takedown.execute')",
            "Ereignis",
        ),
        ("update rendering set payload = replace(payload, 'Erste', 'Andere')", "Fassung 1"),
        ("update revision set sha256 = repeat('0', 64) where number = 2", "Fassung 2"),
        ("update delivery set payload = replace(payload, 'Zweite', 'Dritte')", "Ausspielung"),
        ("update takedown set quote = 'etwas anderes'", "Löschverfahren 1"),
        ("update takedown set deadline_at = deadline_at - interval '1 minute'", "Löschverfahren 1"),
        ("update takedown set opened_by_id = executed_by_id", "Löschverfahren 1"),
        ("update takedown set execute_reason = 'nachgeschoben'", "Löschverfahren 1"),
        ("update takedown_answer set statement = 'Einverstanden.'", "Löschverfahren 1"),
        ("delete from takedown_answer where answer = 'object'", "Löschverfahren 1"),
    ],
)
def test_whatever_was_changed_behind_the_offices_back_is_named(people, force, removed, forgery, named):
    force(forgery)
    proof = record(people("mb"), removed).json()["proof"]
    assert proof["intact"] is False
    assert any(fault.startswith(named) for fault in proof["faults"])


def test_the_pages_are_a_tagged_pdf_that_shows_what_the_file_holds(people, removed):
    answer = record(people("mb"), removed, format="pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == f'attachment; filename="akte-{removed["id"]}.pdf"'
    assert answer.content.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/Lang", b"pdfuaid", b"/FontFile"):
        assert mark in answer.content, mark


def test_who_sees_the_whole_post_gets_its_file_and_nobody_else(people, removed):
    for name in ("mb", "mb.lead", "desk1", "revision"):
        assert record(people(name), removed).status_code == 200
    for name in ("mw", "kanal", "admin"):
        assert_problem(record(people(name), removed), 404)
    assert_problem(record(people("mb"), removed, format="docx"), 422)


def test_the_file_of_a_draft_is_short_and_whole(people):
    mb = people("mb")
    draft = mb.write()
    file = record(mb, draft).json()
    assert (file["approvals"], file["takedowns"], file["deliveries"][0]["attempts"]) == ([], [], [])
    assert file["proof"]["intact"] is True
    assert record(mb, draft, format="pdf").content.startswith(b"%PDF-")


def test_what_no_font_shows_is_written_as_what_it_is():
    assert legible({"a": ["Grüße 🙂"]}) == {"a": ["Grüße [U+1F642 slightly smiling face]"]}


def test_no_text_is_ever_taken_for_a_command_of_the_template(people):
    mb = people("mb")
    evil = '#panic("x") $x$ *fett* = Titel \\ @ref <label> #import "/etc/passwd"'
    post = mb.write(text=evil, title=evil)
    answer = record(mb, post, format="pdf")
    assert answer.status_code == 200
    assert record(mb, post).json()["revisions"][0]["text"] == evil
