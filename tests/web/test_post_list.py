"""Beiträge as a list: found, ordered, paged without losing the place, and handed out as a file."""

import csv
import re
from io import StringIO

import pytest

from app.web.routes import post_list
from tests.web.visitors import HTML


def titles(person):
    return re.findall(r'<a href="/posts/[0-9a-f-]{36}">([^<]+)</a>', person.page.text)


def rows(answer):
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"), newline=""), delimiter=";"))


@pytest.fixture
def posts(people):
    """Three drafts, the first changed last."""
    mb = people("mb")
    made = [mb.write(title=title) for title in ("Alpha", "Beta", "Gamma")]
    mb.patch(f"/posts/{made[0]['id']}", {"text": "Geändert."})
    return made


def test_a_list_is_shown_in_the_order_that_is_asked_for(visitor, posts):
    mb = visitor("mb")
    for order, expected in (
        ("newest", ["Gamma", "Beta", "Alpha"]),
        ("oldest", ["Alpha", "Beta", "Gamma"]),
        ("changed", ["Alpha", "Gamma", "Beta"]),
        ("nonsense", ["Alpha", "Gamma", "Beta"]),
    ):
        assert titles(mb.look(f"/posts?order={order}")) == expected, order


@pytest.mark.parametrize("order", ["newest", "oldest", "changed"])
def test_page_by_page_each_post_is_shown_once(visitor, posts, monkeypatch, order):
    monkeypatch.setattr(post_list, "PAGE_LENGTH", 1)
    mb, seen = visitor("mb").look(f"/posts?order={order}&organisation=MB"), []
    whole = titles(visitor("mb").look(f"/posts?order={order}"))
    while True:
        seen += titles(mb)
        following = re.search(r'rel="next" href="([^"]+)"', mb.page.text)
        if not following:
            break
        assert f"order={order}" in following[1]
        assert "organisation=MB" in following[1]
        mb.look(following[1].replace("&amp;", "&"))
    assert "Zum Anfang" in mb.text
    assert len(seen) == len(set(seen)) == 3
    assert whole[0] == seen[0]


def test_posts_are_found_by_channel(visitor, people, posts):
    mb = people("mb")
    mb.write(title="Auf der Konsole", channels=("Konsole MB",))
    page = visitor("mb").look(f"/posts?channel={mb.channel('Konsole MB')}")
    assert titles(page) == ["Auf der Konsole"]
    assert visitor("mb").look("/posts?channel=nichts").status == 200


def test_the_file_holds_the_whole_list_with_the_same_filters_and_rights(visitor, people, posts, monkeypatch):
    monkeypatch.setattr(post_list, "FILE_PAGE_LENGTH", 2)
    people("mb").submit(posts[1])
    answer = visitor("mb").client.get("/posts.csv", headers=HTML)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="beitraege-\d{4}-\d\d-\d\d\.csv"', answer.headers["content-disposition"]
    )
    found = rows(answer)
    assert [row["Titel"] for row in found] == ["Beta", "Alpha", "Gamma"]
    assert (found[0]["Kürzel"], found[0]["Stand"], found[0]["Kanäle"]) == (
        "MB",
        "eingereicht",
        "Landesportal",
    )
    assert re.fullmatch(r"\d\d\.\d\d\.\d{4} \d\d:\d\d", found[0]["Nächste Zeit"])
    assert found[0]["Adresse"].endswith(f"/posts/{posts[1]['id']}")
    submitted = rows(visitor("mb").client.get("/posts.csv?state=submitted&order=oldest", headers=HTML))
    assert [row["Titel"] for row in submitted] == ["Beta"]
    assert rows(visitor("mw").client.get("/posts.csv", headers=HTML)) == []


@pytest.mark.req("BR-04")
def test_a_title_is_no_formula_in_the_file(visitor, people):
    people("mb").write(title="=HYPERLINK(1)")
    (row,) = rows(visitor("mb").client.get("/posts.csv", headers=HTML))
    assert row["Titel"] == "'=HYPERLINK(1)"


@pytest.mark.req("AU-01")
def test_a_stranger_gets_no_file(visitor):
    assert visitor().look("/posts.csv").page.url.path == "/sign-in"
