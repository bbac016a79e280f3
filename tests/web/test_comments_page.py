"""Comments on a post's page: said by those of its chain, about the whole or a passage, and never to anybody else."""

import re

import pytest

from tests.web.seeing import ensure_sound


@pytest.fixture
def post(people):
    mb = people("mb")
    return mb.submit(mb.write(title="Digitalpakt", text="Neue Tablets\nfür alle Schulen. Mehr im Portal."))


def say(person, post, remark, **fields):
    return person.look(f"/posts/{post['id']}").send(f"/posts/{post['id']}/comments", remark=remark, **fields)


def comments(person, post):
    return person.get(f"/posts/{post['id']}/comments").json()["items"]


def test_the_desk_asks_about_a_passage_and_the_ministry_answers(visitor, people, post):
    desk1 = say(visitor("desk1"), post, "Bitte die Zahl nennen.", quote="Tablets für   alle")
    assert "Der Kommentar steht jetzt am Beitrag." in desk1.text
    assert "Zur Stelle: Tablets für alle Bitte die Zahl nennen." in desk1.text
    (comment,) = comments(people("mb"), post)
    assert (comment["passage"]["quote"], comment["passage"]["outdated"]) == ("Tablets\nfür alle", False)
    mb = visitor("mb").look(f"/posts/{post['id']}?answer={comment['id']}")
    assert "Antwort an Dora Demo (Zentralredaktion)" in mb.text
    boxes = re.findall(r'name="(user-[^"]+)" value="1" checked', mb.page.text)
    assert len(boxes) == 1, "whom one answers is told"
    mb.send(
        f"/posts/{post['id']}/comments", remark="34.000 Geräte.", quote="Tablets für alle", **{boxes[0]: "1"}
    )
    question, answer = comments(people("desk1"), post)
    assert (question["mine"], answer["mentioned_users"]) == (True, ["Dora Demo (Zentralredaktion)"])
    assert answer["passage"]["quote"] == question["passage"]["quote"]
    assert "An: Dora Demo (Zentralredaktion)" in desk1.look(f"/posts/{post['id']}").text


def test_a_passage_only_one_channel_has_is_found_there(visitor, people):
    mb = people("mb")
    post = mb.write(channels=("Landesportal", "Konsole MB"))
    rows = [
        {"channel_id": mb.channel(label), "proposed_at": "2099-01-01T12:00:00Z"}
        for label in ("Landesportal", "Konsole MB")
    ]
    rows[1]["text"] = "Kurz und bündig."
    mb.patch(f"/posts/{post['id']}", {"deliveries": rows})
    say(visitor("mb"), post, "Schön.", quote="bündig")
    (comment,) = comments(mb, post)
    assert comment["passage"]["channel_id"] == mb.channel("Konsole MB")


def test_words_that_stand_nowhere_are_refused_at_their_field_and_nothing_is_lost(visitor, people, post):
    desk1 = say(visitor("desk1"), post, "Bleibt stehen.", quote="Laptops", **{"house-MB": "1"})
    assert desk1.status == 422
    assert 'href="#quote">Stelle im Text: Diese Stelle steht so nicht im Text.' in desk1.page.text
    assert "Bleibt stehen." in desk1.page.text
    assert 'name="house-MB" value="1" checked' in desk1.page.text
    assert comments(people("mb"), post) == []
    assert 'href="#remark">Kommentar: ' in say(desk1, post, " ").page.text


def test_nobody_is_mentioned_who_cannot_see_the_post(visitor, people, post):
    stranger = people("mw").get("/me").json()["id"]
    desk1 = say(visitor("desk1"), post, "Bitte ansehen.", **{f"user-{stranger}": "1"})
    assert desk1.status == 422
    assert 'href="#mentions">Jemanden erwähnen: Diese Person oder Stelle gibt es nicht' in desk1.page.text


def test_a_comment_is_worded_anew_by_its_author_settled_and_opened_again(visitor, people, post):
    desk1, mb = visitor("desk1"), visitor("mb")
    say(desk1, post, "Erster Wortlaut.")
    (comment,) = comments(people("mb"), post)
    path = f"/comments/{comment['id']}"
    desk1.send(path, do="edit", wording="Zweiter Wortlaut.")
    assert "Der Kommentar ist geändert." in desk1.text
    assert "„Erster Wortlaut.“" in desk1.text
    mb.look(f"/posts/{post['id']}").send(path, do="edit", wording="Fremder Wortlaut.")
    assert mb.status == 422
    assert comments(people("mb"), post)[0]["text"] == "Zweiter Wortlaut."
    mb.send(path, do="resolve")
    assert "1 erledigter Kommentar" in mb.text
    assert comments(people("mb"), post)[0]["resolved"]["by"] == "Robin Demo (MB)"
    mb.send(path, do="resolve")
    assert "Dieser Kommentar ist schon erledigt." in mb.text
    mb.send(path, do="reopen")
    assert "Der Kommentar ist wieder offen." in mb.text
    assert comments(people("mb"), post)[0]["resolved"] is None


@pytest.mark.req("AZ-01")
def test_only_the_chain_reads_and_writes(visitor, people, post):
    say(visitor("desk1"), post, "Nur unter uns.")
    (comment,) = comments(people("mb"), post)
    auditor = visitor("revision").look(f"/posts/{post['id']}")
    assert "Nur unter uns." in auditor.text
    assert "Kommentieren" not in auditor.text
    assert auditor.send(f"/posts/{post['id']}/comments", remark="Ich auch.").status == 403
    stranger = visitor("mw").look("/posts/new")
    assert stranger.send(f"/posts/{post['id']}/comments", remark="Ich auch.").status == 404
    assert stranger.look("/posts/new").send(f"/comments/{comment['id']}", do="resolve").status == 404
    people("desk1").approve(post)
    assert len(comments(people("mb"), post)) == 1


def test_marking_words_and_one_press_make_them_the_passage(browse, people, post):
    page = browse("desk1", f"/posts/{post['id']}")
    page.evaluate(
        """() => {
            const text = document.querySelector(".outgoing .quote p").firstChild;
            document.getSelection().setBaseAndExtent(text, 5, text, 12);
        }"""
    )
    page.get_by_role("button", name="Markierte Stelle übernehmen").click()
    assert page.evaluate("document.activeElement.id") == "remark"
    page.keyboard.type("Welche genau?")
    page.get_by_role("button", name="Kommentieren").click()
    page.get_by_text("Der Kommentar steht jetzt am Beitrag.").wait_for()
    assert comments(people("mb"), post)[0]["passage"]["quote"] == "Tablets"
    assert page.complaints == []


def test_axe_finds_nothing_among_comments(browse, visitor, people, post):
    say(visitor("desk1"), post, "Bitte die Zahl nennen.", quote="Tablets")
    say(visitor("mb"), post, "Erledigt sich.")
    first, second = comments(people("mb"), post)
    visitor("mb").look("/").send(f"/comments/{second['id']}", do="resolve")
    page = browse("mb", f"/posts/{post['id']}?answer={first['id']}")
    ensure_sound(page)
    page.locator("#quote").fill("steht nirgends")
    page.locator("#remark").fill("Hm.")
    page.get_by_role("button", name="Antworten", exact=True).click()
    page.get_by_role("alert").wait_for()
    ensure_sound(page)
