"""The `redaktion` command: the same actions as everywhere, from a shell, and what starts the parts."""

import os
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_group

from app.cli import backups, parts
from app.embedded.postgres import Postgres
from app.embedded.valkey import Valkey
from app.settings import settings

PUBLISHERS = ("dispatcher", "worker", "key")
"""The words that open credentials, and speak to the database as the publisher."""

GROUPS: Final = {
    "user": ("accounts", "group"),
    "register": ("register", "group"),
    "channel": ("register", "channels"),
    "demo": ("register", "demo"),
    "audit": ("audit", "group"),
    "inquiry": ("inquiries", "group"),
    "key": ("keys", "group"),
    "lexicon": ("lexicon", "group"),
    "neutrality": ("neutrality", "group"),
    "secrets": ("secrets", "group"),
}
"""Groups of words by the module and the name they have there."""


class Words(TyperGroup):
    """Loads a group of words when one of them is called: the parts of the office start without them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return every word, loaded or not."""
        return [*super().list_commands(ctx), *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a word, loading its module if it is one of a group."""
        if cmd_name not in GROUPS:
            return super().get_command(ctx, cmd_name)
        module, group = GROUPS[cmd_name]
        command = get_group(getattr(import_module(f"app.cli.{module}"), group))
        command.name = cmd_name
        return command


cli = typer.Typer(
    cls=Words, no_args_is_help=True, add_completion=False, help="Redaktionssystem: der Weg eines Beitrags."
)
parts.add_to(cli)
backups.add_to(cli)


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
