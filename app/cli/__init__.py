"""The `redaktion` command: the same actions as everywhere, from a shell, and what starts the parts."""

import typer

from app.cli import accounts, audit, parts, register

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Redaktionssystem: der Weg eines Beitrags."
)
parts.add_to(cli)
for name, group in (
    ("user", accounts.group),
    ("register", register.group),
    ("channel", register.channels),
    ("demo", register.demo),
    ("audit", audit.group),
):
    cli.add_typer(group, name=name)
