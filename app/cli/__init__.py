"""The `redaktion` command: the same actions as everywhere, from a shell, and what starts the parts."""

import os

import typer

from app.cli import accounts, audit, backups, inquiries, keys, lexicon, neutrality, parts, register, secrets
from app.embedded.postgres import Postgres
from app.embedded.valkey import Valkey
from app.settings import settings

PUBLISHERS = ("dispatcher", "worker", "key")
"""The words that open credentials, and speak to the database as the publisher."""

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Redaktionssystem: der Weg eines Beitrags."
)
parts.add_to(cli)
backups.add_to(cli)
for name, group in (
    ("user", accounts.group),
    ("register", register.group),
    ("channel", register.channels),
    ("demo", register.demo),
    ("audit", audit.group),
    ("inquiry", inquiries.group),
    ("key", keys.group),
    ("lexicon", lexicon.group),
    ("neutrality", neutrality.group),
    ("secrets", secrets.group),
):
    cli.add_typer(group, name=name)


@cli.callback()
def find_servers(context: typer.Context) -> None:
    """Redaktionssystem: der Weg eines Beitrags."""
    if (
        context.invoked_subcommand in {"up", "secrets", "neutrality", "backup", "restore"}
        or "database_url" in settings().model_fields_set
    ):
        return
    folder = settings().data_dir.absolute()
    server = Postgres(folder)
    is_publisher = context.invoked_subcommand in PUBLISHERS
    os.environ["REDAKTION_DATABASE_URL"] = server.url(
        "redaktion_publisher" if is_publisher else "redaktion_app"
    )
    os.environ["REDAKTION_OWNER_DATABASE_URL"] = server.url("redaktion_owner")
    os.environ["REDAKTION_PUBLISHER_DATABASE_URL"] = server.url("redaktion_publisher")
    if is_publisher:
        os.environ.setdefault("REDAKTION_PRIVATE_KEYS", str(folder / "keys" / "private"))
    os.environ.setdefault("REDAKTION_BROKER_URL", Valkey(folder).url())
    settings.cache_clear()
