"""Checking the record from a shell."""

import typer

from app import db
from app.cli.saying import fail
from app.queries.audit import HEADS_FILE, read_head, verify_chain
from app.settings import settings

group = typer.Typer(no_args_is_help=True, help="Protokoll.")


@group.callback()
def protokoll() -> None:
    """Protokoll."""


@group.command()
def verify() -> None:
    """Die Kette der Ereignisse prüfen: jedes Byte, jeder Platz, das Ende."""
    with db.transaction() as session:
        faults = verify_chain(session, settings().heads_dir / HEADS_FILE)
        length, _ = read_head(session)
    for fault in faults:
        typer.echo(f"Platz {fault.position}: {fault.message}", err=True)
    if faults:
        fail(f"Die Kette ist nicht unversehrt: {len(faults)} Fehler.")
    typer.echo(f"Die Kette ist unversehrt: {length} Ereignisse.")
