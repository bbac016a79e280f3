"""Documents as DOCX, with the styles that Word itself knows: headings, lists, tables whose heads repeat."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.pieces import Document, Piece

MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
OLDEST: Final = (1980, 1, 1, 0, 0, 0)
"""The oldest time that a ZIP file can say of what is in it."""


def write_docx(document: Document) -> bytes:
    """Return a document as DOCX in German; nothing in it says when it was made."""
    paper = docx.Document()
    about = paper.core_properties
    about.title, about.author, about.language = document.title, "Redaktionssystem", "de-DE"
    about.created = about.modified = MADE_AT
    _speak_german(paper)
    page = paper.sections[0]
    if document.is_wide:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width
    page.footer.paragraphs[0].text = document.footer
    paper.add_heading(document.title, level=1)
    for part in document.sections:
        paper.add_heading(part["heading"], level=part["level"])
        for piece in part["pieces"]:
            _add(paper, piece)
    written = BytesIO()
    paper.save(written)
    return _without_times(written)


def _add(paper: Any, piece: Piece) -> None:
    match piece["kind"]:
        case "text":
            paper.add_paragraph(piece["text"])
        case "quote":
            paper.add_paragraph(piece["text"], style="Quote")
        case "lines":
            paper.add_paragraph("\n".join(piece["lines"]))
        case "items":
            style = "List Number" if piece["is_numbered"] else "List Bullet"
            for row in piece["items"]:
                paper.add_paragraph(row, style=style)
        case "facts":
            for row in piece["rows"]:
                line = paper.add_paragraph()
                line.add_run(f"{row[0]}: ").bold = True
                line.add_run(row[1])
        case _:
            _add_table(paper, piece)


def _add_table(paper: Any, piece: Piece) -> None:
    """Add a table; its head is marked as such, so that it repeats on each page and is read as a head."""
    table = paper.add_table(rows=1, cols=len(piece["head"]), style="Table Grid")
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - the only way to it
    for cell, head in zip(table.rows[0].cells, piece["head"], strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for row in piece["rows"]:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def _speak_german(paper: Any) -> None:
    """Say in the default style that the words are German, for hyphenation, spelling and screen readers."""
    properties = paper.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "de-DE")
    properties.append(language)


def _without_times(written: BytesIO) -> bytes:
    """Return the same ZIP file with one time for all that is in it, so that equal documents are equal bytes."""
    again = BytesIO()
    with ZipFile(written) as source, ZipFile(again, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, OLDEST)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return again.getvalue()
