"""A frozen version as the files that parliament and its readers get: one document, one workbook, tables as CSV."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from app.errors import InvalidError, Issue
from app.messages.inquiries import BLOCKS
from app.models import InquiryVersion
from app.models.inquiry import Block
from app.pieces import Document, Piece, facts, section, text
from app.pieces import table as as_piece
from app.reports.documents import WRITERS
from app.reports.keeping import unpack
from app.reports.printed import print_block
from app.reports.render import CSV, RENDERERS, XLSX, write_book
from app.reports.table import Table

SOURCE: Final = (
    "Quelle: Kanalregister der Landesregierung, Stand {kept_on}, Tabelle „{title}“ dieser Fassung."
)
QUESTIONS: Final = ("Frage", "Wortlaut", "Antwort", "Tabelle")
SAID: Final = ("Stelle", "Antwort", "Bemerkung")


def write_version(version: InquiryVersion, ending: str, block: Block | None = None) -> tuple[str, bytes]:
    """Return the content type and the bytes of a file; of one block alone where one is named, for CSV is one table.

    Equal versions make equal bytes. Raises InvalidError for CSV without a block, or a block that is not in it.
    """
    tables = version.content["tables"]
    if (block is None and ending == CSV) or (block is not None and block not in tables):
        raise InvalidError(issues=[Issue("block", "block-not-kept", {"expected": ", ".join(sorted(tables))})])
    if block is not None:
        kind, write = RENDERERS[ending]
        return kind, write(unpack(tables[block]))
    if ending == XLSX:
        return RENDERERS[XLSX][0], write_book(_title_of(version), _make_tables(version.content))
    kind, write_whole = WRITERS[ending]
    return kind, write_whole(write_answer(version))


def write_answer(version: InquiryVersion) -> Document:
    """Return a frozen version as a document: question by question, each block once, then who answered, and its sum."""
    content = version.content
    shown: set[str] = set()
    sections = []
    for question in content["questions"]:
        pieces: list[Piece] = [text(question["wording"])]
        pieces += [text(part) for part in (question["answer"] or "").split("\n\n") if part.strip()]
        block = question["block"]
        below: list[Piece] = []
        if block in shown:
            pieces.append(text(f"Siehe die Tabelle „{BLOCKS[Block(block)]}“ zur früheren Frage."))
        elif block in content["tables"]:
            shown.add(block)
            own, below = print_block(unpack(content["tables"][block]), Block(block))
            pieces += [
                *own,
                text(SOURCE.format(kept_on=_say(content["kept_on"]), title=BLOCKS[Block(block)])),
            ]
        sections += [section(2, f"Frage {question['label']}", *pieces), *below]
    sections += [_said(content), *_short_forms(content), _about(version)]
    footer = (
        f"Kleine Anfrage {content['number']}, Fassung {version.number}, Stichtag {_say(content['as_of'])}"
    )
    return Document(
        "antwort", _title_of(version), footer, [part for part in sections if part["pieces"]], is_wide=True
    )


def name_file(version: InquiryVersion, ending: str, block: Block | None = None) -> str:
    """Return the name of a file: `antwort-7-4655-fassung-1.docx`."""
    number = re.sub(r"[^0-9A-Za-z]+", "-", version.content["number"]).strip("-").lower()
    return f"antwort-{number}-fassung-{version.number}{f'-{block}' if block else ''}.{ending}"


def _title_of(version: InquiryVersion) -> str:
    return f"Kleine Anfrage {version.content['number']}: {version.content['title']}"


def _said(content: Mapping[str, Any]) -> Piece:
    rows = [[row["organisation"], row["said"], row["remarks"]] for row in content["surveys"]]
    table = as_piece(SAID, ["2.5", "1fr", "1fr"], rows)
    return section(2, "Abfrage der Ressorts und Behörden", *([table] if rows else []))


def _short_forms(content: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the lists of what stands abbreviated; a version of earlier kept no short addresses."""
    for title, heads, width, known in (
        ("Abkürzungen", ["Kürzel", "Name"], "4", content["abbreviations"]),
        ("KurzURLs", ["KurzURL", "Kanal"], "9", content.get("addresses", {})),
    ):
        rows = [[short, name] for short, name in sorted(known.items())]
        yield section(2, title, *([as_piece(heads, [width, "1fr"], rows)] if rows else []))


def _about(version: InquiryVersion) -> Piece:
    content = version.content
    return section(
        2,
        "Zu dieser Fassung",
        facts(
            ("Abgeordnete", ", ".join(content["members"])),
            ("Frist", _say(content["deadline"])),
            ("Stichtag", _say(content["as_of"])),
            ("Festgehalten am", _say(content["kept_on"])),
            ("Fassung", str(version.number)),
            ("SHA-256", version.sha256, "code"),
        ),
    )


def _make_tables(content: Mapping[str, Any]) -> Sequence[Table]:
    """Return everything a version holds as tables: the questions, each block, who said what."""
    asked = [
        [row["label"], row["wording"], row["answer"], BLOCKS[Block(row["block"])]]
        for row in content["questions"]
    ]
    said = [[row["organisation"], row["said"], row["remarks"]] for row in content["surveys"]]
    return [
        Table("fragen", "Fragen", QUESTIONS, asked),
        *(unpack(content["tables"][block]) for block in Block if block in content["tables"]),
        Table("abfrage", "Abfrage", SAID, said),
    ]


def _say(day: str) -> str:
    return f"{date.fromisoformat(day):%d.%m.%Y}"
