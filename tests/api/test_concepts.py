"""Nutzungskonzepte through the API: written, issued, handed out, never changed; and the imprint of any day."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from tests.api.parts import assert_problem, fetch
from tests.api.test_channel_life import USE, day, describe, events, planned, tell
from tests.concepts import enter_model, make_body, model, right

PRINTED = Path(__file__).parent / "concept_mittelsachsen.txt"
SECTIONS = [
    "1. Präambel",
    "2. Aufgabe und Anliegen",
    "3. Verantwortliche Stellen",
    "4. Alternative Kontakt- und Informationsmöglichkeiten",
    "5. Kanäle",
    "6. Selbstverpflichtung",
]
TEXTS = {
    "title": "Nutzungskonzept MB",
    "preamble": "Warum wir da sind.",
    "mission": "Bildung erklären.",
    "contact": "Werktags von 9 bis 15 Uhr:",
    "sources": ["https://mb.example/aktuelles"],
    "commitment": "Wir prüfen das jedes Jahr.",
}


def begin(person, organisation="MB"):
    body = {"organisation": organisation, "title": "Nutzungskonzept MB"}
    return right(person.post("/concepts", body), 201)["id"]


def enter(person, concept, role, name, **said):
    body = {"role": role, "name": name, "valid_from": "2020-01-01"} | said
    return right(person.post(f"/concepts/{concept}/entries", body), 201)["id"]


def write(person, concept, **texts):
    etag = person.get(f"/concepts/{concept}").headers["ETag"]
    return person.put(f"/concepts/{concept}", TEXTS | texts, if_match=etag)


def issue(person, concept, as_of=None):
    return person.post(f"/concepts/{concept}/versions", {"as_of": as_of or day()})


def whole(person):
    concept = begin(person)
    for role in ("body", "responsible", "contact"):
        enter(person, concept, role, f"Kim {role}")
    right(write(person, concept), 200)
    return concept


def html_of(person, version):
    answer = person.get(f"/concept-versions/{version}", format="html")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def words_of(html):
    """The text of a page as one line, with addresses as the document prints them."""
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    return plain(text)


def plain(text):
    return re.sub(r"\s+", " ", text).replace("https://www.", "www.").strip()


def printed_lines():
    """Every line of the document as printed, without the marks of its transcription."""
    for line in PRINTED.read_text(encoding="utf-8").splitlines():
        words = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", line)
        words = plain(re.sub(r"^[\s#*-]+|\*\*|[<>]", "", words))
        words = re.sub(r"^\d\. (?=[A-ZÄÖÜ].*\(\d{4}\))", "", words)
        if words and not words.startswith("Stand:"):
            yield words


def test_the_concept_of_mittelsachsen_has_every_section_and_every_line_that_was_printed(people):
    make_body()
    manager = people("kanal")
    concept, channels = enter_model(manager)
    version = right(issue(manager, concept, model()["as_of"].isoformat()), 201)
    assert set(version["channel_ids"]) == set(channels)
    page = html_of(manager, version["id"])
    assert re.findall(r"<h2>(.*?)</h2>", page) == SECTIONS
    assert re.findall(r"<h3>(.*?)</h3>", page) == ["5.1. Facebook", "5.2. Twitter", "5.3. Vimeo"]
    assert re.findall(r"<h4>(.*?)</h4>", page) == [
        f"5.{channel}.{part}"
        for channel in (1, 2, 3)
        for part in ("1. Zweck der Nutzung", "2. Art und Umfang der Nutzung")
    ]
    words = words_of(page)
    assert [line for line in printed_lines() if line not in words] == []
    assert "Stand: 31. Mai 2018" in words
    assert page.count("<li>") == 3 + 3 + 3 + 5


def test_the_files_are_tagged_headed_and_the_same_each_time(people):
    make_body()
    manager = people("kanal")
    concept, _ = enter_model(manager)
    version = right(issue(manager, concept, "2018-05-31"), 201)["id"]
    path = f"/concept-versions/{version}"
    for ending in ("html", "docx", "pdf"):
        first, second = (manager.get(path, format=ending) for _ in range(2))
        assert first.content == second.content
        assert first.headers["content-disposition"].endswith(f'nutzungskonzept-lk-ms-fassung-1.{ending}"')
    pdf = manager.get(path, format="pdf").content
    assert all(mark in pdf for mark in (b"/StructTreeRoot", b"/Lang", b"pdfuaid", b"/FontFile"))
    paper = Document(BytesIO(manager.get(path, format="docx").content))
    heads = [row.text for row in paper.paragraphs if row.style.name == "Heading 2"]
    assert heads == SECTIONS


def test_an_issued_concept_stands_in_for_the_one_a_channel_lacked(people):
    lead = people("mb.lead")
    concept = whole(lead)
    channel = planned(lead)
    assert_problem(issue(lead, concept), 409, "concept-incomplete")
    describe(lead, channel)
    assert "concept" in lead.get(f"/channels/{channel}/life").json()["missing"]
    assert right(issue(lead, concept), 201)["channel_ids"] == [channel]
    life = lead.get(f"/channels/{channel}/life").json()
    assert (life["channel"]["state"], life["missing"]) == ("concept_ready", ["notice_pia", "notice_lfd"])
    for recipient in ("pia", "lfd"):
        tell(lead, channel, recipient)
    assert lead.post(f"/channels/{channel}/steps/activate", {}).json()["channel"]["state"] == "active"
    assert events(concept) == ["concept.start", *["concept.enter"] * 3, "concept.write"]
    (issued,) = fetch("select action from event where object_type = 'concept_version'")
    assert issued == ("concept.issue",)


def test_what_changes_afterwards_does_not_touch_what_was_issued(people):
    lead = people("mb.lead")
    concept, channel = whole(lead), planned(lead)
    describe(lead, channel)
    first = right(issue(lead, concept), 201)
    before = lead.get(f"/concept-versions/{first['id']}").content
    right(write(lead, concept, preamble="Ganz anders."), 200)
    describe(lead, channel, purpose="Etwas Neues.")
    entry = lead.get(f"/concepts/{concept}").json()["entries"][1]["id"]
    changed = {"role": "responsible", "name": "Robin Neu", "valid_from": "2020-01-01"}
    right(lead.put(f"/imprint-entries/{entry}", changed), 200)
    assert lead.get(f"/concept-versions/{first['id']}").content == before
    second = right(issue(lead, concept), 201)
    assert (second["number"], second["sha256"] == first["sha256"]) == (2, False)
    words = words_of(html_of(lead, second["id"]))
    assert all(said in words for said in ("Ganz anders.", "Etwas Neues.", "Robin Neu"))


def test_everything_that_is_missing_is_named_at_once(people):
    lead = people("mb.lead")
    concept = begin(lead)
    told = assert_problem(issue(lead, concept), 409, "concept-incomplete")
    missing = ["preamble", "mission", "body", "responsible", "contact", "sources", "channels"]
    assert told["context"]["missing"] == missing == lead.get(f"/concepts/{concept}").json()["missing"]
    assert "wer für den Inhalt verantwortlich ist" in told["detail"]


def test_the_imprint_names_who_was_responsible_on_that_day_and_after_which_law(people):
    lead = people("mb.lead")
    concept, channel = begin(lead), planned(lead)
    enter(lead, concept, "body", "Ministerium für Bildung", address="Weg 1\n39114 Magdeburg")
    enter(lead, concept, "responsible", "Kim Früher", area="Presse", valid_to="2024-12-31")
    enter(lead, concept, "responsible", "Robin Heute", valid_from="2025-01-01", phone="0391 1")
    said = {
        on: lead.get(f"/channels/{channel}/imprint", on=on).json()["text"]
        for on in ("2020-06-01", "2026-01-01")
    }
    assert "§ 55 Abs. 2 RStV" in said["2020-06-01"]
    assert "Kim Früher\n(verantwortlich für Presse)" in said["2020-06-01"]
    assert said["2026-01-01"] == (
        "Ministerium für Bildung\nWeg 1\n39114 Magdeburg\n\n"
        "Verantwortlich für den Inhalt nach § 18 Abs. 2 MStV:\n\nRobin Heute\nTel.: 0391 1"
    )
    assert lead.get(f"/channels/{channel}/imprint", on="2019-01-01").json()["text"] == ""


def test_a_body_has_one_concept_written_by_itself_and_the_channel_managers_only(people):
    lead = people("mb.lead")
    concept = begin(lead)
    assert_problem(lead.post("/concepts", {"organisation": "MB", "title": "Noch eins"}), 422, "concept-known")
    assert_problem(people("mb").post("/concepts", {"organisation": "MB", "title": "x"}), 403)
    assert_problem(lead.post("/concepts", {"organisation": "MW", "title": "x"}), 403)
    assert_problem(write(people("desk1"), concept), 403)
    assert right(write(people("kanal"), concept), 200)["mission"] == "Bildung erklären."
    assert_problem(lead.put(f"/concepts/{concept}", TEXTS, if_match='"alt"'), 412)
    for name in ("mb", "desk1", "revision"):
        assert people(name).get("/concepts").json()["items"][0]["organisation"] == "MB"


@pytest.mark.parametrize("as_of", ["2999-01-01"])
def test_no_concept_is_issued_for_a_day_still_to_come(people, as_of):
    lead = people("mb.lead")
    concept, channel = whole(lead), planned(lead)
    describe(lead, channel)
    assert_problem(issue(lead, concept, as_of), 422, "day-to-come")


def test_only_who_keeps_the_whole_register_says_what_a_platform_is(people):
    manager = people("kanal")
    about = {"description": "Ein Dienst für Videos.", "seat": "USA", "is_open": True}
    assert_problem(people("mb.lead").put("/platforms/vimeo/facts", about), 403)
    assert_problem(manager.get("/platforms/vimeo/facts"), 404)
    assert right(manager.put("/platforms/vimeo/facts", about), 200)["seat"] == "USA"
    assert people("revision").get("/platforms/vimeo/facts").json()["is_open"] is True
    (event,) = fetch("select action from event where object_type = 'platform_facts'")
    assert event == ("platform.describe",)


def test_of_several_channels_on_a_platform_each_is_called_by_its_name(people):
    lead = people("mb.lead")
    concept = whole(lead)
    for label in ("Ausbildung", "Bücherei"):
        right(describe(lead, planned(lead, label=label), **USE), 200)
    page = html_of(lead, right(issue(lead, concept), 201)["id"])
    names = re.findall(r"<h3>(.*?)</h3>", page)
    assert [name.split(": ")[-1] for name in names] == ["Ausbildung", "Bücherei"]
