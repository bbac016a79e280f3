"""An office beside its servers: PostgreSQL and Valkey belong to the test, which may put them out and on again."""

import contextlib
from dataclasses import dataclass
from datetime import datetime

from app.embedded.postgres import Postgres
from app.embedded.valkey import Valkey
from tests.embedded.conftest import make_data_dir
from tests.workers.whole_office import WholeOffice, open_office

REAL = {
    "call_budget_s": 20,
    "soft_limit_s": 30,
    "hard_limit_s": 40,
    "lease_s": 60,
    "quiet_s": 600,
    "self_delivery_s": 10,
    "rewake_s": 15,
    "requests_per_account": 10**6,  # one person does the work of many
    "costly_requests": 10**6,
}
"""The numbers of an installation, which the tests of a whole office shorten otherwise."""


@dataclass
class Servers:
    """The two servers, and how the office is told where they are."""

    postgres: Postgres
    valkey: Valkey

    @property
    def addresses(self):
        return {
            "broker_url": self.valkey.url(),
            "database_url": self.postgres.url("redaktion_app"),
            "owner_database_url": self.postgres.url("redaktion_owner"),
            "publisher_database_url": self.postgres.url("redaktion_publisher"),
        }


@contextlib.contextmanager
def open_servers():
    """Start both, and leave neither behind."""
    with make_data_dir() as folder:
        servers = Servers(Postgres(folder), Valkey(folder))
        with contextlib.ExitStack() as stack:
            for server in (servers.postgres, servers.valkey):
                stack.callback(server.stop)
                server.start()
            yield servers


@contextlib.contextmanager
def open_beside(servers, **settings):
    """An office with an installation's own numbers on these servers."""
    with open_office(**REAL, **servers.addresses, **settings) as office:
        yield office


def lateness_of(office: WholeOffice, posts) -> list[float]:
    """By how many seconds each delivery of these posts left after its time, by the office's own record."""
    parse = datetime.fromisoformat
    rows = [row for post in posts for row in office.deliveries(post)]
    return sorted((parse(row["sent_at"]) - parse(row["due_at"])).total_seconds() for row in rows)


def sent_how_often(office: WholeOffice, post) -> int:
    """How many of its deliveries were told to be out, each as often as it was told."""
    told = office.mb.get(f"/posts/{post['id']}/timeline", limit=100).json()["items"]
    return sum(row["action"] in {"delivery.sent", "delivery.found"} for row in told)
