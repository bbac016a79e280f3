"""The search of posts: German words in all their forms, beginnings and parts of words, frequent ones too, and only what the reader may see."""

import pytest
from sqlalchemy import select, text

from app import db
from app.grants import find_grants
from app.models import User
from app.models.user import Actor
from app.queries import posts, search
from app.queries.posts import PostFilter, PostOrder, list_posts
from tests.factories import soon

OTHERS = "Über die Häuser am Straßenrand in Österreich berichtet der Ost-West-Dialog."


def finds(person, words, **more):
    """The texts that somebody finds, in the order of the list."""
    answer = person.get("/posts", q=words, **more)
    assert answer.status_code == 200, answer.text
    return [row["text"] for row in answer.json()["items"]]


@pytest.mark.parametrize(
    "words",
    [
        "Haus",
        "HÄUSERN",
        "häuser österreich",
        "Straßenr",
        "strassenrand",
        "Ost-West",
        "Dialog West",
        "die Häuser",
        "ßenran",
    ],
)
def test_a_post_is_found_by_any_form_beginning_or_part_of_its_words(people, words):
    mb = people("mb")
    mb.write(text=OTHERS)
    mb.write(text="Etwas ganz anderes.")
    assert finds(mb, words) == [OTHERS]


@pytest.mark.parametrize(
    "words", ["Haus Schule", "Straßenschild", "Westen Süden", "' | ! & (", "%", "häuser:*b"]
)
def test_what_does_not_occur_finds_nothing_and_signs_mean_nothing(people, words):
    mb = people("mb")
    mb.write(text=OTHERS)
    assert finds(mb, words) == []


def test_a_change_of_the_text_changes_what_is_found(people):
    mb = people("mb")
    post = mb.write(text="Das Museum öffnet.")
    mb.patch(f"/posts/{post['id']}", {"text": "Das Theater öffnet."}, if_match="*")
    assert finds(mb, "Museum") == []
    assert finds(mb, "Theatern") == ["Das Theater öffnet."]


@pytest.mark.req("AZ-02")
def test_a_ministry_finds_no_draft_of_another(people):
    people("mb").write(text="Das Museum öffnet.", title="Geheimer Arbeitstitel")
    assert finds(people("mw"), "Museum") == []
    assert finds(people("mw"), "useu") == []
    assert finds(people("mb"), "Arbeitstitel") == ["Das Museum öffnet."]


@pytest.mark.req("AZ-02")
@pytest.mark.parametrize("frequent", [2, 1_000])
def test_deliveries_are_found_by_words_in_either_order_and_only_by_who_sees_their_posts(
    people, monkeypatch, frequent
):
    monkeypatch.setattr(search, "CANDIDATES", frequent)
    mb = people("mb")
    posts = [mb.write(text="Die Häuser öffnen.", title="Arbeitstitel", at=soon(60 * n)) for n in (5, 6, 7)]
    mb.write(text="Etwas ganz anderes.", title="Anderes")
    ids = [post["deliveries"][0]["id"] for post in posts]
    for words, expected in (
        ("Haus", ids),
        ("Arbeitstitel", ids),
        ("äuse", ids if frequent > 3 else ids[-1:]),
    ):
        for order, sorted_ids in (("earliest", expected), ("latest", expected[::-1])):
            found = mb.get("/deliveries", q=words, order=order).json()["items"]
            assert [row["id"] for row in found] == sorted_ids, words
        assert people("mw").get("/deliveries", q=words).json()["items"] == []


@pytest.mark.parametrize("order", list(PostOrder))
def test_a_frequent_word_is_found_page_by_page_without_gap_or_repetition(people, monkeypatch, order):
    monkeypatch.setattr(search, "CANDIDATES", 5)
    monkeypatch.setattr(posts, "CANDIDATES", 8)
    mb = people("mb")
    texts = [f"Das Haus Nummer {number} öffnet." for number in range(8)]
    for words in texts:
        mb.write(text=words)
    seen, after = [], None
    with db.transaction() as session:
        user = session.execute(select(User).where(User.email == "mb@redaktion.example")).scalar_one()
        actor = Actor(user.id, user.person_id, user.name, find_grants(session, user.id))
        for _ in range(3):
            page = list_posts(session, actor, PostFilter(text="Häuser", order=order), limit=3, after=after)
            seen += [view.post.current_revision.text for view in page.items]
            after = page.next
    assert after is None
    assert seen == (texts if order is PostOrder.OLDEST else texts[::-1])


def test_the_search_reads_an_index_and_never_all_posts(session):
    session.execute(text("set local enable_seqscan = off"))
    plan = session.execute(
        text(
            "explain select post_id from post_search where vector @@ to_tsquery('german', 'Museen & schul:*')"
        )
    ).scalars()
    said = "\n".join(plan)
    assert "ix_post_search_vector" in said
    assert "Seq Scan" not in said


BEGUN = """
    select words_of_post(id, '', '') = array_to_tsvector(array[
        'week/' || to_char(uuid_extract_timestamp(id) at time zone 'UTC', 'IYYY-IW')
    ]) from (select uuidv7(make_interval(days => days)) as id from generate_series(-800, 800, 3) as days)
"""


def test_the_week_among_the_words_is_that_in_which_the_post_was_begun(office):
    with db.transaction() as session:
        assert set(session.execute(text(BEGUN)).scalars()) == {True}
