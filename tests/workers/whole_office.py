"""The whole office as an operator starts it, `redaktion up --demo`, for tests that need every process of it."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import httpx2

from tests.conftest import PASSWORD
from tests.embedded.conftest import free_port, make_data_dir, processes, wait_until
from tests.factories import Person, soon

ROOT = Path(__file__).resolve().parents[2]
BOTH = ("Landesportal", "Konsole MB")
QUICK = {"CALL_BUDGET": 8, "SOFT_LIMIT": 9, "HARD_LIMIT": 10, "LEASE": 12, "QUIET": 20} | {
    "SELF_DELIVERY": 3,
    "REWAKE": 5,
}


class WholeOffice:
    """`redaktion up --demo` on a port and a data folder of its own.

    `words` are further ones of the command, `settings` further ones of the installation, `code` is where it lies.
    """

    def __init__(self, folder, *words, code=ROOT, **settings):
        self.folder, self.code = folder, code
        self.port = free_port()
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the office
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("REDAKTION_")}
        self.environment = {
            **inherited,
            **{f"REDAKTION_{name}_S": str(seconds) for name, seconds in QUICK.items()},
            "REDAKTION_DEMO_PASSWORD": PASSWORD,
            "REDAKTION_DEMO": "1",
            "REDAKTION_DEMO_EMPTY": "1",
            "REDAKTION_DATA_DIR": str(folder),
            **{f"REDAKTION_{name.upper()}": str(value) for name, value in settings.items()},
        }
        words = ["up", "--demo", "--port", str(self.port), "--data", str(folder), *words]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *words],
            cwd=code,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self.client = httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60)
        self.posts = []

    def said(self):
        return os.pread(self.log.fileno(), 2_000_000, 0).decode()

    def answers(self):
        try:
            return self.client.get("/readyz").status_code == 200
        except httpx2.TransportError:
            return False

    def member(self, word):
        """The number of the part with this word in its command line, or None while there is none."""
        everybody = processes()
        return min(
            (
                pid
                for pid, (parent, command) in everybody.items()
                if parent == self.process.pid and word in command
            ),
            default=None,
        )

    def kill(self, word):
        """Kill a part and return how to tell that another one took its place."""
        victim = self.member(word)
        assert victim, f"{word} does not run:\n{self.said()}"
        os.kill(victim, signal.SIGKILL)
        return lambda: self.member(word) not in {None, victim}

    def redaktion(self, *words):
        return subprocess.run(
            [sys.executable, "-m", "app.cli", *words],
            cwd=self.code,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def sign_in(self):
        self.mb, self.desk, self.lead = (Person(self.client, name) for name in ("mb", "desk1", "mb.lead"))

    def submit(self, seconds):
        """Hand in a post for portal and console, due in so many seconds."""
        post = self.mb.submit(self.mb.write(channels=BOTH, at=soon(seconds)))
        self.posts.append(post)
        return post

    def approve(self, post):
        self.desk.approve(post)
        return self.lead.approve(post)

    def deliveries(self, post):
        return self.mb.read(post)["deliveries"]

    def is_sent(self, post):
        return {row["state"] for row in self.deliveries(post)} == {"sent"}

    def lateness(self, post):
        """By how many seconds the latest of its deliveries stands there too late, by its own record."""
        parse = datetime.fromisoformat
        return max(
            (parse(row["sent_at"]) - parse(row["due_at"])).total_seconds() for row in self.deliveries(post)
        )


@contextlib.contextmanager
def open_office(*words, data=None, **settings):
    """Open an office with its people signed in; afterwards none of its processes is left."""
    with contextlib.nullcontext(data) if data else make_data_dir() as folder:
        whole = WholeOffice(folder, *words, **settings)
        try:
            wait_until(whole.answers, 120)
            whole.sign_in()
            wait_until(lambda: "dispatcher.started" in whole.said())
            wait_until(lambda: whole.member("worker"))
            yield whole
        finally:
            whole.client.close()
            whole.process.kill()
            whole.process.wait()
            whole.log.close()
            wait_until(lambda: not any(str(folder) in command for _, command in processes().values()))
