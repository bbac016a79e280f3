"""A backup's folder: whole copies of the database, the WAL since, images, the end of the record; never a key.

    base/20270115T021500Z/   a whole copy as PostgreSQL makes it, with its manifest and `about.json`
    wal/<timeline>/          the WAL since, streamed as it comes into being
    files/                   images (named by their hash, so they never change) and the ends of the record

It belongs to one installation, whose cluster its `installation` names.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.embedded.launch import EmbeddedError

NOTE: Final = "backup-folder"
"""The file in the data folder that says where the running office keeps its WAL."""
FILES: Final = ("media", "audit-heads.jsonl")
SLOT: Final = "redaktion_backup"


@dataclass(frozen=True)
class Copy:
    """A whole copy of the database and what is known of it."""

    folder: Path
    finished_at: datetime
    major: str
    timeline: int


class Archive:
    """The folder of one installation's backup."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def open(self, system: str) -> None:
        """Make the folder, or make sure that it is this installation's. Raises EmbeddedError."""
        try:
            for name in ("base", "wal", "files"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            owner = self.folder / "installation"
            known = owner.read_text(encoding="utf-8").strip() if owner.exists() else system
            owner.write_text(system if known == system else known, encoding="utf-8")
        except OSError as error:
            raise EmbeddedError(
                f"In {self.folder} lässt sich nicht schreiben ({error.strerror}).\n"
                "Bitte Rechte und Datenträger prüfen oder einen anderen Ordner nennen."
            ) from error
        if known != system:
            raise EmbeddedError(
                f"{self.folder} gehört zu einer anderen Installation. Bitte einen eigenen Ordner nennen."
            )

    def wal(self, timeline: int) -> Path:
        """Return the folder of the WAL of a timeline."""
        return self.folder / "wal" / f"{timeline:08X}"

    def copies(self) -> list[Copy]:
        """Return the whole copies, oldest first; an unfinished one is none. Raises EmbeddedError."""
        try:
            found = [_read(path.parent) for path in sorted((self.folder / "base").glob("*/about.json"))]
        except (OSError, ValueError, LookupError) as error:
            raise EmbeddedError(f"{self.folder} ist nicht lesbar ({error}).") from error
        return found

    def prune(self, keep: int) -> None:
        """Remove all whole copies but the newest ones; the WAL stays as long as its timeline has a copy."""
        for copy in self.copies()[:-keep]:
            shutil.rmtree(copy.folder)
        needed = {self.wal(copy.timeline).name for copy in self.copies()}
        for folder in (self.folder / "wal").iterdir():
            if folder.name not in needed:
                shutil.rmtree(folder)


def describe_copy(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write what is known of a copy: with it the copy is whole."""
    (folder / "about.json").write_text(json.dumps(dict(facts)), encoding="utf-8")


def keep_files(source: Path, target: Path) -> int:
    """Copy images and the ends of the record that are not there yet; return how many files that were."""
    copied = 0
    for name in FILES:
        found = [source / name] if (source / name).is_file() else sorted((source / name).rglob("*"))
        for path in (path for path in found if path.is_file()):
            kept = target / path.relative_to(source)
            if kept.exists() and kept.stat().st_size == path.stat().st_size:
                continue
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_name(f".{kept.name}.part")
            shutil.copy2(path, part)
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(kept)
            copied += 1
    return copied


def find_folder(data_dir: Path) -> Path | None:
    """Return where the office with this data folder keeps its WAL; None as long as nobody has asked for a backup."""
    try:
        return Path((data_dir / NOTE).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return None


def _read(folder: Path) -> Copy:
    row = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return Copy(folder, datetime.fromisoformat(row["finished_at"]), row["major"], row["timeline"])
