"""The handbook: chapters of Markdown as pages, their contents, and finding words in them.

The files stand in `docs/handbuch`, so that they read well as files, too: `03-freigabe.md` is the chapter `freigabe`,
its first heading the title. Links go from file to file, pictures to `docs/images`.
"""

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
CHAPTERS: Final = DOCS / "handbuch"
IMAGES: Final = DOCS / "images"
PLACE: Final = "/hilfe"
HELP: Final[Mapping[str, str]] = {
    "/posts": "beitrag",
    "/reports": "berichte",
    "/approvals": "freigabe",
    "/deliveries": "ausspielungen",
    "/calendar": "ausspielungen",
    "/themes": "themen",
    "/contributions": "themen",
    "/radar": "themen",
    "/packages": "pakete",
    "/admin/press": "pakete",
    "/occasions": "themen",
    "/takedowns": "loeschverfahren",
    "/stops": "not-aus",
    "/restore": "wiederherstellung",
    "/channels": "kanalregister",
    "/concepts": "nutzungskonzepte",
    "/platforms": "kanalregister",
    "/decisions": "kanalregister",
    "/costs": "kanalregister",
    "/staffing": "kanalregister",
    "/strategies": "kanalregister",
    "/metrics-snapshots": "kanalregister",
    "/inquiries": "kleine-anfragen",
    "/surveys": "kleine-anfragen",
    "/findings": "befunde",
    "/elections": "neutralitaet",
    "/lexicon": "neutralitaet",
    "/rules": "neutralitaet",
    "/events": "protokoll",
    "/admin": "verwaltung",
    "/notices": "benachrichtigungen",
    "/account/notifications": "benachrichtigungen",
    "/admin/hooks": "benachrichtigungen",
    "/account": "konto",
    "/sign-in": "konto",
}
"""Which chapter helps on which pages; on all others the first one."""
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class Section:
    """What stands below one heading, line by line in plain words; `anchor` is empty below the chapter's own."""

    anchor: str
    title: str
    lines: Sequence[str]

    @property
    def words(self) -> str:
        """All of it, as it is searched."""
        return _fold(" ".join((self.title, *self.lines)))


@dataclass(frozen=True)
class Chapter:
    """One chapter as it is shown, and as it is searched."""

    name: str
    title: str
    html: Markup
    sections: Sequence[Section]


@lru_cache
def chapters() -> Mapping[str, Chapter]:
    """Return the chapters by name, in the order of their files; read once."""
    found = (_read(path) for path in sorted(CHAPTERS.glob("*.md")))
    return {chapter.name: chapter for chapter in found}


def help_path(path: str) -> str:
    """Return the address of the chapter that helps on a page."""
    places = [place for place in HELP if path == place or path.startswith(place + "/")]
    name = HELP[max(places, key=len)] if places else next(iter(chapters()))
    return f"{PLACE}/{name}"


def search(wanted: str) -> list[tuple[Chapter, Section, str]]:
    """Return the sections in which every word wanted occurs, those with one in the heading first, each with an excerpt."""
    words = [_fold(word) for word in wanted.split()]
    if not words:
        return []
    found = [
        (not any(word in _fold(section.title) for word in words), chapter, section)
        for chapter in chapters().values()
        for section in chapter.sections
        if all(word in section.words for word in words)
    ]
    found.sort(key=lambda row: row[0])
    return [(chapter, section, _excerpt(section.lines, words[0])) for _, chapter, section in found]


def _read(path: Path) -> Chapter:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(path.read_text(encoding="utf-8"))
    sections = _mark_sections(tokens)
    for token in tokens:
        for part in token.children or []:
            _settle(part)
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Chapter(_name_of(path), sections[0].title, Markup(html), sections)  # noqa: S704 - our own files, without HTML of theirs


def _mark_sections(tokens: Sequence[Token]) -> list[Section]:
    """Give each heading an anchor and return what stands below it."""
    heads: list[tuple[str, str]] = []
    lines: list[list[str]] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            title = _words_of(tokens[place + 1])
            anchor = _anchor_of(title) if token.tag != "h1" else ""
            if anchor:
                token.attrSet("id", anchor)
            heads.append((anchor, title))
            lines.append([])
        elif token.type == "inline" and tokens[place - 1].type != "heading_open":
            is_further_cell = (
                tokens[place - 1].type in {"td_open", "th_open"} and tokens[place - 2].type != "tr_open"
            )
            if is_further_cell:
                lines[-1][-1] += f": {_words_of(token)}"
            else:
                lines[-1].append(_words_of(token))
    return [Section(*head, below) for head, below in zip(heads, lines, strict=True)]


def _settle(part: Token) -> None:
    """Turn what a file names into what the application serves: other chapters and pictures."""
    if part.type == "link_open":
        target = str(part.attrGet("href") or "")
        file, _, anchor = target.partition("#")
        if file.endswith(".md"):
            part.attrSet("href", f"{PLACE}/{_name_of(Path(file))}" + (f"#{anchor}" if anchor else ""))
        elif file:
            part.attrSet("rel", "external noopener noreferrer")
    elif part.type == "image":
        name = Path(str(part.attrGet("src"))).name
        width, height = struct.unpack(">II", (IMAGES / name).read_bytes()[16:24])  # where a PNG says it
        part.attrs |= {"src": f"{PLACE}/bilder/{name}", "width": width, "height": height, "loading": "lazy"}


def _name_of(path: Path) -> str:
    return re.sub(r"^\d+-", "", path.stem)


def _anchor_of(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower().translate(_UMLAUTS)).strip("-")


def _words_of(token: Token) -> str:
    """Return the words of a line without its marks."""
    parts = (
        " " if part.type in {"softbreak", "hardbreak"} else part.content
        for part in token.children or []
        if part.type != "image"
    )
    return "".join(parts)


def _fold(text: str) -> str:
    return text.casefold().translate(_UMLAUTS)


def _excerpt(lines: Sequence[str], word: str) -> str:
    """Return the sentence in which a word occurs first; without one, the first sentence."""
    sentences = [row for line in lines for row in re.split(r"(?<=[.!?])\s+", line)]
    return next((row for row in sentences if word in _fold(row)), sentences[0] if sentences else "")
