"""Freigabe as the desk works in it: filtered, counted, reviewed beside the list, by keyboard, without losing the place."""

import re

import pytest

from tests.factories import soon
from tests.web.seeing import ensure_sound


@pytest.fixture
def waiting(people):
    """Three posts of two ministries that wait, the next due first."""
    mb, mw = people("mb"), people("mw")
    return [
        mb.submit(mb.write(title="Erster", at=soon(600))),
        mw.submit(mw.write("MW", ("Landesportal",), title="Zweiter", at=soon(7200))),
        mb.submit(mb.write(title="Dritter", at=soon(10_800)), urgent_reason=None),
    ]


def review(person, post, **place):
    query = "&".join(f"{name}={value}" for name, value in {**place, "post": post["id"]}.items())
    return person.look(f"/approvals?{query}")


def decide(person, post, **fields):
    """Send the decision form that stands beside the list."""
    form = person.page.text[person.page.text.index('name="revision_sha256"') - 400 :]
    sent = dict(re.findall(r'name="(revision_sha256|place)" value="([^"]*)"', form))
    sent = {name: value.replace("&amp;", "&") for name, value in sent.items()}
    return person.send(f"/posts/{post['id']}/decide", **sent | fields)


def titles(person):
    return re.findall(r'<a id="post-[^>]+>([^<]+)</a>', person.page.text)


def test_the_queue_is_counted_by_ministry_and_filtered(visitor, people, waiting):
    mb = people("mb")
    mb.submit(mb.write(title="Eilig", channels=("Landesportal", "Konsole MB")), urgent_reason="Warnung")
    desk1 = visitor("desk1").look("/approvals")
    assert titles(desk1) == ["Eilig", "Erster", "Zweiter", "Dritter"]
    assert "Alle 4 MB 3 1 eilig, noch" in desk1.text
    assert "MW 1" in desk1.text
    assert titles(desk1.look("/approvals?organisation=MW")) == ["Zweiter"]
    assert titles(desk1.look(f"/approvals?channel={mb.channel('Konsole MB')}")) == ["Eilig"]
    assert titles(desk1.look("/approvals?urgent=0")) == ["Erster", "Zweiter", "Dritter"]
    assert titles(desk1.look("/approvals?urgent=1&organisation=MB")) == ["Eilig"]
    undeclared = mb.write(title="Ohne Erklärung")
    mb.submit(undeclared, neutrality_declared=False)
    assert titles(desk1.look("/approvals?finding=declaration-denied")) == ["Ohne Erklärung"]
    assert "Mit dieser Auswahl wartet nichts mehr" in desk1.look("/approvals?organisation=MF").text
    for nonsense in ("channel=x", "finding=x", "urgent=x", "post=x", "post=" + "0" * 40):
        assert desk1.look(f"/approvals?{nonsense}").status == 200, nonsense


def test_a_decision_leads_to_the_next_post_with_the_same_filters(visitor, waiting):
    first, second, third = waiting
    desk1 = review(visitor("desk1"), first, organisation="MB")
    assert "Was hinausgeht" in desk1.text
    decide(desk1, first, do="approve", comment="")
    assert "Freigegeben. Der Beitrag geht zur vorgesehenen Zeit hinaus." in desk1.text
    assert f'<h2 id="review" tabindex="-1">{third["title"]}</h2>' in desk1.page.text
    assert desk1.page.history[-1].headers["location"].endswith("#review")
    assert titles(desk1) == ["Dritter"], "still those of MB only"
    decide(desk1, third, do="return", ground="factual", reason="Bitte belegen.")
    assert "Mit dieser Auswahl wartet nichts mehr" in desk1.text
    assert titles(desk1.look("/approvals")) == [second["title"]]


def test_after_the_last_of_the_list_comes_the_first(visitor, waiting):
    first, _, third = waiting
    desk1 = review(visitor("desk1"), third)
    decide(desk1, third, do="reject", ground="factual", reason="So nicht.")
    assert f'<h2 id="review" tabindex="-1">{first["title"]}</h2>' in desk1.page.text


def test_what_cannot_be_decided_is_said_beside_the_list(visitor, waiting):
    first = waiting[0]
    desk1 = review(visitor("desk1"), first, organisation="MB")
    decide(desk1, first, do="return", ground="", reason="")
    assert desk1.status == 422
    assert 'href="#ground">Grund: Diese Angabe fehlt.' in desk1.page.text
    assert titles(desk1) == ["Erster", "Dritter"]
    decide(review(desk1, first), first, do="reject", ground="factual", reason="So nicht.")
    desk2 = review(visitor("desk2"), first)
    assert "Hier ist von Ihnen nichts zu entscheiden." in desk2.text


def test_what_changed_and_what_was_said_stands_beside_the_list(visitor, people, waiting):
    first, mb = waiting[0], people("mb")
    desk1 = review(visitor("desk1"), first)
    decide(desk1, first, do="return", ground="wording", reason="Bitte anders.")
    mb.patch(f"/posts/{first['id']}", {"text": "Neue Laptops für alle Schulen."})
    mb.submit(first)
    review(desk1, first, organisation="MB")
    assert "Was sich gegenüber Fassung 1 geändert hat" in desk1.text
    assert "Neue entfallen: Tablets neu: Laptops für alle Schulen." in desk1.text
    place = f"organisation=MB&post={first['id']}"
    desk1.send(f"/posts/{first['id']}/comments", remark="Besser.", place=place)
    assert desk1.page.url.path == "/approvals"
    assert "Besser." in desk1.text
    assert titles(desk1) == ["Erster", "Dritter"]


def test_claiming_keeps_the_place_and_opening_counts_for_approving_together(visitor, waiting):
    first = waiting[0]
    desk1 = review(visitor("desk1"), first, organisation="MB")
    assert desk1.text.count("Gelesen, mit freigeben") == 1
    desk1.send(f"/posts/{first['id']}/claim", place=f"organisation=MB&post={first['id']}")
    assert (desk1.page.url.path, desk1.page.url.params["organisation"]) == ("/approvals", "MB")
    assert "Sie sehen sich den Beitrag gerade an." in desk1.text


def test_a_page_that_fetches_itself_opens_nothing_for_anybody(visitor, waiting):
    desk1 = visitor("desk1")
    path = f"/approvals?post={waiting[0]['id']}"
    assert desk1.client.get(path, headers={"Accept": "text/html", "Live": "1"}).status_code == 200
    assert "Gelesen, mit freigeben" not in desk1.look("/approvals").text


def reviewing(page, title):
    """Wait until a post is open beside the list, and its keys are listened to."""
    page.get_by_role("heading", name=title).wait_for()
    page.locator("html.live").wait_for(state="attached")


def test_by_single_keys_the_desk_works_through_the_queue(browse, waiting):
    page = browse("desk1", "/approvals")
    assert page.get_by_text("Tasten in Liste und Beitrag").is_visible()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body"), "no key works outside of the list"
    page.get_by_role("link", name="Erster").focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Zweiter"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    reviewing(page, "Erster")
    assert page.evaluate("document.activeElement.id") == "review"
    page.keyboard.press("c")
    page.keyboard.type("fjk")
    assert page.locator("#remark").input_value() == "fjk", "who writes, writes"
    page.locator("#remark").fill("")
    page.locator("#review").focus()
    page.keyboard.press("f")
    page.keyboard.press("Enter")
    reviewing(page, "Zweiter")
    assert page.evaluate("document.activeElement.id") == "review", "the next post is in focus"
    page.keyboard.press("z")
    assert page.evaluate("document.activeElement.id") == "ground"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Bitte die Zahl belegen.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    reviewing(page, "Dritter")
    page.keyboard.press("l")
    assert page.evaluate("document.activeElement.textContent") == "Dritter"
    assert page.complaints == []


def test_under_review_nothing_is_exchanged_by_itself(browse, people, waiting):
    page = browse("desk1", f"/approvals?post={waiting[0]['id']}")
    people("mb").patch(f"/posts/{waiting[0]['id']}", {"text": "Inzwischen anders."})
    page.get_by_text("Auf dieser Seite gibt es Neues.").wait_for()
    assert "Neue Tablets" in page.locator(".queue-review").inner_text()


def test_axe_finds_nothing_beside_the_queue(browse, people, visitor, waiting):
    first, mb = waiting[0], people("mb")
    decide(review(visitor("desk1"), first), first, do="return", ground="wording", reason="Bitte anders.")
    mb.patch(f"/posts/{first['id']}", {"text": "Neue Laptops für alle Schulen."})
    mb.submit(first, urgent_reason="Der Termin ist heute.")
    page = browse("desk1", "/approvals")
    ensure_sound(page)
    for path in (f"/approvals?post={first['id']}", "/approvals?organisation=MF", "/approvals?post=x"):
        page.goto(path)
        ensure_sound(page)
    page.goto(f"/approvals?post={first['id']}")
    page.locator(".queue-review summary", has_text="Zurückgeben").click()
    page.get_by_role("button", name="Ablehnen").click()
    page.get_by_role("alert").wait_for()
    ensure_sound(page)
