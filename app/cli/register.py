"""Register, channels and demo data from a shell."""

from pathlib import Path
from typing import Annotated

import typer

from app import db
from app.actions.channels import register_channel
from app.cli.saying import fail, refusals_said
from app.loading.demo import demo_password, load_demo
from app.loading.export import export_register
from app.loading.life import load_life
from app.loading.register import load_register
from app.loading.register_files import read_register
from app.loading.rows import RegisterFaultsError
from app.models.channel import ApprovalMode, ChannelScope
from app.models.user import MACHINE
from app.queries.register_findings import find_register_findings
from app.settings import settings

PRINTED = Path(__file__).resolve().parents[2] / "data" / "sachsen-anhalt"

group = typer.Typer(no_args_is_help=True, help="Kanalregister.")
channels = typer.Typer(no_args_is_help=True, help="Kanäle.")
demo = typer.Typer(no_args_is_help=True, help="Vorführung.")


@group.command()
def load(folder: Annotated[Path, typer.Argument(help="Ordner mit den CSV-Dateien.")] = PRINTED) -> None:
    """Das Register aus Dateien laden; ein zweites Mal ändert nichts."""
    try:
        with db.transaction() as session:
            report = load_register(session, folder, environment=settings().environment)
    except RegisterFaultsError as error:
        fail("\n".join(str(fault) for fault in error.faults))
    typer.echo(str(report))
    findings()


@group.command()
def check(folder: Annotated[Path, typer.Argument(help="Ordner mit den CSV-Dateien.")] = PRINTED) -> None:
    """Dateien eines Registers prüfen, ohne etwas zu laden: Datei, Zeile und Spalte je Fehler."""
    try:
        read_register(folder)
    except RegisterFaultsError as error:
        fail("\n".join(str(fault) for fault in error.faults))
    typer.echo("Die Dateien sind vollständig und passen zueinander.")


@group.command()
def export(folder: Annotated[Path, typer.Argument(help="Ordner, in den die CSV-Dateien kommen.")]) -> None:
    """Das Register in Dateien schreiben, wie „load“ sie liest."""
    with db.transaction() as session:
        counts = export_register(session, folder)
    for file, count in counts.items():
        typer.echo(f"{file}: {count} Zeilen")


@group.command()
def findings() -> None:
    """Auffälligkeiten im Register zeigen."""
    with db.transaction() as session:
        rows = find_register_findings(session)
    typer.echo(f"{len(rows)} Auffälligkeiten:")
    for row in rows:
        typer.echo(f"  {row.key}  {row.organisation}, {row.label}: {row.sentence} [{row.source}]")


@channels.callback()
def kanaele() -> None:
    """Kanäle."""


@channels.command("add")
def add_channel(
    *,
    platform: Annotated[str, typer.Option(help="Plattform, zum Beispiel portal.")],
    organisation: Annotated[str, typer.Option(help="Kürzel der Stelle.")],
    label: Annotated[str, typer.Option(help="Bezeichnung des Kanals.")],
    since: Annotated[str, typer.Option(help="Seit wann: JJJJ, JJJJ-MM oder JJJJ-MM-TT.")],
    scope: Annotated[
        ChannelScope, typer.Option(help="Landeskanal oder eigener Kanal.")
    ] = ChannelScope.CENTRAL,
) -> None:
    """Einen Kanal ins Register aufnehmen."""
    mode = ApprovalMode.CENTRAL if scope is ChannelScope.CENTRAL else ApprovalMode.MINISTRY
    with refusals_said(), db.transaction() as session:
        row = register_channel(
            session,
            MACHINE,
            platform=platform,
            organisation=organisation,
            scope=scope,
            label=label,
            approval_mode=mode,
            environment=settings().environment,
            since=since,
        )
    typer.echo(f"Kanal {label} aufgenommen ({row.id}).")


@demo.callback()
def vorfuehrung() -> None:
    """Vorführung."""


@demo.command("load")
def load_it() -> None:
    """Vorführdaten laden: Register von 2019, Landesportal, Konsolen, erfundene Personen und zwei Wochen Beiträge."""
    if not settings().demo:
        fail("Vorführdaten gibt es nur im Vorführbetrieb: mit --demo starten oder REDAKTION_DEMO=1 setzen.")
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    password = demo_password(settings())
    with refusals_said(), db.transaction() as session:
        load_demo(session, PRINTED, password, settings=settings())
    if not settings().demo_empty:
        typer.echo("Vorgeschichte der Vorführung erzählen; beim ersten Mal dauert das einige Sekunden ...")
        with db.transaction() as session:
            load_life(session, settings=settings())
    typer.echo(
        "Vorführung: mb@redaktion.example schreibt, desk1@redaktion.example gibt frei.\n"
        f"Passwort aller Vorführkonten: {password}"
    )
