"""What the checks ask while somebody writes: value and relevance, an answer to each finding, and passages to underline."""

import json
import re

import pytest

from tests.web.test_composer import newest, open_fields, sheet  # noqa: F401 - a fixture

PARTISAN = "😀 Am Sonntag die Zweitstimme für Volt!"


def test_value_and_relevance_are_entered_kept_and_taken_back(visitor, people, sheet):  # noqa: F811
    mb = visitor("mb").look("/posts/new")
    said = {"citizen_value": "Eltern sparen Geld.", "relevance-service": "1", "relevance-mood": "1"}
    mb.send("/posts/compose", do="save", **sheet() | said)
    post = newest(people("mb"))
    assert (post["citizen_value"], post["relevance"]) == ("Eltern sparen Geld.", ["mood", "service"])
    fields = open_fields(mb.page.text)
    assert said.items() <= fields.items()
    del fields["relevance-mood"]
    mb.send("/posts/compose", do="save", **fields | {"citizen_value": ""})
    post = newest(people("mb"))
    assert (post["citizen_value"], post["relevance"]) == (None, ["service"])


@pytest.mark.parametrize("way", ["kept", "sent", "conflict"])
def test_a_sheet_from_before_these_fields_leaves_what_the_post_says(visitor, people, sheet, way):  # noqa: F811
    mb = visitor("mb").look("/posts/new")
    said = {"citizen_value": "Eltern sparen Geld.", "relevance-service": "1"}
    mb.send("/posts/compose", do="save", **sheet() | said)
    fields = {
        name: value
        for name, value in open_fields(mb.page.text).items()
        if name not in said and name != "form_token"
    } | {"title": "Von früher"}
    if way == "kept":
        mb.send("/posts/keep", **fields)
        path = f"/posts/{newest(people('mb'))['id']}/edit"
        fields = open_fields(mb.look(path).page.text)
    if way == "conflict":
        mb.send("/posts/compose", **fields | {"do": "save", "revision": "0"})
        assert mb.status == 409
        assert "Mehrwert" not in mb.text
        assert "Relevanz" not in mb.text
        mine, _ = mb.page.text.split("Gespeicherte Fassung nehmen")
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', mine))
        mb.send("/posts/compose", **hidden | {"do": "preview", "revision": "1"})
        fields = open_fields(mb.page.text)
    mb.send("/posts/compose", **fields | {"do": "save"})
    post = newest(people("mb"))
    assert post["title"] == "Von früher"
    assert (post["citizen_value"], post["relevance"]) == ("Eltern sparen Geld.", ["service"])


def test_too_long_a_value_is_said_at_its_field(visitor, sheet):  # noqa: F811
    mb = visitor("mb").look("/posts/new")
    mb.send("/posts/compose", do="save", **sheet(citizen_value="x" * 301))
    assert mb.status == 422
    assert 'href="#citizen_value"' in mb.page.text


def test_what_the_assistant_asks_about_is_answered_while_writing_and_read_by_who_decides(
    visitor,
    people,
    sheet,  # noqa: F811
):
    mb = visitor("mb").look("/posts/new")
    mb.send("/posts/compose", do="preview", **sheet(words=PARTISAN))
    fields = open_fields(mb.page.text)
    assert fields["justification-I01"] == ""
    assert "Zum Anhaltspunkt „Aufruf zur Stimmabgabe" in mb.text
    mb.send("/posts/compose", **fields | {"justification-I01": "Ein Zitat.", "do": "submit"})
    post = newest(people("mb"))
    assert post["state"] == "submitted"
    assert "Dazu die Redaktion: „Ein Zitat.“" in visitor("desk1").look(f"/posts/{post['id']}").text
    assert open_fields(mb.look(f"/posts/{post['id']}/edit").page.text).get("justification-I01") is None
    body = {"ground": "factual", "reason": "Bitte ändern."}
    people("desk1").post(f"/posts/{post['id']}/request-changes", body)
    again = open_fields(mb.look(f"/posts/{post['id']}/edit").page.text)
    assert again["justification-I01"] == "Ein Zitat."


def test_a_field_for_an_answer_comes_once_and_overwrites_nothing(visitor, sheet):  # noqa: F811
    mb = visitor("mb").look("/posts/new")
    mb.send("/posts/keep", **sheet(words=PARTISAN))
    assert 'hx-swap-oob="beforeend:#answers"' in mb.page.text
    mb.look("/posts/new").send("/posts/keep", **sheet(words=PARTISAN) | {"justification-I01": "Halb"})
    assert "beforeend:#answers" not in mb.page.text


def test_passages_are_told_by_field_in_code_points(visitor, sheet):  # noqa: F811
    mb = visitor("mb").look("/posts/new")
    mb.send("/posts/keep", **sheet(words=PARTISAN))
    passages = json.loads(re.search(r"data-passages='([^']*)'", mb.page.text)[1])
    assert passages["text"]
    assert all(PARTISAN[start:end] == quote for start, end, quote in passages["text"])


@pytest.mark.parametrize("name", ["justification-no-such", "justification-<b>", "justification-I1"])
def test_an_answer_to_nothing_known_makes_no_field(visitor, sheet, name):  # noqa: F811
    mb = visitor("mb").look("/posts/new")
    mb.send("/posts/compose", do="preview", **sheet() | {name: "Satz"})
    assert "Zum Anhaltspunkt" not in mb.text
