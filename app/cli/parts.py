"""Starting the parts: everything at once, or one by one as a container does."""

import os
import runpy
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from alembic import command
from alembic.config import Config
from sqlalchemy import select

from app import db
from app.cli.register import load_it
from app.embedded import supervisor
from app.models import User
from app.settings import settings

CLONE = Path(__file__).resolve().parents[2]


def add_to(cli: typer.Typer) -> None:
    """Give the command its words for the parts."""
    for word in (up, migrate, web, dispatcher, worker):
        cli.command()(word)


def up(
    *,
    host: Annotated[str, typer.Option(help="Adresse, auf der die Seiten antworten.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port der Seiten.", min=1, max=65535)] = 8000,
    data: Annotated[Path | None, typer.Option(help="Ordner für alle Daten.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Vorführdaten laden.")] = False,
) -> None:
    """Alles starten: Datenbank, Warteschlange, Seiten, Disponent und Worker."""
    if demo:
        os.environ["REDAKTION_DEMO"] = "1"
    folder = data or settings().data_dir
    raise typer.Exit(supervisor.up(host=host, port=port, data_dir=folder, demo=settings().demo))


def migrate() -> None:
    """Die Datenbank auf den Stand dieser Fassung bringen; im Vorführbetrieb auch die Vorführdaten laden."""
    command.upgrade(Config(CLONE / "alembic.ini"), "head")
    if settings().demo:
        load_it()
        return
    with db.transaction() as session:
        is_empty = session.execute(select(User.id).limit(1)).first() is None
    if is_empty:
        typer.echo(
            "Die Datenbank ist noch leer. Zum Ausprobieren mit --demo starten; für den Betrieb zuerst "
            "`redaktion register load ORDNER`, dann `redaktion user add`."
        )


def web(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Nur die Seiten und die Schnittstelle starten."""
    uvicorn.run(
        "app.main:serve",
        factory=True,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
        server_header=False,
        proxy_headers=False,
    )


def dispatcher() -> None:
    """Nur den Disponenten starten, der zur rechten Zeit klingelt."""
    runpy.run_module("app.workers.dispatcher", run_name="__main__")


def worker() -> None:
    """Nur einen Celery-Worker mit Beat starten."""
    runpy.run_module("app.workers.celery_app", run_name="__main__")
