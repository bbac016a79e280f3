"""The two commands of a fresh machine, `up` and `test`, and what belongs to them; needs nothing but Python.

It makes .venv beside this file, fills it with the hash-locked packages whenever the lock has changed, and hands
over. Every refusal says what to do next. The file stays readable for Python 3.8, so that an old interpreter can
say which one is needed instead of dying of a syntax error.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, NoReturn, Sequence  # noqa: UP035 - collections.abc has them from 3.9 on

HELP = """Redaktionssystem

  python3 dev.py up [--demo [--peers]] [--host HOST] [--port PORT] [--data ORDNER]
                              das ganze System starten; Strg+C beendet es
  python3 dev.py test [...]   alle Prüfungen und Tests; Weiteres geht an pytest
  python3 dev.py check        nur die Prüfungen: Stil, Typen, Schichten, Architektur
  python3 dev.py compose-test docker-compose.yml bauen, starten und erproben (podman, als root)
  python3 dev.py chaos [...]  Beiträge senden, während alles ringsum stirbt; proofs, mutation: weitere Beweise; je --help
  python3 dev.py run ...      ein Befehl des Systems, zum Beispiel: run --help
  python3 dev.py bench        alle Seiten mit 100.000 Beiträgen messen; bench-delivery: wie pünktlich Beiträge sind; screenshots: Bilder neu
  python3 dev.py lock [...]   Paketstände neu festschreiben; --upgrade hebt sie an
"""
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON, STAMP = VENV / "bin" / "python", VENV / "redaktion-lock"
LOCK, DEV_LOCK = "requirements.txt", "requirements-dev.txt"
APART = ("app/embedded/peers/requirements.txt", "tests/contract/client/requirements.txt")  # no part of .venv
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OLDEST, LONGEST = (3, 11), 40  # lines of one failed check; the rest shows when these are mended
CHECKS = (
    ("ruff check", ("-m", "ruff", "check", "--output-format", "concise")),
    ("ruff format", ("-m", "ruff", "format", "--check", "--output-format", "concise")),
    ("mypy", ("-m", "mypy")),
    ("import-linter", ("-c", "from importlinter.cli import lint_imports_command as lint; lint()")),
    ("architecture", ("-m", "pytest", "-n", "0", "tests/architecture")),
)
SCRIPTS = {"bench": ["benchmarks/pages.py"], "bench-delivery": ["benchmarks/delivery.py"]}
SCRIPTS |= {name: ["-m", f"tests.{name}"] for name in ("chaos", "mutation", "proofs")}
TRIAL = ["-m", "pytest", "-n0", "tests/deploy/trial.py"]
SCRIPTS |= {"compose-test": TRIAL, "screenshots": ["docs/screenshots.py"]}


def fail(what: str, then: str) -> NoReturn:
    """End with exit code 1, saying what is wrong and what to do next."""
    sys.exit(f"\n{what}\n{then}")


def seconds(since: float) -> str:
    """Return the time passed since a `time.monotonic()` as people here write it: `1,4 s`."""
    return f"{time.monotonic() - since:.1f} s".replace(".", ",")


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Show one step of the set-up and how long it took."""
    begun = time.monotonic()
    print(f"{name} ... ", end="", flush=True)
    yield
    print(seconds(begun), flush=True)


def tool(*argv: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a tool of the set-up in the clone and keep what it says for the case that it fails."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "PIP_USER": "0", "VIRTUAL_ENV": str(VENV)}
    return subprocess.run(
        [str(word) for word in argv],
        cwd=ROOT,
        env={**environment, "DEBIAN_FRONTEND": "noninteractive", "UV_COMPILE_BYTECODE": "1"},
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def find_new_enough_python() -> None:
    """Hand over to a newer interpreter if this one is too old; without one, say what is needed."""
    if sys.version_info >= OLDEST:
        return
    for minor in (14, 13, 12, 11):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606 - no shell is wanted
    fail(
        f"Redaktionssystem braucht Python 3.11 oder neuer; dies ist Python {sys.version.split()[0]}.",
        "Bitte ein neueres Python installieren (Debian 12, Ubuntu 24.04: apt-get install python3 python3-venv).",
    )


def apt_install(package: str) -> bool:
    """Install a package where we may, as root on Debian and its kin; say whether it is there now."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    with step(f"Debian-Paket {package} installieren"):
        tool("apt-get", "update", "-qq")
        done = tool("apt-get", "install", "-y", "-qq", "--no-install-recommends", package)
    if done.returncode:
        print(done.stdout)
    return done.returncode == 0


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up at a time work in this clone; the folder itself is the lock, so nothing is left behind."""
    import fcntl  # noqa: PLC0415 - missing on Windows, which is told so before

    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def venv_version() -> str:
    """Return the Python version that .venv works with, or nothing if it does not work (any more)."""
    if not PYTHON.exists():
        return ""
    return tool(PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").stdout.strip()


def make_venv() -> None:
    """Make .venv, without pip if this Python lacks the part that installs it."""
    if not os.access(ROOT, os.W_OK):
        fail(
            f"In {ROOT} darf dieses Benutzerkonto nicht schreiben.",
            "Bitte das Verzeichnis in den eigenen Ordner klonen oder die Rechte ändern.",
        )
    with step("Python-Umgebung .venv anlegen"):
        made = tool(sys.executable, "-m", "venv", "--clear", VENV)
    if made.returncode and apt_install("python3-venv"):
        made = tool(sys.executable, "-m", "venv", "--clear", VENV)
    if made.returncode:
        made = tool(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    if made.returncode:
        fail(made.stdout, "Es fehlt das Debian-Paket python3-venv: sudo apt-get install python3-venv")


def uv() -> list[str]:
    """Return the command of the package installer uv, which is locked and hashed like everything else."""
    own = VENV / "bin" / "uv"
    if own.exists():
        return [str(own)]
    lines = (ROOT / DEV_LOCK).read_text(encoding="utf-8") if (ROOT / DEV_LOCK).exists() else ""
    locked = re.search(r"^uv==.*\n(?: {4}--hash.*\n)+", lines, re.MULTILINE)
    wanted = VENV / "uv.txt"
    wanted.write_text(locked.group() if locked else "uv", encoding="utf-8")  # the very first lock has none
    install = ("install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", str(wanted))
    with step("Paketwerkzeug uv holen"):
        done = tool(PYTHON, "-m", "pip", *install)
        if done.returncode:  # .venv has no pip; the one of the system can fill it, too
            done = tool(sys.executable, "-m", "pip", "--python", PYTHON, *install)
    if own.exists():
        return [str(own)]
    if shutil.which("uv"):
        return ["uv"]
    return fail(
        done.stdout,
        "Bitte die Verbindung zum Python-Paketverzeichnis prüfen (HTTPS_PROXY, PIP_INDEX_URL). Fehlt pip, dann:\n"
        "  sudo apt-get install python3-venv   und .venv löschen",
    )


def prepare(*, dev: bool) -> None:
    """Bring .venv to the locked packages, if it is not there already: those of `up`, or those of `test`, too."""
    digests = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in (LOCK, DEV_LOCK)}
    with alone():
        version = venv_version()
        stamp = STAMP.read_text(encoding="utf-8").split() if STAMP.exists() else []
        wanted = [version, digests[LOCK], *([digests[DEV_LOCK]] if dev or len(stamp) > 2 else [])]  # noqa: PLR2004
        if version and wanted == stamp:
            return
        if not version or (stamp and stamp[0] != version):
            make_venv()
        lock = DEV_LOCK if len(wanted) > 2 else LOCK  # noqa: PLR2004 - a stamp is: version, lock, lock of test
        command = [*uv(), "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), lock]
        count = len(re.findall(r"^\S+==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        STAMP.unlink(missing_ok=True)  # what is left half done is not to be taken for done
        with step(f"{count} Pakete mit Prüfsummen abgleichen"):
            done = tool(*command)
        if done.returncode:
            fail(
                done.stdout,
                "Die Pakete ließen sich nicht installieren. Bitte die Verbindung zum Paketverzeichnis prüfen\n"
                "(HTTPS_PROXY, UV_DEFAULT_INDEX; bei eigenen Zertifikaten SSL_CERT_FILE) und erneut aufrufen.",
            )
        STAMP.write_text("\n".join([venv_version(), *wanted[1:]]), encoding="utf-8")


def hand_over(arguments: Sequence[str]) -> NoReturn:
    """Become `redaktion ...`, so that signals and the exit code are its own; relative paths stay the caller's."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    environment = {"REDAKTION_DATA_DIR": str(ROOT / ".redaktion"), **os.environ}
    # Safe path: never take an `app` that happens to lie where the caller stands.
    environment.update(PYTHONPATH=path, PYTHONSAFEPATH="1")
    os.execve(PYTHON, [str(PYTHON), "-m", "app.cli", *arguments], environment)  # noqa: S606 - no shell is wanted


def chromium() -> str:
    """Return where the browser for the page tests is; install it where we may."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not found and apt_install("chromium"):
        found = shutil.which("chromium")
    return found or fail(
        "Für die Tests der Seiten fehlt der Browser Chromium.",
        "Debian: sudo apt-get install chromium   Ubuntu: sudo snap install chromium   danach erneut aufrufen.",
    )


def compilers() -> None:
    """Install what the Bluesky peer is compiled with, where we may; what then still lacks, the peers name."""
    for name in [name for name in ("g++", "make") if not shutil.which(name)]:
        apt_install(name)


def check() -> bool:
    """Run every check, a line for each; say whether all are well."""
    print("Prüfungen:", flush=True)
    failed = []
    for name, arguments in CHECKS:
        begun = time.monotonic()
        done = tool(PYTHON, *arguments)
        print(f"  {'FEHLER' if done.returncode else 'gut':<7} {name:<14} {seconds(begun)}", flush=True)
        if done.returncode:
            failed.append(name)
            lines = done.stdout.splitlines()
            more = [f"... und {len(lines) - LONGEST} Zeilen mehr"] if lines[LONGEST:] else []
            print(*lines[:LONGEST], *more, sep="\n")
    if failed:
        print(f"Nicht bestanden: {', '.join(failed)}.")
        print("Bei Stil und Form hilft meist: .venv/bin/ruff check --fix && .venv/bin/ruff format\n")
    return not failed


def test(arguments: Sequence[str]) -> int:
    """Run the checks and then pytest, whose own closing line comes last."""
    browser = {"REDAKTION_CHROMIUM": chromium()}
    compilers()
    well = check()
    sys.stdout.flush()
    code = subprocess.call([PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env={**os.environ, **browser})
    return code or int(not well)


def lock(arguments: Sequence[str]) -> int:
    """Write the lock files anew: every package with version and hashes, and no host's name."""
    sources = ((LOCK, ["requirements.in"], ""), (DEV_LOCK, ["requirements-dev.in", "-c", LOCK, "-"], "uv"))
    apart = ((target, [target.replace(".txt", ".in")], "") for target in APART)
    for target, source, more in (*sources, *apart):
        options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
        command = [*uv(), "pip", "compile", "--quiet", *options, *arguments, *source, "-o", target]
        with step(f"{target} schreiben"):
            # uv itself is locked with the tools, so that its own installation is checked, too.
            done = tool(*command, "--custom-compile-command", "python3 dev.py lock", stdin=more)
        if done.returncode:
            fail(done.stdout, f"Bitte die Angaben in {source[0]} prüfen und erneut aufrufen.")
    return 0


def main(word: str, arguments: Sequence[str]) -> int:
    """Carry out one word; return the exit code."""
    if word in ("up", "run"):
        prepare(dev="--peers" in arguments)  # they are installed with uv, one of the tools
        if "--peers" in arguments:
            compilers()
        hand_over(["up", *arguments] if word == "up" else arguments)
    if word in ("test", "check", *SCRIPTS):
        prepare(dev=True)
        if word in SCRIPTS:
            return subprocess.call([PYTHON, *SCRIPTS[word], *arguments], cwd=ROOT)
        return test(arguments) if word == "test" else int(not check())
    if word == "lock":
        with alone():
            if not venv_version():
                make_venv()
            return lock(arguments)
    print(HELP)
    return 0 if word in ("help", "-h", "--help") else 2


if __name__ == "__main__":
    if os.name != "posix":
        fail("Redaktionssystem läuft auf Linux und macOS.", "Unter Windows bitte WSL benutzen: wsl --install")
    find_new_enough_python()
    try:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "help", sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
