"""A Kleine Anfrage from its arrival to the answer: survey, late ministries, `entfällt`, keeping, files, co-signature."""

import io
import zipfile
from datetime import timedelta

import docx
import pytest
from typer.testing import CliRunner

from app import clock
from app.cli import cli
from app.queries.event_things import SIMPLE
from app.reports.keeping import sum_of
from app.workers import notifications
from tests.api.parts import assert_problem, fetch

COSTS = {
    "label": "4",
    "wording": "Wie hoch ist der jährliche Kostenaufwand je Institution und Medium?",
    "block": "costs",
}
QUESTIONS = [
    {"label": "1", "wording": "Wie bewertet die Landesregierung soziale Medien?"},
    {"label": "3", "wording": "Welche Kanäle werden betrieben?", "block": "channels"},
    COSTS,
    {"label": "5", "wording": "Wer betreut die Kanäle?", "block": "staffing"},
]


def day(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def opened(desk, number="KA 7/2776", **more):
    body = {
        "number": number,
        "title": "Auftritte der Landesregierung in sozialen Medien",
        "members": ["Kim Muster"],
        "deadline": day(20),
        "as_of": day(0),
        "questions": QUESTIONS,
    }
    answer = desk.post("/inquiries", body | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def asked(desk, inquiry, due_on=None):
    answer = desk.post(f"/inquiries/{inquiry['id']}/surveys", {"due_on": due_on or day(10)})
    assert answer.status_code == 201, answer.text
    return {row["organisation"]: row for row in answer.json()["items"]}


def say(person, survey, block, word="confirmed", remark=None):
    body = {"block": block, "word": word, "remark": remark}
    answer = person.put(f"/surveys/{survey['id']}/answers", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sign(person, survey, seen=None):
    seen = seen or person.get(f"/surveys/{survey['id']}").json()["seen"]
    return person.post(f"/surveys/{survey['id']}/sign", {"seen": seen})


def signed(person, survey, **words):
    for block in ("channels", "costs", "staffing"):
        say(person, survey, block, **words.get(block, {}))
    answer = sign(person, survey)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusals(answer):
    """Field and key of everything that was wrong with a request."""
    return [(issue["field"], issue["key"]) for issue in assert_problem(answer, 422)["issues"]]


def keep(desk, inquiry):
    answer = desk.post(f"/inquiries/{inquiry['id']}/versions")
    assert answer.status_code == 201, answer.text
    return answer.json()


def file(person, version, **query):
    answer = person.get(f"/inquiry-versions/{version['id']}", **query)
    assert answer.status_code == 200, answer.text
    return answer


def test_an_inquiry_is_answered_end_to_end(people, force):
    desk, mb, mw = people("desk1"), people("mb.lead"), people("mw.lead")
    inquiry = opened(desk)
    surveys = asked(desk, inquiry)
    assert {"MB", "MW", "StK"} <= set(surveys)
    done = signed(mb, surveys["MB"], staffing={"word": "not_applicable"})
    assert (done["state"], done["is_old"]) == ("signed", False)
    assert (
        say(mw, surveys["MW"], "channels", "corrected", "Der Kanal heißt jetzt anders.")["state"]
        == "answering"
    )
    row = desk.get(f"/inquiries/{inquiry['id']}").json()
    assert (row["asked"], row["signed"], row["late"]) == (len(surveys), 1, 0)
    first = inquiry["questions"][0]
    words = "Soziale Medien ergänzen die Pressearbeit.\n\nSie ersetzen sie nicht."
    assert desk.put(f"/inquiry-questions/{first['id']}", {"answer": words, "before": None}).status_code == 200
    version = keep(desk, inquiry)
    force("update cost_item set amount = 1 where amount is not null")
    whole = file(desk, version).json()
    costs = next(table for table in whole["tables"] if table["block"] == "costs")
    amounts = [line[costs["heads"].index("Betrag in Euro")] for line in costs["rows"]]
    assert "34.520,00" in amounts
    assert "1,00" not in amounts
    said = {line["organisation"]: line for line in whole["surveys"]}
    assert said["MB"]["said"] == "Kanäle: bestätigt, Kosten: bestätigt, Personal: entfällt (gezeichnet)"
    assert said["MW"]["said"] == "Kanäle: berichtigt (nicht gezeichnet)"
    assert said["MW"]["remarks"] == "Der Kanal heißt jetzt anders."
    assert said["StK"]["said"] == "keine Antwort"
    [(content,)] = fetch("select content from inquiry_version")
    assert version["sha256"] == whole["sha256"] == sum_of(content)
    answer = mb.post(f"/inquiry-versions/{version['id']}/co-sign", {"organisation": "MB"})
    assert [line["organisation"] for line in answer.json()["signatures"]] == ["MB"]
    later = keep(desk, inquiry)
    assert (later["number"], later["sha256"] == version["sha256"]) == (2, False)
    changed = mb.get(f"/inquiry-versions/{later['id']}/differences", earlier=version["id"]).json()
    assert {line["block"] for line in changed["differences"]} == {"costs"}
    assert {line["new"] for line in changed["differences"]} == {True, False}
    said = {line["organisation"]: line["said"] for line in file(desk, later).json()["surveys"]}
    assert said["MB"].endswith("(gezeichnet, Angaben danach geändert)")


def test_the_files_of_a_version_are_the_same_each_time_and_say_all_of_it(people):
    desk = people("desk1")
    inquiry = opened(desk)
    asked(desk, inquiry)
    version = keep(desk, inquiry)
    for form in ("docx", "pdf", "xlsx"):
        once, again = file(desk, version, format=form), file(desk, version, format=form)
        assert once.content == again.content
        assert f'filename="antwort-ka-7-2776-fassung-1.{form}"' in once.headers["content-disposition"]
    paper = docx.Document(io.BytesIO(file(desk, version, format="docx").content))
    heads = [line.text for line in paper.paragraphs if line.style.name.startswith("Heading")]
    assert heads[:4] == [
        "Kleine Anfrage KA 7/2776: Auftritte der Landesregierung in sozialen Medien",
        "Frage 1",
        "Frage 3",
        "Frage 4",
    ]
    assert {"Abfrage der Ressorts und Behörden", "Abkürzungen", "Zu dieser Fassung"} <= set(heads)
    text = "\n".join(line.text for line in paper.paragraphs)
    assert version["sha256"] in text
    assert "Quelle: Kanalregister der Landesregierung" in text
    assert b"/StructTreeRoot" in file(desk, version, format="pdf").content
    with zipfile.ZipFile(io.BytesIO(file(desk, version, format="xlsx").content)) as book:
        assert len([name for name in book.namelist() if "worksheets/sheet" in name]) == 5
    lines = file(desk, version, format="csv", block="channels").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"Ressort";"Bereich/Behörde";"Plattform"')
    refused = desk.get(f"/inquiry-versions/{version['id']}", format="csv")
    assert refusals(refused) == [("block", "block-not-kept")]


def test_the_shell_writes_the_same_file(people, tmp_path):
    desk = people("desk1")
    version = keep(desk, opened(desk))
    words = ["inquiry", "export", "KA 7/2776", "--folder", str(tmp_path)]
    made = CliRunner().invoke(cli, words)
    assert made.exit_code == 0, made.output
    assert version["sha256"] in made.output
    written = (tmp_path / "antwort-ka-7-2776-fassung-1.docx").read_bytes()
    assert written == file(desk, version, format="docx").content
    for wrong, sentence in (
        (["inquiry", "export", "KA 7/1"], "keine solche Fassung"),
        ([*words, "--version", "2"], "keine solche Fassung"),
        ([*words, "--format", "csv"], "Dazu enthält diese Fassung keine Tabelle"),
    ):
        refused = CliRunner().invoke(cli, wrong)
        assert refused.exit_code == 1
        assert sentence in refused.output


def test_whoever_signs_has_answered_everything_and_seen_what_is_there_now(people, force):
    desk, mb = people("desk1"), people("mb.lead")
    survey = asked(desk, opened(desk))["MB"]
    sheet = mb.get(f"/surveys/{survey['id']}").json()
    assert [table["block"] for table in sheet["tables"]] == ["channels", "costs", "staffing"]
    assert_problem(sign(mb, survey), 409, "survey-not-answered")
    for block in ("channels", "costs", "staffing"):
        say(mb, survey, block)
    force(
        "update cost_item set amount = 99 where amount is not null and organisation_id ="
        " (select id from organisation where abbreviation = 'MB')"
    )
    assert_problem(sign(mb, survey, sheet["seen"]), 409, "survey-changed")
    assert sign(mb, survey).status_code == 200
    assert say(mb, survey, "costs", "corrected", "Betrag ergänzt.")["state"] == "answering"


def test_a_body_is_asked_about_itself_alone_and_its_ministry_may_answer_for_it(people):
    desk = people("desk1")
    surveys = asked(desk, opened(desk))
    rows = fetch(
        "select child.abbreviation, parent.abbreviation as above from organisation child"
        " join organisation parent on parent.id = child.parent_id where parent.abbreviation = 'MB'"
    )
    body = rows[0].abbreviation
    sheet = people("mb.lead").get(f"/surveys/{surveys[body]['id']}").json()
    channels = next(table for table in sheet["tables"] if table["block"] == "channels")
    at = channels["heads"].index("Bereich/Behörde")
    assert {row[at] for row in channels["rows"]} <= {body}
    own = people("mb.lead").get(f"/surveys/{surveys['MB']['id']}").json()
    rows = next(table for table in own["tables"] if table["block"] == "channels")["rows"]
    assert {row[at] for row in rows} <= {""}
    assert say(people("mb.lead"), surveys[body], "channels")["organisation"] == body


@pytest.mark.parametrize(
    ("change", "field", "key"),
    [
        ({"as_of": day(21)}, "as_of", "as-of-after-deadline"),
        ({"questions": []}, "questions", "too-short"),
        ({"number": "KA 7/2776"}, "number", "inquiry-known"),
    ],
)
def test_what_is_wrong_with_an_inquiry_is_said_at_its_field(people, change, field, key):
    desk = people("desk1")
    inquiry = opened(desk)
    body = {name: inquiry[name] for name in ("title", "members", "deadline", "as_of")}
    refused = desk.post("/inquiries", body | {"number": "KA 7/1", "questions": QUESTIONS} | change)
    assert refusals(refused) == [(field, key)]


def test_ministries_are_asked_once_within_the_time_that_there_is(people):
    desk = people("desk1")
    inquiry = opened(desk)
    path = f"/inquiries/{inquiry['id']}/surveys"
    assert refusals(desk.post(path, {"due_on": day(21)})) == [("due_on", "due-after-deadline")]
    assert refusals(desk.post(path, {"due_on": day(-1)})) == [("due_on", "due-over")]
    before = asked(desk, inquiry)
    assert asked(desk, inquiry, day(11)) == before
    wrong = people("mb.lead").put(
        f"/surveys/{before['MB']['id']}/answers", {"block": "removals", "word": "confirmed"}
    )
    assert refusals(wrong) == [("block", "block-not-asked")]
    wrong = people("mb.lead").put(
        f"/surveys/{before['MB']['id']}/answers", {"block": "costs", "word": "corrected", "remark": " "}
    )
    assert refusals(wrong) == [("remark", "missing")]


def test_an_answer_is_not_frozen_before_its_day_and_words_are_not_lost(people):
    desk = people("desk1")
    inquiry = opened(desk, as_of=day(1))
    assert_problem(desk.post(f"/inquiries/{inquiry['id']}/versions"), 409, "as-of-to-come")
    path = f"/inquiry-questions/{inquiry['questions'][0]['id']}"
    assert desk.put(path, {"answer": "Erstens.", "before": None}).status_code == 200
    assert_problem(people("desk2").put(path, {"answer": "Zweitens.", "before": None}), 409, "answer-changed")


def told(kind):
    query = """
        select o.abbreviation from notification n join organisation o on o.id = n.organisation_id
        where n.kind = :kind order by 1
    """
    return [row.abbreviation for row in fetch(query, kind=kind)]


def test_whoever_has_not_signed_is_reminded_before_and_on_the_day_until_the_answer_is_frozen(people, force):
    desk, mb = people("desk1"), people("mb.lead")
    inquiry = opened(desk)
    surveys = asked(desk, inquiry)
    signed(mb, surveys["MB"])
    everybody = sorted(surveys)
    assert told("survey.sent") == everybody
    notifications.sweep()
    assert told("survey.due_soon") == []
    force("update survey set due_on = current_date + 2")
    for _ in range(2):
        notifications.sweep()
    waiting = [name for name in everybody if name != "MB"]
    assert told("survey.due_soon") == waiting
    force("update survey set due_on = current_date")
    keep(desk, inquiry)
    notifications.sweep()
    assert told("survey.due_soon") == waiting
    notices = people("mw.lead").get("/notices").json()["items"]
    notice = next(
        row for row in notices if row["kind"] == "survey.sent" and row["link"].endswith(surveys["MW"]["id"])
    )
    assert notice["subject"].startswith("Abfrage zur Kleinen Anfrage KA 7/2776: Antwort bis ")
    assert day(10) not in notice["subject"]


def test_everything_about_it_is_in_the_record(people):
    desk, mb = people("desk1"), people("mb.lead")
    inquiry = opened(desk)
    survey = asked(desk, inquiry)["MB"]
    signed(mb, survey)
    question = inquiry["questions"][0]["id"]
    desk.put(f"/inquiry-questions/{question}", {"answer": "So ist es.", "before": None})
    version = keep(desk, inquiry)
    for _ in range(2):
        mb.post(f"/inquiry-versions/{version['id']}/co-sign", {"organisation": "MB"})
    rows = fetch("select action, object_type from event where action ~ '^(inquiry|survey)' order by at, id")
    told = [row.action for row in rows]
    assert told == [
        "inquiry.open",
        "inquiry.ask",
        *("survey.answer",) * 3,
        "survey.sign",
        "inquiry.answer",
        "inquiry.keep",
        "inquiry.co_sign",
    ]
    assert {row.object_type for row in rows} <= set(SIMPLE)
