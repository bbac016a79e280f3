"""The handbook: open to everybody, found from every page, and true: what it names stands on the pages."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from app import messages
from app.loading.reported_fields import LABELS
from app.web import areas, names, notices
from app.web.handbook import CHAPTERS, HELP, IMAGES, chapters, search
from app.web.pages import FOLDER

FILES = sorted(CHAPTERS.glob("*.md"))
NAMED_IN_CODE = (messages.STATES, messages.GROUNDS, names.CHOICES, names.TOKEN_SCOPES, names.ROLES, LABELS)


def words_on_pages():
    """Every label, heading, button and sentence that a template or a list of names can put on a page."""
    found = (
        {label for _, label in areas.MENU}
        | {row[1] for rows in areas.WITHIN.values() for row in rows}
        | set(notices.NOTICES.values())
    )
    for named in NAMED_IN_CODE:
        found |= set(named.values())
    for path in FOLDER.rglob("*.py"):
        found |= set(re.findall(r'"([^"{}<>\n]+)"', path.read_text(encoding="utf-8")))
    for path in FOLDER.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'"([^"{}<>]+)"', source))
        found |= set(re.split(r"<[^>]+>|\{[{%#].*?[}%#]\}", source, flags=re.DOTALL))
    return {re.sub(r"\s+", " ", words).strip() for words in found}


ON_PAGES = words_on_pages()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_chapter_prints_in_bold_stands_on_a_page(path):
    source = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
    named = set(re.findall(r"\*\*(.+?)\*\*", source))
    missing = {words for words in named if words not in ON_PAGES and words.rstrip(".:") not in ON_PAGES}
    assert missing == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_chapter_has_one_title_headings_in_order_and_names_chapters_and_pictures_that_exist(path):
    source = path.read_text(encoding="utf-8")
    levels = [len(marks) for marks in re.findall(r"^(#+) ", source, re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    for file in re.findall(r"\]\(([^)#]+\.md)", source):
        assert (path.parent / file).is_file(), file
    for alt, file in re.findall(r"!\[(.*?)\]\((.+?)\)", source):
        assert (path.parent / file).resolve().parent == IMAGES
        assert len(alt) > 20, "a picture is described"


def test_every_page_of_the_desk_leads_to_a_chapter_that_exists(visitor):
    assert set(HELP.values()) <= set(chapters())
    mb = visitor("mb")
    for path, name in (("/", "erste-schritte"), ("/posts", "beitrag"), ("/account/tokens", "konto")):
        assert f'<a href="/hilfe/{name}">Hilfe' in mb.look(path).page.text
    seen = set()
    for person in (mb, visitor("mb.lead"), visitor("desk1"), visitor("admin")):
        menu = re.search(r'<nav class="wide".*?</nav>', person.page.text, re.DOTALL)[0]
        for path in set(re.findall(r'href="([^"]+)"', menu)) - seen:
            link = re.search(r'<a href="(/hilfe/[^"]+)">Hilfe', person.look(path).page.text)
            assert person.look(link[1]).status == 200
            seen.add(path)
    assert seen == {address for address, _ in areas.MENU}


def test_the_handbook_is_open_to_everybody_and_keeps_the_menu_for_whoever_is_signed_in(visitor):
    stranger = visitor()
    for chapter in chapters().values():
        stranger.look(f"/hilfe/{chapter.name}")
        assert stranger.status == 200
        assert chapter.title in stranger.text
        assert "Abmelden" not in stranger.text
    assert "Abmelden" in visitor("mb").look("/hilfe/freigabe").text
    assert stranger.look("/hilfe/gibt-es-nicht").status == 404
    for name in ("..%2f..%2fpyproject.toml", "way-of-a-post.svg", "gibt-es-nicht.png"):
        assert stranger.look(f"/hilfe/bilder/{name}").status == 404


def test_words_are_found_by_section_headings_first_and_umlauts_either_way(visitor):
    found = search("ruhezeit")
    assert found[0][0].name in {"benachrichtigungen", "woerter"}
    assert all("Ruhezeit" in excerpt for _, _, excerpt in found)
    assert [row[1].title for row in search("loeschverfahren")] == [
        row[1].title for row in search("Löschverfahren")
    ]
    assert search("not-aus aufheben")[0][1].title == "Aufheben"
    page = visitor().look("/hilfe?q=einmalcode")
    assert "Fundstelle" in page.text
    assert 'href="/hilfe/konto' in page.page.text
    assert "Dazu steht nichts im Handbuch." in visitor().look("/hilfe?q=qqqq").text
    assert "<script" not in visitor().look("/hilfe?q=<script>").page.text


def test_the_container_image_brings_the_handbook_along():
    root = Path(__file__).resolve().parents[2]
    dockerfile = (root / "Dockerfile").read_text(encoding="utf-8")
    for folder in (CHAPTERS, IMAGES):
        name = folder.relative_to(root)
        assert f"COPY {name} {name}\n" in dockerfile
