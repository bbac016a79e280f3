"""Angaben einlesen: costs, staffing, strategies or followers from a file, looked through first, then entered as a whole."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter, Response

from app.actions.report_imports import import_reported
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError
from app.loading.reported_fields import FLAGS, WORDS
from app.loading.reported_files import BOOKS, NEEDED, columns_of, read_reported
from app.loading.table_files import MOST_ROWS
from app.reports.render import RENDERERS, XLSX
from app.reports.table import make_table
from app.web.areas import WITHIN
from app.web.brought_files import FileDep, find_wrong, keep, say_wrong
from app.web.deps import Acting, Form, Looking
from app.web.routes.reporting import list_enterable
from app.web.visit import HEADERS, Visit, lead_to

router = APIRouter(prefix="/imports", include_in_schema=False)

KINDS: Final = {way[1:]: name for way, name in WITHIN["/channels"] if way[1:] in BOOKS}
"""What can be brought in, as the menu calls it."""
HINTS: Final = {
    "organisation": "das Kürzel",
    "platforms": "Namen, durch Komma getrennt; leer sind es alle",
    "positions": "je Zeile, was es war, Semikolon, Betrag: Schnitt; 241,24",
    "goals": "eines je Zeile",
    "channel_id": "Bezeichnung oder Adresse wie im Kanalregister",
    "as_of": "ein Tag",
    "printed": "der Wortlaut für den Landtag; leer entsteht er aus den Angaben",
}


@router.get("")
def show_import(visit: Looking, kind: str = "costs") -> Response:
    """Show where a file is brought in."""
    return _show(visit, kind if kind in BOOKS else "costs")


@router.get("/{kind}.xlsx")
def hand_out_template(visit: Looking, kind: str) -> Response:
    """Return an empty file to fill in."""
    if kind not in BOOKS:
        raise NotFoundError
    visit.count_costly()
    mime, write = RENDERERS[XLSX]
    heads: dict[str, Any] = dict.fromkeys(columns_of(BOOKS[kind]).values())
    named = {"Content-Disposition": f'attachment; filename="vorlage-{KINDS[kind].lower()}.xlsx"'}
    return Response(write(make_table(kind, KINDS[kind], heads, [])), media_type=mime, headers=HEADERS | named)


@router.post("")
def take_import(visit: Acting, form: Form, content: FileDep) -> Response:
    """Tell what is wrong with a file and what it would enter; enter it once that was seen."""
    visit.count_costly()
    said, is_dry_run = form.get("kind"), form.get("do") != "store"
    kind = said if isinstance(said, str) and said in BOOKS else "costs"
    wrong = find_wrong(content)
    if wrong:
        return _show(visit, kind, issues=wrong)
    model = BOOKS[kind]
    columns = columns_of(model)
    try:
        drawn, issues = read_reported(visit.session, model, content)
        found, said_of = import_reported(
            visit.session, visit.actor, model, drawn, issues, columns=columns, is_dry_run=is_dry_run
        )
    except InvalidError as error:
        return _show(visit, kind, issues=error.issues)
    if not is_dry_run:
        return lead_to(f"/{kind}", said="report-imported")
    return _show(visit, kind, issues=found, titles=said_of, content=content)


def _describe(kind: str) -> Iterator[tuple[str, str]]:
    """Yield the columns of a file with what belongs into them."""
    model = BOOKS[kind]
    for name, head in columns_of(model).items():
        words = WORDS[model].get(name)
        said = (
            f"eines von: {', '.join(word.strip() for word in words.values())}"
            if words
            else HINTS.get(name, "")
        )
        told = "ja oder nein" if name in FLAGS else said
        yield head, f"{told or '–'}{' (nötig)' if name in NEEDED[model] else ''}"


def _show(
    visit: Visit,
    kind: str,
    *,
    issues: list[Issue] | None = None,
    titles: list[str] | None = None,
    content: bytes = b"",
) -> Response:
    if not list_enterable(visit):
        raise NotAllowedError
    rows = say_wrong(issues or [])
    return visit.show(
        "desk/reported/import.html",
        status=422 if rows else 200,
        kind=kind,
        kinds=KINDS,
        columns=list(_describe(kind)),
        most=MOST_ROWS,
        rows=rows,
        titles=titles or [],
        kept=keep(content) if not rows else "",
    )
