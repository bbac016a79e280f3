"""Talking about a post inside its chain: anchored, mentioned, settled; never deleted, never published."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import db
from tests.api.parts import assert_problem, count_rows_with, decide, deliver_due, only, proposal, run
from tests.api.test_grounds import told
from tests.factories import soon

QUOTE = "für alle Schulen"


def write(person, post, remark="Bitte die Zahl prüfen.", **fields):
    answer = person.post(f"/posts/{post['id']}/comments", {"text": remark} | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


def comments(person, post, **query):
    answer = person.get(f"/posts/{post['id']}/comments", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def passage(post, quote=QUOTE, **fields):
    begins = post["text"].index(quote)
    return {
        "revision": post["revision"]["number"],
        "begins": begins,
        "ends": begins + len(quote),
        "quote": quote,
    } | fields


def test_the_chain_reads_what_is_said_in_order_and_nobody_else(everyone):
    mb, lead, desk = everyone("mb"), everyone("mb.lead"), everyone("desk1")
    post = mb.write()
    write(lead, post, "Erst intern.")
    assert_problem(desk.get(f"/posts/{post['id']}/comments"), 404)
    mb.submit(post)
    write(desk, post, "Jetzt die Zentrale.")
    for reader in (mb, lead, desk, everyone("revision")):
        assert [row["text"] for row in comments(reader, post)] == ["Erst intern.", "Jetzt die Zentrale."]
    assert [row["mine"] for row in comments(desk, post)] == [False, True]
    assert_problem(everyone("mw").get(f"/posts/{post['id']}/comments"), 404)
    assert_problem(everyone("mw").post(f"/posts/{post['id']}/comments", {"text": "x"}), 404)
    assert_problem(everyone("revision").post(f"/posts/{post['id']}/comments", {"text": "x"}), 403)


def test_a_passage_stays_anchored_while_its_words_stay_and_is_outdated_once_they_change(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write())
    write(desk, post, passage=passage(post))
    (row,) = comments(mb, post)
    assert row["passage"]["now"] == {name: row["passage"][name] for name in ("begins", "ends")}
    longer = mb.patch(f"/posts/{post['id']}", {"text": f"Ganz neu: {post['text']}"}).json()
    (row,) = comments(mb, post)
    now = row["passage"]["now"]
    assert (longer["text"][now["begins"] : now["ends"]], row["passage"]["outdated"]) == (QUOTE, False)
    mb.patch(f"/posts/{post['id']}", {"text": "Neue Tablets für manche Schulen."})
    (row,) = comments(mb, post)
    assert (row["passage"]["now"], row["passage"]["outdated"], row["passage"]["quote"]) == (None, True, QUOTE)
    mb.patch(f"/posts/{post['id']}", {"text": post["text"]})
    assert comments(mb, post)[0]["passage"]["outdated"] is False


def test_a_passage_on_one_channel_belongs_to_that_channels_text(everyone):
    mb = everyone("mb")
    rows = [proposal(mb), proposal(mb, "Konsole MB", text="Kurz: Tablets für Schulen.")]
    post = mb.write(deliveries=rows)
    console = mb.channel("Konsole MB")
    where = {"revision": 1, "channel_id": console, "begins": 6, "ends": 13, "quote": "Tablets"}
    write(mb, post, passage=where)
    assert comments(mb, post)[0]["passage"]["now"] == {"begins": 6, "ends": 13}
    mb.patch(f"/posts/{post['id']}", {"deliveries": rows[:1]})
    (row,) = comments(mb, post)
    assert (row["passage"]["channel_id"], row["passage"]["outdated"]) == (console, True)


@pytest.mark.parametrize(
    ("change", "field", "key"),
    [
        ({"quote": "für manche"}, "passage.quote", "passage-differs"),
        ({"begins": 0}, "passage.quote", "passage-differs"),
        ({"ends": 9_999}, "passage.quote", "passage-differs"),
        ({"begins": -1}, "passage.begins", "greater-than-equal"),
        ({"quote": ""}, "passage.quote", "string-too-short"),
        ({"revision": 2}, "passage.revision", "revision-unknown"),
        ({"channel_id": "01890000-0000-7000-8000-000000000000"}, "passage.channel_id", "channel-unknown"),
    ],
)
def test_a_passage_that_does_not_read_so_is_refused(everyone, change, field, key):
    mb = everyone("mb")
    post = mb.write()
    body = {"text": "x", "passage": passage(post) | change}
    refused = assert_problem(mb.post(f"/posts/{post['id']}/comments", body), 422, key)
    assert [issue["field"] for issue in refused["issues"]] == [field]
    assert comments(mb, post) == []


def test_who_is_mentioned_is_told_and_everybody_else_in_the_chain_too(everyone):
    mb, lead, desk1 = everyone("mb"), everyone("mb.lead"), everyone("desk1")
    post = mb.submit(mb.write())
    decide(desk1, "claim", post)
    readers = {row["name"]: row["id"] for row in mb.get(f"/posts/{post['id']}/readers").json()["items"]}
    emil = readers["Emil Demo (Zentralredaktion)"]
    said = write(mb, post, mentions={"users": [emil], "organisations": ["MB", "StK"]})
    assert said["mentioned_users"] == ["Emil Demo (Zentralredaktion)"]
    assert said["mentioned_organisations"] == ["MB", "StK"]
    outbox = [(kind, who) for kind, who, context in told(post) if "comment" in kind or "mention" in kind]
    assert outbox == [
        ("post.commented", "desk1"),
        ("post.mentioned", "MB"),
        ("post.mentioned", "StK"),
        ("post.mentioned", "desk2"),
    ]
    assert "Bitte die Zahl prüfen." not in str(told(post))
    assert lead.get(f"/posts/{post['id']}/readers").json()["items"]


def test_nobody_is_mentioned_who_may_not_see_the_post(everyone):
    mb, mw = everyone("mb"), everyone("mw")
    post = mb.submit(mb.write())
    foreign = {row["id"] for row in mw.get(f"/posts/{mw.write('MW')['id']}/readers").json()["items"]}
    own = {row["id"] for row in mb.get(f"/posts/{post['id']}/readers").json()["items"]}
    strangers = sorted(foreign - own)
    assert strangers
    for mentions in ({"users": strangers[:1]}, {"organisations": ["MW"]}, {"organisations": ["XYZ"]}):
        body = {"text": "x", "mentions": mentions}
        assert_problem(mb.post(f"/posts/{post['id']}/comments", body), 422, "mention-unknown")
    draft = mb.write()
    names = [row["name"] for row in mb.get(f"/posts/{draft['id']}/readers").json()["items"]]
    assert not any("Zentralredaktion" in name for name in names)


def test_only_its_author_words_a_comment_anew_and_what_it_said_stays(everyone):
    mb, lead = everyone("mb"), everyone("mb.lead")
    post = mb.write()
    said = write(mb, post, "Erste Worte.")
    assert_problem(lead.post(f"/comments/{said['id']}/edit", {"text": "x"}), 403, "not-allowed")
    again = mb.post(f"/comments/{said['id']}/edit", {"text": "Andere Worte."}).json()
    assert again["text"] == "Andere Worte."
    assert [row["text"] for row in again["wordings"]] == ["Erste Worte.", "Andere Worte."]
    assert comments(lead, post)[0] | {"mine": True} == again


def test_nothing_that_was_said_can_be_deleted_or_changed(everyone):
    mb = everyone("mb")
    said = write(mb, mb.write())
    assert mb.delete(f"/comments/{said['id']}").status_code == 404
    for statement in ("update wording set text = 'x'", "delete from wording", "delete from comment"):
        with pytest.raises(DBAPIError, match=r"permission denied|never changes"), db.transaction() as session:
            session.execute(text(statement))


def test_comments_are_settled_and_reopened_by_anybody_in_the_chain(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write())
    first, second = write(desk, post, "Eins."), write(desk, post, "Zwei.")
    settled = mb.post(f"/comments/{first['id']}/resolve").json()
    assert settled["resolved"]["by"] == post["author"]
    assert_problem(mb.post(f"/comments/{first['id']}/resolve"), 409, "comment-resolved")
    assert [row["id"] for row in comments(mb, post, open=True)] == [second["id"]]
    assert [row["id"] for row in comments(mb, post, open=False)] == [first["id"]]
    assert desk.post(f"/comments/{first['id']}/reopen").json()["resolved"] is None
    assert_problem(desk.post(f"/comments/{first['id']}/reopen"), 409, "comment-open")
    assert_problem(everyone("mw").post(f"/comments/{first['id']}/resolve"), 404)


@pytest.mark.req("AC-01")
def test_each_word_about_a_post_is_an_event_of_its_timeline(everyone):
    mb = everyone("mb")
    post = mb.write()
    said = write(mb, post)
    for verb in ("edit", "resolve", "reopen"):
        assert (
            mb.post(f"/comments/{said['id']}/{verb}", {"text": "x"} if verb == "edit" else None).status_code
            == 200
        )
    actions = [row["action"] for row in mb.get(f"/posts/{post['id']}/timeline").json()["items"]]
    assert actions[1:] == ["post.comment", "post.edit_comment", "post.resolve_comment", "post.reopen_comment"]


def test_on_a_rejected_post_the_ministry_can_still_answer(everyone):
    mb, desk = everyone("mb"), everyone("desk1")
    post = mb.submit(mb.write())
    decide(desk, "reject", post, ground="party_political", reason="Werbung für eine Partei.")
    write(mb, post, "Wir sehen das anders.")
    assert ("post.commented", "desk1") in [row[:2] for row in told(post)]


def test_no_word_of_a_comment_is_ever_published(office, people, client):
    secret = "Vertraulich-Kormoran"
    mb, desk = people("mb"), people("desk1")
    post = mb.submit(mb.write(at=soon(-1)))
    write(desk, post, f"{secret} bitte streichen", passage=passage(post))
    run("update channel set min_gap_s = 0")
    sent = desk.approve(post)
    deliver_due()
    sent = mb.read(sent)
    assert only(sent)["state"] == "sent"
    page = only(sent)["remote_url"].split("/", 3)[3]
    stranger = people("mw")
    feeds = [
        f"/portal/feeds/{name}" for name in (f"{mb.channel('Landesportal')}.atom", "organisations/MB.rss")
    ]
    public = [client.get(path).text for path in (f"/{page}", "/portal", *feeds)]
    public += [stranger.get(path).text for path in (f"/posts/{post['id']}", "/posts", "/deliveries")]
    assert all("Neue Tablets" in shown for shown in public[:4])
    assert all(secret not in shown for shown in public)
    assert count_rows_with(secret) == 1  # where it was written down, and nowhere else
