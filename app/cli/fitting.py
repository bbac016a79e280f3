"""Whether this version of the code and the database fit together: who publishes asks before it begins."""

import time
from pathlib import Path
from typing import Final

import typer
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import db
from app.cli.saying import fail

CLONE: Final = Path(__file__).resolve().parents[2]
_FITTING: Final = text("select obj_description(to_regclass('public.alembic_version'), 'pg_class')")
_AGAIN_AFTER_S: Final = 1


def ensure_fitting() -> None:
    """Wait until the database answers; end with a sentence where it is at no state this version can work with.

    The database itself names the versions it fits (migrations/fitting.py). PUBLISHING section 5: the publisher refuses
    to start on an unknown Alembic head.
    """
    mine = ScriptDirectory.from_config(Config(CLONE / "alembic.ini")).get_current_head()
    if mine not in (fitting := find_fitting()):
        fail(
            f"Die Datenbank passt nicht zu dieser Fassung: Sie ist für {fitting[0] if fitting else 'keine'} eingerichtet, "
            f"diese Fassung ist {mine}. Bringen Sie mit `redaktion migrate` die Datenbank auf den Stand dieser Fassung, "
            "oder starten Sie die Fassung, für die sie eingerichtet ist. Bis dahin wird nichts veröffentlicht."
        )


def find_fitting() -> list[str]:
    """Return the heads of the versions this database fits, the newest first; wait for it while it is away."""
    is_told = False
    while True:
        try:
            with db.transaction() as session:
                return (session.execute(_FITTING).scalar_one() or "").split()
        except OperationalError:
            if not is_told:
                typer.echo(
                    "Die Datenbank antwortet noch nicht; sobald sie antwortet, geht es weiter.", err=True
                )
            is_told = True
            time.sleep(_AGAIN_AFTER_S)
