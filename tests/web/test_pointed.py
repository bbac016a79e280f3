"""What the checks point at stands in the text, underlined and numbered, with the author's answer beside it."""

from app.errors import Issue
from app.web.pointed import Point, underline
from tests.factories import soon

PARTISAN = "😀 Am Sonntag die Zweitstimme für Volt!\n\nMehr: https://portal.example/volt"


def test_a_passage_is_underlined_and_numbered_where_it_stands():
    html = underline("Am Sonntag Volt wählen.", [(2, (11, 22))])
    assert html == '<p dir="auto">Am Sonntag <mark>Volt wählen</mark><sup class="passage">2</sup>.</p>'


def test_passages_that_overlap_are_cut_and_each_has_its_number_where_it_ends():
    html = underline("abcdef", [(1, (0, 4)), (2, (2, 6))])
    assert html == (
        '<p dir="auto"><mark>ab</mark><mark>cd</mark><sup class="passage">1</sup>'
        '<mark>ef</mark><sup class="passage">2</sup></p>'
    )


def test_a_passage_over_two_paragraphs_stays_sound_and_nothing_is_taken_for_markup():
    html = underline("a <b>\n\nc\nd", [(1, (2, 10))])
    assert html == (
        '<p dir="auto">a <mark>&lt;b&gt;</mark></p>\n'
        '<p dir="auto"><mark>c</mark><br>\n<mark>d</mark><sup class="passage">1</sup></p>'
    )


def test_without_passages_a_text_is_shown_like_any_other():
    assert 'href="https://portal.example/volt"' in underline(PARTISAN, [])


def test_a_passage_counts_only_where_the_text_says_it():
    context = {"start": 2, "end": 12, "quote": "Am Sonntag"}
    point = Point(1, "", Issue("text", "vote.appeal", context))
    assert point.passage_in(PARTISAN) == (2, 12)
    assert point.passage_in("Guten Tag, liebe Leute.") is None
    assert Point(1, "", Issue("alternative_url", "x", context)).passage_in(PARTISAN) is None
    assert Point(1, "", Issue("text", "citizen-value")).passage_in(PARTISAN) is None


def test_the_approver_reads_each_answer_beside_its_finding_and_which_has_none(visitor, people):
    mb = people("mb")
    answered = mb.write(title="Mit Antwort", text=PARTISAN, at=soon(70_000))
    said = [{"rule": "I01", "text": "Aus einer Dokumentation."}]
    mb.submit(answered, justifications=said)
    silent = mb.submit(mb.write(title="Ohne Antwort", text=PARTISAN, at=soon(70_000)))
    desk = visitor("desk1")
    for path in (f"/approvals?post={answered['id']}", f"/posts/{answered['id']}"):
        desk.look(path)
        assert "Dazu die Redaktion: „Aus einer Dokumentation.“" in desk.text
        assert "<mark>" in desk.page.text
        assert 'id="pointed"' in desk.page.text
    desk.look(f"/posts/{silent['id']}")
    assert "Die Redaktion hat dazu nichts geschrieben." in desk.text


def test_an_answer_to_what_is_no_longer_there_is_not_lost(visitor, people):
    mb = people("mb")
    post = mb.write(title="Geändert", text="Guten Tag.", at=soon(70_000))
    mb.submit(post, justifications=[{"rule": "I01", "text": "War ein Zitat."}])
    page = visitor("desk1").look(f"/posts/{post['id']}").text
    assert "in dieser Fassung ohne Treffer: War ein Zitat." in page


def test_what_nobody_has_handed_in_shows_no_findings_on_its_page(visitor, people):
    post = people("mb").write(title="Entwurf", text=PARTISAN, at=soon(70_000))
    page = visitor("mb").look(f"/posts/{post['id']}")
    assert 'id="pointed"' not in page.page.text
