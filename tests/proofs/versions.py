"""Two versions of the code with one migration between them, and the parts of one run beside the other."""

import contextlib
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import httpx2
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.embedded.conftest import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120
CODE = ("app", "migrations", "data", "alembic.ini")
NEXT = '''
"""What a next version adds: a table, and a column that the code before it does not know."""
from alembic import op

revision = "next"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create table next_thing (id uuid primary key, said text not null)")
    op.execute("alter table post add column next_hint text")
    op.execute("alter table delivery add column next_hint text not null default ''")


def downgrade() -> None:
    op.execute("alter table delivery drop column next_hint")
    op.execute("alter table post drop column next_hint")
    op.execute("drop table next_thing")
'''


def copy_next(folder: Path) -> Path:
    """Copy this code and give it one more migration: what the next version will be to this one."""
    for name in CODE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    head = ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_current_head()
    (folder / "migrations" / "versions" / "next.py").write_text(NEXT.format(head=head), encoding="utf-8")
    return folder


def take_before(folder: Path) -> Path:
    """Take the code as it was before the last migration, from the repository; a shallow clone has it not."""
    last = _git("log", "-1", "--format=%H", "--diff-filter=A", "--", "migrations/versions").decode().strip()
    with tarfile.open(fileobj=BytesIO(_git("archive", f"{last}^", *CODE))) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _git(*words: str) -> bytes:
    command = ["git", "-C", str(ROOT), *words]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, f"the history is needed for the code before: {done.stderr.decode()}"
    return done.stdout


class Beside:
    """Web, dispatcher and worker of another version, on the servers and the data of an office that runs."""

    def __init__(self, office, servers, code):
        self.folder, self.code, self.port, self.running = office.folder, code, free_port(), []
        keys = self.folder / "keys"
        self.environment = office.environment | {"REDAKTION_PUBLIC_KEYS": str(keys / "public")}
        self.pages = {"REDAKTION_SECOND_FACTOR_KEY": str(keys / "second-factor.key")}
        self.publisher = {
            "REDAKTION_DATABASE_URL": servers.addresses["publisher_database_url"],
            "REDAKTION_PRIVATE_KEYS": str(keys / "private"),
        }

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def migrate(self):
        """Bring the database to this version while the other one works."""
        process = self._run("migrate")
        assert process.wait(120) == 0, self.said("migrate")

    def start(self):
        """Start its parts, and wait until its pages answer."""
        web = self._run("web", "--port", str(self.port), **self.pages)
        self.running = [web, *(self._run(part, **self.publisher) for part in ("dispatcher", "worker"))]
        with httpx2.Client(base_url=self.url, timeout=5) as client:
            wait_until(lambda: web.poll() is not None or _answers(client), PATIENCE_S)
        assert web.poll() is None, self.said("web")

    def said(self, part):
        """The end of what a part of it said."""
        return (self.folder / f"next-{part}.log").read_text(encoding="utf-8")[-3000:]

    def _run(self, *words, **more):
        command, environment = [sys.executable, "-m", "app.cli", *words], self.environment | more
        with (self.folder / f"next-{words[0]}.log").open("w") as log:
            return subprocess.Popen(
                command, cwd=self.code, env=environment, stdout=log, stderr=subprocess.STDOUT
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(60)


def _answers(client):
    with contextlib.suppress(httpx2.TransportError):
        return client.get("/readyz").status_code == 200
    return False
