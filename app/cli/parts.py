"""Starting the parts: everything at once, or one by one as a container does. Each loads only what it needs."""

import os
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from sqlalchemy import select

from app import db
from app.cli.saying import fail
from app.embedded import supervisor
from app.health import look_after
from app.models import User
from app.settings import settings


def add_to(cli: typer.Typer) -> None:
    """Give the command its words for the parts."""
    for word in (up, migrate, web, dispatcher, worker, beat, watcher, health):
        cli.command()(word)


def up(
    *,
    host: Annotated[str, typer.Option(help="Adresse, auf der die Seiten antworten.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port der Seiten.", min=1, max=65535)] = 8000,
    data: Annotated[Path | None, typer.Option(help="Ordner für alle Daten.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Vorführdaten laden.")] = False,
    peers: Annotated[
        bool, typer.Option("--peers", help="Mit --demo: Mastodon und Bluesky auf diesem Rechner dazu.")
    ] = False,
) -> None:
    """Alles starten: Datenbank, Warteschlange, Seiten, Disponent, Worker und Wächter."""
    if demo:
        os.environ["REDAKTION_DEMO"] = "1"
    if peers and not settings().demo:
        fail("Gegenstellen gibt es nur im Vorführbetrieb: up --demo --peers")
    folder = data or settings().data_dir
    raise typer.Exit(
        supervisor.up(host=host, port=port, data_dir=folder, demo=settings().demo, with_peers=peers)
    )


def migrate() -> None:
    """Die Datenbank auf den Stand dieser Fassung bringen; im Vorführbetrieb auch die Vorführdaten laden."""
    import_module("app.cli.migrating").upgrade()
    if settings().demo:
        import_module("app.cli.register").load_it()
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
        log_config=None,
        timeout_graceful_shutdown=10,
        server_header=False,
        proxy_headers=bool(settings().trusted_proxies),
        forwarded_allow_ips=settings().trusted_proxies,
    )


def dispatcher() -> None:
    """Nur den Disponenten starten, der zur rechten Zeit klingelt."""
    import_module("app.cli.fitting").ensure_fitting()
    import_module("app.workers.dispatcher").main()


def worker(
    queues: Annotated[list[str] | None, typer.Argument(help="Nur diese Warteschlangen, ohne Beat.")] = None,
) -> None:
    """Nur einen Celery-Worker starten: für alle Warteschlangen und mit Beat, oder für die genannten."""
    import_module("app.cli.fitting").ensure_fitting()
    import_module("app.workers.run").work(queues or [])


def beat() -> None:
    """Nur Beat starten, der regelmäßig klingelt."""
    import_module("app.workers.run").beat()


def watcher() -> None:
    """Nur den Wächter starten, der jede Minute nachsieht, ob alles stimmt."""
    import_module("app.workers.watcher").main()


def health(
    part: Annotated[str, typer.Argument(help="web, dispatcher, beat, watcher oder eine Warteschlange.")],
) -> None:
    """Sagen, ob ein Teil auf dieser Maschine arbeitet; der Rückgabewert ist 0 oder 1."""
    is_well, sentence = look_after(part)
    typer.echo(sentence)
    raise typer.Exit(0 if is_well else 1)
