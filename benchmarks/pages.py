"""Measure every page and the heaviest lists of the API with 100,000 posts: `python3 dev.py bench [--posts N] [FILE]`.

One run: a PostgreSQL, a Valkey and the real web process of their own; first with the newest thousand posts, then with all. Each
address is asked in turn with all others, so that whatever else the machine does falls on all of them; `/healthz`, asked
as often, is what the server costs without any page. Times are from the request to the last byte, on this machine.
"""

import argparse
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
from report import Bar, bars, circumstances, load, markdown  # noqa: E402
from sqlalchemy import create_engine, text  # noqa: E402
from submitting import submit_one  # noqa: E402

from app import db  # noqa: E402
from app.embedded.postgres import Postgres  # noqa: E402
from app.embedded.valkey import Valkey  # noqa: E402
from app.keys import make_pair  # noqa: E402
from app.loading.demo import load_demo  # noqa: E402
from app.otp import make_key_file  # noqa: E402
from app.settings import settings  # noqa: E402

PASSWORD: Final = "ein-wort-fuer-die-messung"  # noqa: S105 - of a database that lives for this run
PORT: Final = 8461
FEW: Final = 1_000
"""So many posts there are at first: three weeks of work, and the newest of all those that come later."""
ROUNDS: Final = 25
LIMIT_MS: Final = 100
EMPTY: Final = "/healthz"
PAGES: Final = {
    "Mein Tag": ("desk1", "/"),
    "Mein Tag (Ressort)": ("mb", "/"),
    "Beiträge": ("desk1", "/posts"),
    "Beiträge (Ressort)": ("mb", "/posts"),
    "Beiträge, Suche": ("desk1", "/posts?q=Museen"),
    "Beiträge, Wort in allen": ("mb", "/posts?q=Landesregierung"),
    "Beiträge, seltenes Wort": ("desk1", "/posts?q=Nummer+4711"),
    "Beiträge, Wortteil": ("desk1", "/posts?q=usee"),
    "Beitrag": ("desk1", "/posts/{post}"),
    "Freigabe": ("desk1", "/approvals"),
    "Ausspielungen": ("desk1", "/deliveries"),
    "Ausspielungen (Ressort)": ("mb", "/deliveries"),
    "Ausspielungen, angehalten": ("desk1", "/deliveries?state=held"),
    "Kalender": ("desk1", "/calendar"),
    "Kalender, Woche": ("desk1", "/calendar?view=week"),
    "Löschverfahren": ("desk1", "/takedowns"),
    "Kanäle": ("desk1", "/channels"),
    "Not-Aus": ("desk1", "/stops"),
    "Benachrichtigungen": ("desk1", "/notices"),
    "Neuer Beitrag": ("mb", "/posts/new"),
    "Portal": (None, "/portal"),
    "API: post": ("desk1", "/api/v1/posts/{post}"),
    "API: timeline": ("desk1", "/api/v1/posts/{post}/timeline"),
    "API: posts": ("desk1", "/api/v1/posts?limit=100"),
    "API: deliveries": ("desk1", "/api/v1/deliveries?limit=100"),
    "API: queue": ("desk1", "/api/v1/queue?limit=50"),
    "API: notices": ("desk1", "/api/v1/notices?limit=100"),
}
"""Who asks for what; nobody is signed in without a name."""
SUBMIT: Final = "API: submit"
SHARES: Final = {"API: post": 0.3, "API: queue": 0.15, SUBMIT: 0.15}
"""How much of the speed of an empty answer is to be reached at least."""
PLANS: Final = {
    "Suche": "select post_id from post_search where vector @@ to_tsquery('german', 'Nummer & 4711:*') limit 1001",
    "Zeitleiste": "select * from event where post_id = '{post}' order by at, id limit 51",
    "Woche": "select id from delivery where due_at >= now() and due_at < now() + interval '7 days'",
}
"""Statements whose plans are shown: what they read must not grow with all there is."""
Times = Mapping[str, list[float]]


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table; with a file's name, also keep table and chart there. 1 if a page is too slow."""
    parser = argparse.ArgumentParser(prog="bench", description="Alle Seiten mit vielen Beiträgen messen.")
    parser.add_argument("file", nargs="?", type=Path, help="wohin die Tabelle kommt; das Bild steht daneben")
    parser.add_argument("--posts", type=int, default=TOTAL, help="wie viele Beiträge")
    asked = parser.parse_args(arguments)
    with office() as engine:
        with engine.begin() as connection:
            few = fill(connection, stop=FEW)
        small = measure(engine)
        print(f"{few} Beiträge gemessen; fülle auf {asked.posts} ...", file=sys.stderr, flush=True)
        begun = time.monotonic()
        with engine.begin() as connection:
            many = fill(connection, start=FEW, stop=asked.posts)
        print(f"gefüllt in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        large = measure(engine)
        plans = explain(engine)
    told = f"{circumstances()} {load()}.\n\n{write_table(small, large, few, many)}\n\n{write_shares(large)}\n\n{plans}"
    print(told)
    if asked.file:
        asked.file.with_suffix(".svg").write_text(draw(large, many), encoding="utf-8")
        picture = f"![Server-Zeit je Seite; die Tabelle darunter sagt dasselbe]({asked.file.with_suffix('.svg').name})"
        asked.file.write_text(
            f"# Server-Zeit je Seite bei {many} Beiträgen\n\n{picture}\n\n{told}\n", encoding="utf-8"
        )
    return int(any(statistics.median(times) > LIMIT_MS for times in large.values()))


def explain(engine: "object") -> str:
    """Return the plans of the statements that read most, with what they read, as Markdown."""
    parts = []
    with engine.connect() as connection:  # type: ignore[attr-defined]
        for name, statement in PLANS.items():
            said = "explain (analyze, buffers, costs off) " + statement.format(post=pick_post(engine))
            lines = connection.exec_driver_sql(said).scalars().all()
            parts.append(f"## Plan: {name}\n\n```\n" + "\n".join(lines) + "\n```")
    return "\n\n".join(parts)


def pick_post(engine: "object") -> str:
    """Return a published post from the middle of the years."""
    with engine.connect() as connection:  # type: ignore[attr-defined]
        query = "select id from post where state = 'published' order by id offset (select count(*) / 2 from post where state = 'published') limit 1"
        return str(connection.exec_driver_sql(query).scalar_one())


def draw(large: Times, many: int) -> str:
    """Return the medians as a chart."""
    medians = {name: statistics.median(times) for name, times in large.items()}
    rows = [
        Bar(name, value, f"{value:.0f} ms", LIMIT_MS, is_missed=value > LIMIT_MS)
        for name, value in medians.items()
    ]
    return bars(
        f"Server-Zeit je Seite bei {many} Beiträgen",
        f"Median; die Linie ist das Ziel von {LIMIT_MS} ms.",
        rows,
    )


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
    post = pick_post(engine)
    web = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "web", "--port", str(PORT)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        clients = {name: sign_in(name) for name in {row[0] for row in PAGES.values()}}
        times: dict[str, list[float]] = {name: [] for name in (EMPTY, *PAGES, SUBMIT)}
        for number in range(ROUNDS + 2):
            for name, known in times.items():
                who, path = PAGES.get(name, (None, EMPTY))
                took = (
                    submit_one(clients["mb"]) if name == SUBMIT else ask(clients[who], path.format(post=post))
                )
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
    heads = [
        "Seite",
        f"Median bei {few}",
        f"Median bei {many}",
        f"p95 bei {many}",
        f"Verhältnis zu {few}",
        f"Verhältnis zu {EMPTY}",
    ]
    rows = []
    for name, times in large.items():
        before, now = statistics.median(small[name]), statistics.median(times)
        slow = sorted(times)[int(len(times) * 0.95)]
        figures = [f"{value:.1f} ms" for value in (before, now, slow)]
        rows.append([name, *figures, f"{now / before:.2f}", f"{now / base:.1f}"])
    return markdown(heads, rows)


def write_shares(large: Times) -> str:
    """Return how the API compares with an empty answer of the same server, as a table in Markdown."""
    base = statistics.median(large[EMPTY])
    shares = {name: base / statistics.median(large[name]) for name in SHARES}
    rows = [
        (name, f"{share:.2f}", f"≥ {SHARES[name]}", "ja" if share >= SHARES[name] else "nein")
        for name, share in shares.items()
    ]
    return markdown((f"Anteil am Tempo von {EMPTY}", "gemessen", "Grenze", "erreicht"), rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
