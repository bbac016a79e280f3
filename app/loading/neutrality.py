"""The start list of the lexicon from files: terms as CSV, cues as TOML, one version over both (NEUTRALITY section 6)."""

import csv
import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from app import clock
from app.actions.lexicon import begin_lexicon
from app.editorial.neutrality import Lexicon
from app.editorial.neutrality.entries import CueEntry, Entries, TermEntry, arrange

FOLDER: Final = Path(__file__).resolve().parents[2] / "data" / "neutrality"
SINCE: Final = date(2000, 1, 1)
"""From when on the turns of phrase of the files count: always."""


def load_start_list(session: Session, folder: Path = FOLDER) -> bool:
    """Make the files the first version of the lexicon; tell whether there was none yet. Later ones are made by people."""
    version, entries = read_entries(folder)
    return begin_lexicon(session, entries, note=f"Startliste {version}, mit dem System ausgeliefert")


@lru_cache
def load_lexicon(folder: Path = FOLDER, day: date | None = None) -> Lexicon:
    """Return the lexicon of the files as it counts on a day, today if none is given."""
    version, entries = read_entries(folder)
    return arrange(version, entries, day=day or clock.today())


def read_entries(folder: Path = FOLDER) -> tuple[str, Entries]:
    """Return the version that the files name, and all that stands in them."""
    cues: dict[str, Any] = tomllib.loads((folder / "cues.toml").read_text(encoding="utf-8"))
    version = cues.pop("version")
    with (folder / "terms.csv").open(encoding="utf-8", newline="") as file:
        terms = tuple(_read_term(row) for row in csv.DictReader(file))
    phrases = (
        CueEntry(cue_class=name, surface=line, valid_from=SINCE)
        for name, lines in cues.items()
        for line in dict.fromkeys(lines)
    )
    return version, Entries(terms, tuple(phrases))


def _read_term(row: dict[str, str]) -> TermEntry:
    return TermEntry(
        actor=row["actor"],
        kind=row["kind"],  # type: ignore[arg-type]  # the files are ours; a test reads every row
        surface=row["surface"],
        match=row["match"],  # type: ignore[arg-type]  # as above
        strength=row["strength"],  # type: ignore[arg-type]  # as above
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        territory=row["territory"] or None,
        source=row["source"],
        note=row["note"] or None,
    )
