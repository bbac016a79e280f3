"""Frozen answers to inquiries of parliament from a shell."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app import db
from app.cli.saying import fail, refusals_said
from app.errors import NotFoundError
from app.models.inquiry import Block
from app.queries.inquiries import find_version
from app.reports.answer import name_file, write_version
from app.reports.documents import DOCX, PDF
from app.reports.render import CSV, XLSX

group = typer.Typer(no_args_is_help=True, help="Kleine Anfragen.")


class Ending(StrEnum):
    """In which form an answer is written."""

    DOCX = DOCX
    PDF = PDF
    XLSX = XLSX
    CSV = CSV


@group.callback()
def anfragen() -> None:
    """Kleine Anfragen."""


@group.command()
def export(
    number: Annotated[str, typer.Argument(help="Nummer der Kleinen Anfrage, zum Beispiel „KA 7/2776“.")],
    *,
    form: Annotated[Ending, typer.Option("--format", help="In welcher Form.")] = Ending.DOCX,
    version: Annotated[int | None, typer.Option(help="Welche Fassung; ohne Angabe die neueste.")] = None,
    block: Annotated[Block | None, typer.Option(help="Nur diese Tabelle; für CSV nötig.")] = None,
    folder: Annotated[Path, typer.Option(help="Ordner, in den die Datei kommt.")] = Path(),
) -> None:
    """Eine festgehaltene Antwort in eine Datei schreiben; zweimal dasselbe ergibt dieselben Bytes."""
    with refusals_said(), db.transaction() as session:
        try:
            found = find_version(session, number, version)
        except NotFoundError:
            fail("Zu dieser Kleinen Anfrage ist keine solche Fassung festgehalten.")
        _, data = write_version(found, form, block)
        file = folder / name_file(found, form, block)
    folder.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    typer.echo(f"{file} geschrieben (Fassung {found.number}, SHA-256 {found.sha256}).")
