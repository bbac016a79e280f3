"""Backing up and restoring the office that `up` runs; with Compose docs/sicherung.md names the commands."""

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from app import clock
from app.cli.saying import fail
from app.embedded.backup import back_up
from app.embedded.launch import EmbeddedError
from app.embedded.restore import restore as make_anew
from app.errors import ImpossibleTimeError
from app.settings import settings

Data = Annotated[Path | None, typer.Option("--data", help="Ordner der Daten.")]
OWN_DATABASE: Final = (
    "Dieses System hat eine eigene Datenbank (REDAKTION_DATABASE_URL). Wie sie gesichert und wiederhergestellt wird, steht "
    "in docs/sicherung.md."
)


def add_to(cli: typer.Typer) -> None:
    """Give the command its words."""
    cli.command()(backup)
    cli.command()(restore)


def backup(
    folder: Annotated[Path, typer.Argument(metavar="ORDNER", help="Wohin, am besten auf andere Platten.")],
    data: Data = None,
    keep: Annotated[int, typer.Option(help="So viele Kopien bleiben.", min=1)] = 14,
) -> None:
    """Die Datenbank ganz kopieren; danach legt das laufende System jede Änderung dort ab."""
    _ensure_embedded()
    try:
        back_up((data or settings().data_dir).absolute(), folder, keep=keep, say=typer.echo)
    except EmbeddedError as error:
        fail(str(error))


def restore(
    folder: Annotated[Path, typer.Argument(metavar="ORDNER", help="Der Ordner der Sicherung.")],
    to: Annotated[
        str | None, typer.Option("--to", metavar="ZEITPUNKT", help="Bis wohin, etwa 2027-01-15T14:30:00.")
    ] = None,
    data: Data = None,
) -> None:
    """Die Datenbank aus der Sicherung neu anlegen; sie beginnt im Wiederherstellungsbetrieb."""
    _ensure_embedded()
    try:
        moment = clock.parse(to).instant if to else None
    except (ValueError, OverflowError, ImpossibleTimeError):
        fail(
            "Das ist kein Zeitpunkt. Bitte so angeben: 2027-01-15T14:30:00 (Berlin) oder mit +01:00 am Ende."
        )
    try:
        make_anew((data or settings().data_dir).absolute(), folder, to=moment, say=typer.echo)
    except EmbeddedError as error:
        fail(str(error))


def _ensure_embedded() -> None:
    if "REDAKTION_DATABASE_URL" in os.environ:
        fail(OWN_DATABASE)
