"""A new version is brought in while the old one works: migrated under load, then side by side, then alone.

In `test` this code is the old one and the next is a copy of it with one more migration, so that no history is needed.
By name the old one is the code before the last migration, taken from the repository.
"""

import signal
import threading
import time

import httpx2
import pytest

from tests.embedded.conftest import make_data_dir, wait_until
from tests.factories import Person, soon
from tests.proofs.length import IS_FULL, either
from tests.proofs.servers import open_beside, open_servers, sent_how_often
from tests.proofs.versions import ROOT, Beside, copy_next, take_before
from tests.workers.whole_office import BOTH

PHASE_S = either(3, 60)
PATIENCE_S = 90


class Load:
    """People who write, hand in and approve without a pause, at whichever pages they are led to, in turn."""

    def __init__(self, url):
        self.urls, self.failed, self.posts = [url], [], []
        self._clients, self._people = {}, {}
        self._over, self._thread = threading.Event(), threading.Thread(target=self._work, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join(60)
        assert not self._thread.is_alive()
        for client in self._clients.values():
            client.close()

    def lead_to(self, *urls):
        """Lead whoever comes next to these pages, and wait until those on the way have arrived."""
        before = len(self.posts)
        self.urls = list(urls)
        wait_until(lambda: len(self.posts) > before + len(urls) or self.failed, PATIENCE_S)

    def _work(self):
        while not self._over.is_set():
            url = self.urls[len(self.posts) % len(self.urls)]
            try:
                if url not in self._people:
                    client = self._clients[url] = httpx2.Client(base_url=url, timeout=30)
                    self._people[url] = [Person(client, name) for name in ("mb", "desk1", "mb.lead")]
                mb, desk, lead = self._people[url]
                post = mb.submit(mb.write(channels=BOTH, at=soon(2)))
                desk.approve(post)
                lead.approve(post)
                self.posts.append(post)
            except (httpx2.TransportError, AssertionError) as error:
                self.failed.append(f"{url}: {error}")


@pytest.fixture
def code(tmp_path):
    with make_data_dir() as folder:
        yield take_before(folder) if IS_FULL else copy_next(folder)


@pytest.fixture
def old(request, code, servers):
    """The office that runs already: with the code before where it was asked for, else the one there is."""
    if not IS_FULL:
        yield request.getfixturevalue("office")
        return
    with open_servers() as own, open_beside(own, code=code) as whole:
        whole.servers = own
        yield whole


@pytest.mark.xdist_group("proofs")
def test_a_migration_under_load_loses_doubles_and_refuses_nothing(old, code, servers, record_property):
    own, counts = f"http://127.0.0.1:{old.port}", {}
    with Beside(old, getattr(old, "servers", servers), ROOT if IS_FULL else code) as new:
        with Load(own) as load:
            time.sleep(PHASE_S)
            new.migrate()
            counts["migriert"] = len(load.posts)
            load.lead_to(own)
            time.sleep(PHASE_S)
            new.start()
            counts["neue Teile da"] = len(load.posts)
            load.lead_to(own, new.url)
            time.sleep(PHASE_S)
            load.lead_to(new.url)
            counts["alte Teile fort"] = len(load.posts)
            old.process.send_signal(signal.SIGTERM)
            assert old.process.wait(90) == 0, old.said()[-4000:]
            load.lead_to(new.url)
            time.sleep(PHASE_S)
        assert load.failed == []
        old.client.base_url = new.url
        wait_until(lambda: all(old.is_sent(post) for post in load.posts), PATIENCE_S)
        assert {sent_how_often(old, post) for post in load.posts} == {len(BOTH)}
        assert "redaktion_invariant_violations 0.0\n" in old.client.get("/metrics").text
    told = ", ".join(f"{name} nach {count}" for name, count in counts.items())
    record_property("Beiträge", f"{len(load.posts)} ({told}); verloren 0, doppelt 0, abgelehnt 0")
