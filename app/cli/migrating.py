"""Bringing the database to the state of this version while others work with it."""

import time
from typing import Final

import typer
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import OperationalError

from app.cli.fitting import CLONE
from app.cli.saying import fail

BUSY: Final = {"55P03", "40P01"}  # lock_not_available, deadlock_detected
TRIES: Final = 20
AGAIN_AFTER_S: Final = 1


def upgrade() -> None:
    """Migrate to the newest state. Where others hold a lock for too long, all is undone and tried again.

    A migration waits for a lock for a few seconds only (migrations/env.py), or everybody would wait behind it.
    Ends with a sentence after so many tries; the database is then as it was.
    """
    for left in range(TRIES - 1, -1, -1):
        try:
            command.upgrade(Config(CLONE / "alembic.ini"), "head")
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in BUSY:
                raise
        else:
            return
        if left:
            typer.echo("Andere arbeiten gerade an denselben Tabellen; gleich noch einmal.", err=True)
            time.sleep(AGAIN_AFTER_S)
    fail(
        f"Nach {TRIES} Versuchen arbeiten immer noch andere an denselben Tabellen. Geändert ist nichts. "
        "Wiederholen Sie `redaktion migrate` zu einer ruhigeren Zeit."
    )
