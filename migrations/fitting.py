"""Which versions of the code can work with a database at a given migration.

A migration that only adds leaves the database as the version before it knows it. One that takes something away says so
by `takes_away = True`: older versions end there. The list stands in the database as the comment on `alembic_version`,
so that an older version, which has never heard of the newest migration, can still read whether it fits (docs/adr/0027).
"""

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text


def find_fitting(script: ScriptDirectory, current: str) -> list[str]:
    """Return the heads of all versions that can work with a database at `current`, the newest first."""
    fitting = []
    for step in script.walk_revisions(base="base", head=current):
        fitting.append(step.revision)
        if getattr(step.module, "takes_away", False):
            break
    return fitting


def note_fitting(connection: Connection, script: ScriptDirectory, current: str | None) -> None:
    """Write into the database which versions it fits; `current` is None where everything was taken down."""
    fitting = " ".join(find_fitting(script, current)) if current else ""
    connection.execute(
        text(f"comment on table alembic_version is '{fitting}'")
    )  # our own file names, no input
