"""What `up` runs beside the office once a backup was made: the WAL as it comes into being, and new files.

PostgreSQL streams to `pg_receivewal`, which writes each piece to disk before it says so; a slot keeps on the server what
has not arrived yet. So what is lost with the machine is what was committed within the last moments.
"""

import sys
import time
from pathlib import Path
from signal import Signals
from typing import Final

from app.embedded import binaries
from app.embedded.archive import SLOT, Archive, find_folder, keep_files
from app.embedded.launch import spawn
from app.embedded.postgres import ENVIRONMENT, Postgres

_EVERY_S: Final = 30


def main(data_dir: Path) -> int:
    """Stream and copy until the server or this process is told to stop; return the exit code."""
    folder = find_folder(data_dir)
    if folder is None:
        return 0
    server, archive = Postgres(data_dir), Archive(folder)
    target = archive.wal(int(server.ask("select timeline_id from pg_control_checkpoint()")))
    target.mkdir(parents=True, exist_ok=True)
    options: list[str | Path] = ["-D", target, "-S", SLOT, "--synchronous", "--no-loop", "--no-password"]
    receiver = spawn(
        [binaries.postgres_binaries() / "pg_receivewal", *options, *server.address],
        on_parent_death=Signals.SIGTERM,
        env=ENVIRONMENT,
        cwd=Path("/"),
    )
    due_at = 0.0
    while receiver.poll() is None:
        if time.monotonic() >= due_at:
            keep_files(data_dir, archive.folder / "files")
            due_at = time.monotonic() + _EVERY_S
        time.sleep(0.2)
    return receiver.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
