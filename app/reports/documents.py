"""Documents as files: a page that screen readers can read, DOCX, and tagged PDF (PDF/UA-1).

A further kind of file is one function here and one row in `WRITERS`. Equal documents make equal bytes.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Final

from app.paper import typeset
from app.pieces import Document, Piece
from app.reports.word import write_docx

MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC)
HTML, DOCX, PDF = "html", "docx", "pdf"


def write_html(document: Document) -> bytes:
    """Return a whole page of its own: landmarks, one first heading, headings in order, tables with heads."""
    body = "\n".join(map(_section, document.sections))
    page = (
        '<!doctype html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n</head>\n<body>\n<main>\n<h1>{escape(document.title)}</h1>\n"
        f"{body}\n</main>\n<footer><p>{escape(document.footer)}</p></footer>\n</body>\n</html>\n"
    )
    return page.encode()


def write_pdf(document: Document) -> bytes:
    """Return a tagged PDF with embedded fonts."""
    data = {"footer": document.footer, "sections": list(document.sections), "is_wide": document.is_wide}
    return typeset("record", data, title=document.title, made_at=MADE_AT)


def _section(part: Piece) -> str:
    level = part["level"]
    pieces = "\n".join(map(_piece, part["pieces"]))
    return f"<h{level}>{escape(part['heading'])}</h{level}>\n{pieces}"


def _piece(piece: Piece) -> str:
    match piece["kind"]:
        case "text":
            return f"<p>{escape(piece['text'])}</p>"
        case "quote":
            return f"<blockquote><p>{escape(piece['text'])}</p></blockquote>"
        case "lines":
            return f"<p>{'<br>'.join(map(escape, piece['lines']))}</p>"
        case "items":
            kind = "ol" if piece["is_numbered"] else "ul"
            return f"<{kind}>{''.join(f'<li>{escape(row)}</li>' for row in piece['items'])}</{kind}>"
        case "facts":
            rows = (f"<dt>{escape(row[0])}</dt><dd>{escape(row[1])}</dd>" for row in piece["rows"])
            return f"<dl>{''.join(rows)}</dl>"
        case _:
            head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in piece["head"])
            rows = (
                f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in piece["rows"]
            )
            return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


WRITERS: Final[Mapping[str, tuple[str, Callable[[Document], bytes]]]] = {
    HTML: ("text/html; charset=utf-8", write_html),
    DOCX: ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx),
    PDF: ("application/pdf", write_pdf),
}
"""By ending: the content type and what writes it."""
