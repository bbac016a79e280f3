"""While somebody writes, what the checks point at is underlined in the field, and a field for an answer comes with it."""

import json

import pytest

from tests.web.seeing import ensure_sound

PARTISAN = "😀😀 Am Sonntag die Zweitstimme für Volt! 😀"


@pytest.fixture
def writing(browse):
    """Return a function that opens a sheet with words that the assistant points at."""

    def begin(**more):
        page = browse("mb", "/posts/new", **more)
        page.get_by_label("Landesportal", exact=True).check()
        page.get_by_label("Arbeitstitel").fill("Aufruf")
        page.get_by_label("Text", exact=True).fill(PARTISAN)
        page.locator(".underlines mark").first.wait_for(state="attached")
        return page

    return begin


def test_the_words_that_are_underlined_are_those_that_the_server_means(writing):
    page = writing()
    said = json.loads(page.locator("#passages").get_attribute("data-passages"))["text"]
    assert {PARTISAN[start:end] for start, end, _ in said} == {quote for *_, quote in said}
    underlined = page.locator(".underlined:has(#text) .underlines mark").all_text_contents()
    assert underlined
    assert all(any(words in quote for *_, quote in said) for words in underlined)
    assert "😀" not in "".join(underlined)


def test_the_lines_lie_over_the_words_of_the_field(writing):
    page = writing()
    field, lines = (
        page.locator("#text").bounding_box(),
        page.locator(".underlined:has(#text) .underlines").bounding_box(),
    )
    assert field == pytest.approx(lines, abs=1)


def test_an_answer_being_written_is_kept_while_the_text_goes_on(writing):
    page = writing()
    answer = page.locator("#justification-I01")
    answer.fill("Ein Zitat.")
    page.get_by_label("Text", exact=True).fill(f"{PARTISAN} Und mehr.")
    page.locator("#preview", has_text="Und mehr.").wait_for()
    assert answer.input_value() == "Ein Zitat."
    assert page.locator("[id='justification-I01']").count() == 1


def test_what_is_no_longer_there_is_not_underlined(writing):
    page = writing()
    page.get_by_label("Text", exact=True).fill("Guten Tag.")
    assert page.locator(".underlines mark").count() == 0


def test_axe_finds_nothing_where_words_are_underlined(writing, people, browse):
    ensure_sound(writing())
    post = people("mb").submit(people("mb").write(title="Aufruf", text=PARTISAN))
    for path in (f"/approvals?post={post['id']}", f"/posts/{post['id']}"):
        page = browse("desk1", path)
        assert page.locator("mark").count() > 0
        ensure_sound(page)
