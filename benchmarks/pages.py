"""Measure every page and the heaviest lists of the API with 100,000 posts: `python3 dev.py bench`.

One run: a PostgreSQL, a Valkey and the real web process of their own; first with 100 posts, then with 100,000. Each
address is asked in turn with all others, so that whatever else the machine does falls on all of them; `/healthz`, asked
as often, is what the server costs without any page. Times are from the request to the last byte, on this machine.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import httpx2

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from alembic import command  # noqa: E402 - the clone is on the path from here on
from alembic.config import Config  # noqa: E402
from filling import TOTAL, fill  # noqa: E402
from sqlalchemy import create_engine, text  # noqa: E402

from app import db  # noqa: E402
from app.embedded.postgres import Postgres  # noqa: E402
from app.embedded.valkey import Valkey  # noqa: E402
from app.keys import make_pair  # noqa: E402
from app.loading.demo import load_demo  # noqa: E402
from app.otp import make_key_file  # noqa: E402
from app.settings import settings  # noqa: E402

PASSWORD: Final = "ein-wort-fuer-die-messung"  # noqa: S105 - of a database that lives for this run
PORT: Final = 8461
ROUNDS: Final = 25
LIMIT_MS: Final = 100
EMPTY: Final = "/healthz"
PAGES: Final = {
    "Mein Tag": ("desk1", "/"),
    "Mein Tag (Ressort)": ("mb", "/"),
    "Beiträge": ("desk1", "/posts"),
    "Beiträge (Ressort)": ("mb", "/posts"),
    "Beiträge, Suche": ("desk1", "/posts?q=Museen"),
    "Beiträge, seltenes Wort": ("desk1", "/posts?q=Nummer+4711+"),
    "Freigabe": ("desk1", "/approvals"),
    "Ausspielungen": ("desk1", "/deliveries"),
    "Ausspielungen (Ressort)": ("mb", "/deliveries"),
    "Ausspielungen, angehalten": ("desk1", "/deliveries?state=held"),
    "Kalender": ("desk1", "/calendar"),
    "Löschverfahren": ("desk1", "/takedowns"),
    "Kanäle": ("desk1", "/channels"),
    "Not-Aus": ("desk1", "/stops"),
    "Benachrichtigungen": ("desk1", "/notices"),
    "Neuer Beitrag": ("mb", "/posts/new"),
    "Portal": (None, "/portal"),
    "API: posts": ("desk1", "/api/v1/posts?limit=100"),
    "API: deliveries": ("desk1", "/api/v1/deliveries?limit=100"),
    "API: queue": ("desk1", "/api/v1/queue?limit=100"),
    "API: notices": ("desk1", "/api/v1/notices?limit=100"),
}
"""Who asks for what; nobody is signed in without a name."""
Times = Mapping[str, list[float]]


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table; with a file's name, also keep it there. 1 if a page is too slow."""
    with office() as engine:
        with engine.begin() as connection:
            few = fill(connection, sample=True)
        small = measure(engine)
        print(f"{few} Beiträge gemessen; fülle auf {TOTAL} ...", file=sys.stderr, flush=True)
        begun = time.monotonic()
        with engine.begin() as connection:
            many = fill(connection, sample=False)
        print(f"gefüllt in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        large = measure(engine)
    table = write_table(small, large, few, many)
    print(table)
    for name in arguments:
        Path(name).write_text(table + "\n", encoding="utf-8")
    return int(any(statistics.median(times) > LIMIT_MS for times in large.values()))


@contextlib.contextmanager
def office() -> Iterator["object"]:
    """Yield a superuser's engine on a demo database of servers that live for this run."""
    with tempfile.TemporaryDirectory(prefix="redaktion-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        postgres, valkey = Postgres(folder), Valkey(folder)
        with contextlib.ExitStack() as stack:
            for server in (postgres, valkey):
                server.start()
                stack.callback(server.stop)
            set_environment(postgres, valkey, folder)
            command.upgrade(Config(ROOT / "alembic.ini"), "head")
            with db.transaction() as session:
                load_demo(session, ROOT / "data" / "sachsen-anhalt", PASSWORD, settings=settings())
            engine = create_engine(postgres.url("postgres", "redaktion"))
            yield engine
            engine.dispose()
            db.engine().dispose()


def set_environment(postgres: Postgres, valkey: Valkey, folder: Path) -> None:
    """Tell this process and the web process where everything is; nobody is slowed down for asking often."""
    make_pair(folder / "keys" / "public", folder / "keys" / "private")
    make_key_file(folder / "keys" / "second-factor.key")
    often = ("sign_ins_per_account", "sign_ins_per_address", "requests_per_account", "costly_requests")
    values = {
        "database_url": postgres.url("redaktion_app"),
        "owner_database_url": postgres.url("redaktion_owner"),
        "publisher_database_url": postgres.url("redaktion_publisher"),
        "broker_url": valkey.url(),
        "data_dir": folder,
        "public_keys": folder / "keys" / "public",
        "second_factor_key": folder / "keys" / "second-factor.key",
        "base_url": f"http://127.0.0.1:{PORT}",
        "demo": 1,
    } | dict.fromkeys(often, 1_000_000)
    os.environ.update({f"REDAKTION_{name.upper()}": str(value) for name, value in values.items()})


def measure(engine: "object") -> Times:
    """Return the times of every page in milliseconds, with a web process of its own."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:  # type: ignore[attr-defined]
        connection.execute(text("vacuum analyze"))
    web = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "web", "--port", str(PORT)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        clients = {name: sign_in(name) for name in {row[0] for row in PAGES.values()}}
        times: dict[str, list[float]] = {name: [] for name in (EMPTY, *PAGES)}
        for number in range(ROUNDS + 2):
            for name, known in times.items():
                who, path = PAGES.get(name, (None, EMPTY))
                took = ask(clients[who], path)
                if number > 1:  # the first rounds load templates and fill caches
                    known.append(took)
        return times
    finally:
        web.terminate()
        web.wait()


def ask(client: httpx2.Client, path: str) -> float:
    """Return how long an answer took, in milliseconds. Raises RuntimeError for anything but 200."""
    begun = time.perf_counter()
    answer = client.get(path)
    took = (time.perf_counter() - begun) * 1000
    if answer.status_code != httpx2.codes.OK:
        message = f"{path}: {answer.status_code}"
        raise RuntimeError(message)
    return took


def sign_in(who: str | None) -> httpx2.Client:
    """Return a client that is signed in at pages and API, once the server answers."""
    client = httpx2.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60, follow_redirects=True)
    for _ in range(300):
        with contextlib.suppress(httpx2.TransportError):
            client.get("/healthz")
            break
        time.sleep(0.2)
    if who is None:
        return client
    who = f"{who}@redaktion.example"
    page = client.get("/sign-in")
    token = page.text.partition('name="form_token" value="')[2].partition('"')[0]
    client.post("/sign-in", data={"form_token": token, "email": who, "password": PASSWORD})
    for cookie in client.cookies.jar:
        cookie.secure = False  # a browser takes this machine's own address for safe; this client does not
    answer = client.post("/api/v1/auth/token", json={"email": who, "password": PASSWORD})
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


def write_table(small: Times, large: Times, few: int, many: int) -> str:
    """Return the figures as a table in Markdown."""
    base = statistics.median(large[EMPTY])
    lines = [
        f"| Seite | Median bei {few} | Median bei {many} | p95 bei {many} | Verhältnis zu {few} | Verhältnis zu {EMPTY} |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, times in large.items():
        before, now = statistics.median(small[name]), statistics.median(times)
        slow = sorted(times)[int(len(times) * 0.95)]
        figures = [
            f"{before:.1f} ms",
            f"{now:.1f} ms",
            f"{slow:.1f} ms",
            f"{now / before:.2f}",
            f"{now / base:.1f}",
        ]
        lines.append(f"| {name} | {' | '.join(figures)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
