"""The pairs of keys that seal and open credentials, from a shell."""

from pathlib import Path
from uuid import UUID

import typer

from app import db, otp
from app.actions.sealing import count_by_version, find_outdated, may_read_sealed, seal_anew
from app.cli.saying import fail
from app.keys import (
    KeyFileError,
    PublicKey,
    ensure_pair,
    find_versions,
    make_pair,
    name_of,
    newest_public_key,
)
from app.seal import BrokenSealError
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
        f"  1. {private / name_of(version, 'private')}: nur zu Workern und Disponent, und getrennt von den "
        "Daten sichern\n"
        f"  2. {public / name_of(version, 'public')}: zu allen"
    )


@group.command()
def rotate() -> None:
    """Alle Zugangsdaten mit dem neuesten Schlüssel neu verschließen, im laufenden Betrieb; wiederholbar."""
    public, private = folders()
    try:
        key = newest_public_key(public)
        ensure_pair(key, private)
    except KeyFileError as error:
        fail(str(error))
    with db.transaction() as session:
        if not may_read_sealed(session):
            fail(
                "Diese Rolle der Datenbank darf Verschlossenes nicht lesen. Bitte mit der des Workers ausführen."
            )
        outdated = find_outdated(session, key.version)
    failures = [failure for credential_id in outdated if (failure := _seal_anew(credential_id, key))]
    typer.echo(f"{len(outdated) - len(failures)} Zugangsdaten neu verschlossen mit Schlüssel {key.version}.")
    with db.transaction() as session:
        used = count_by_version(session)
    for version in find_versions(private, "private"):
        if version < key.version and version not in used:
            typer.echo(
                f"Schlüssel {version} wird nicht mehr gebraucht. Sobald alle Teile den neuen haben, kann er gelöscht "
                f"werden: {private / name_of(version, 'private')}"
            )
    if failures:
        fail("\n".join(failures))


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


@group.command()
def second_factor() -> None:
    """Den Schlüssel der zweiten Faktoren anlegen, den nur die Seiten brauchen; ein vorhandener bleibt."""
    path = settings().second_factor_key_file
    try:
        otp.make_key_file(path)
    except KeyFileError as error:
        fail(str(error))
    typer.echo(f"Schlüssel der zweiten Faktoren angelegt: {path}. Er gehört nur den Seiten.")


def _seal_anew(credential_id: UUID, key: PublicKey) -> str | None:
    """Seal one row anew in a transaction of its own; return what to tell the operator where that failed."""
    try:
        with db.transaction() as session:
            seal_anew(session, credential_id, key=key, settings=settings())
    except (KeyFileError, BrokenSealError) as error:
        return (
            f"Zugangsdaten {credential_id} lassen sich nicht öffnen und sind neu zu setzen. {error}".strip()
        )
    return None


def folders() -> tuple[Path, Path]:
    """Return the folders of public and private keys, or say which setting is missing."""
    private = settings().private_keys
    if private is None:
        fail("Bitte REDAKTION_PRIVATE_KEYS setzen: der Ordner der privaten Schlüssel.")
    return settings().sealing_keys, private
