"""`python -m app.cli`."""

import sys

from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from app.cli import cli

try:
    cli(prog_name="redaktion")
except OperationalError:
    sys.exit(
        "Die Datenbank antwortet nicht. Läuft das System (python3 dev.py up, mit demselben --data ORDNER als "
        "REDAKTION_DATA_DIR) oder stimmt REDAKTION_DATABASE_URL?"
    )
except ValidationError as error:
    sys.exit("Die Einstellungen passen nicht: " + "; ".join(str(row["msg"]) for row in error.errors()))
