"""The lexicon of the neutrality assistant from a shell: its first version."""

from pathlib import Path
from typing import Annotated

import typer

from app import db
from app.loading.neutrality import FOLDER, load_start_list

group = typer.Typer(no_args_is_help=True, help="Lexikon des Neutralitätsassistenten.")


@group.callback()
def lexikon() -> None:
    """Lexikon des Neutralitätsassistenten."""


@group.command()
def load(
    folder: Annotated[Path, typer.Argument(help="Ordner mit terms.csv und cues.toml.")] = FOLDER,
) -> None:
    """Die Startliste als erste Fassung laden; danach ändern das Lexikon zwei Personen der Zentralredaktion."""
    with db.transaction() as session:
        is_loaded = load_start_list(session, folder)
    typer.echo("Startliste geladen." if is_loaded else "Es gibt schon ein Lexikon; geändert wurde nichts.")
