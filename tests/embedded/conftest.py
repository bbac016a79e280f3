"""A data folder, and an office (`up` with a stand-in for the application) in a process of its own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")  # noqa: S108 - every folder in it is made by mkdtemp
ROOM = 4 << 30
"""Bytes; the servers of one test process need some 300 million."""
RUN = """
import signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run under nohup, which the office would respect
from pathlib import Path
from app.embedded.supervisor import up
folder, port, *command = sys.argv[1:]
command.insert(0, sys.executable)
sys.exit(up(host="127.0.0.1", port=int(port), data_dir=Path(folder), demo=False, command=command))
"""


def wait_until(is_so, within_s=60):
    until = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.02)


def processes():
    """Every process that is not a zombie, as number -> (number of its parent, command line)."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found[int(folder.name)] = (int(parent), command)
    return found


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


class Office:
    def __init__(self, data_dir, port, **environment):
        self.data_dir = data_dir
        self.port = port
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the office
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("REDAKTION_")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(data_dir), str(port), str(Path(__file__).with_name("office.py"))],
            cwd=ROOT,
            env={**inherited, "PYTHONPATH": str(ROOT), **environment},
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    def said(self):
        return os.pread(self._output.fileno(), 1_000_000, 0).decode()

    def wait_until_said(self, text):
        wait_until(lambda: text in self.said() or self.process.poll() is not None)
        assert text in self.said(), self.said()

    def wait(self):
        return self.process.wait(60)

    def family(self):
        """All processes below the supervisor, as number -> command line; the servers' own children, too."""
        everybody = processes()
        found = {self.process.pid}
        while more := {pid for pid, (parent, _) in everybody.items() if parent in found} - found:
            found |= more
        return {pid: everybody[pid][1] for pid in found - {self.process.pid}}

    def member(self, text):
        """The number of the first one in the family whose command line has this in it, or None."""
        return min((pid for pid, command in self.family().items() if text in command), default=None)

    @staticmethod
    def is_gone(family):
        return not family.keys() & processes().keys()

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self._output.close()


@pytest.fixture
def eventually():
    return wait_until


@contextlib.contextmanager
def make_data_dir():
    """A folder for servers, in memory where there is room: PostgreSQL copies a database there with a tenth of the work."""
    # Not pytest's own folder: root's lies below a closed one, and PostgreSQL's account could not get there.
    memory = MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None
    folder = Path(tempfile.mkdtemp(prefix="redaktion-test-", dir=memory))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data_dir():
    with make_data_dir() as folder:
        yield folder


@pytest.fixture(scope="module")
def shared_data_dir():
    with make_data_dir() as folder:
        yield folder


@pytest.fixture
def open_office(data_dir):
    opened = []

    def open_(port=None, **environment):
        opened.append(Office(data_dir, port or free_port(), **environment))
        return opened[-1]

    yield open_
    for office in opened:
        family = office.family()
        office.close()
        wait_until(lambda left=family: Office.is_gone(left))
