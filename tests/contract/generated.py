"""A Python client, generated from the running API by a tool that lives in an environment of its own.

The tool's packages cannot stand beside ours (it wants an older typer), so they are installed from a hash-locked list
into the user's cache folder on first use, by one process at a time. What cannot be installed fails with a sentence.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "client"
LOCK = HERE / "requirements.txt"
PACKAGE = "redaktion_client"


def tool_python():
    """Return the interpreter of the environment that generates clients and can run them."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = hashlib.sha256(LOCK.read_bytes() + sys.executable.encode()).hexdigest()[:12]
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = caches / "redaktion" / f"client-{version}-{digest}"
    home.parent.mkdir(parents=True, exist_ok=True)
    with (home.parent / f"{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            install(home)
    return home / "bin" / "python"


def install(home):
    uv = Path(sys.executable).parent / "uv"
    for command in (
        [sys.executable, "-m", "venv", "--clear", "--without-pip", home],
        [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", home / "bin" / "python", LOCK],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(
                f"Das Werkzeug für den erzeugten Client ließ sich nicht installieren (einmalig, nach {home}). "
                f"Bitte die Verbindung zum Paketverzeichnis prüfen (HTTPS_PROXY, UV_DEFAULT_INDEX).\n{done.stderr}"
            )
    (home / "ready").touch()


def generate_client(address, folder):
    """Generate the client from the description at an address; return what the tool said, and the client's folder."""
    done = subprocess.run(
        [
            *(tool_python(), "-m", "openapi_python_client", "generate"),
            *("--url", f"{address}/openapi.json", "--config", HERE / "config.yaml"),
            *("--meta", "none", "--output-path", folder / PACKAGE),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def run_with_client(folder, script, *arguments):
    """Run a script that imports the generated client; return what it printed."""
    done = subprocess.run(
        [tool_python(), "-W", "error", script, *arguments],
        env={"PYTHONPATH": str(folder), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
