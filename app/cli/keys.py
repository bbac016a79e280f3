"""The pairs of keys that seal and open credentials, from a shell."""

from pathlib import Path

import typer

from app import db
from app.actions.sealing import count_by_version
from app.cli.saying import fail
from app.keys import KeyFileError, find_versions, make_pair
from app.settings import settings

group = typer.Typer(no_args_is_help=True, help="Schlüssel für Zugangsdaten.")


@group.command()
def new() -> None:
    """Ein neues Schlüsselpaar anlegen; vorhandene bleiben, wie sie sind."""
    public, private = folders()
    try:
        version = make_pair(public, private)
    except KeyFileError as error:
        fail(str(error))
    typer.echo(
        f"Schlüsselpaar {version} angelegt. Bitte in dieser Reihenfolge verteilen:\n"
        f"  1. {private / f'credentials-{version}.private.pem'}: nur zu Workern und Disponent, und getrennt von den "
        "Daten sichern\n"
        f"  2. {public / f'credentials-{version}.public.pem'}: zu allen"
    )


@group.command("list")
def list_them() -> None:
    """Zeigen, welche Schlüssel es gibt und wie viele Zugangsdaten mit jedem verschlossen sind."""
    public, private = (
        set(find_versions(folder, half))
        for folder, half in zip(folders(), ("public", "private"), strict=True)
    )
    with db.transaction() as session:
        used = count_by_version(session)
    versions = sorted(public | private | used.keys())
    for version in versions:
        halves = [
            name if version in held else f"{name} FEHLT"
            for name, held in (("öffentlich", public), ("privat", private))
        ]
        typer.echo(f"Schlüssel {version}: {', '.join(halves)}; {used.get(version, 0)} Zugangsdaten")
    if not versions:
        typer.echo("Es gibt noch keinen. Anlegen: redaktion key new")


def folders() -> tuple[Path, Path]:
    """Return the folders of public and private keys, or say which setting is missing."""
    private = settings().private_keys
    if private is None:
        fail("Bitte REDAKTION_PRIVATE_KEYS setzen: der Ordner der privaten Schlüssel.")
    return settings().sealing_keys, private
