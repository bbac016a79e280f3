"""People at work while everything around them dies: they write, approve, and change their minds at the last moment.

Whoever gets no answer asks again under the same key, as a good client does; what counts is what was answered.
"""

import heapq
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import httpx2

from tests.factories import Person, a_key

AUTHORS = ("mb", "mi", "ms", "mw")
CHANGES = {"cancel": 0.08, "hold": 0.03, "reschedule": 0.05, "edit": 0.03, "take-down": 0.03}
"""How many of the posts are changed, and how; the rest leaves as approved."""
AROUND_S = 0.4  # so near to its time somebody changes their mind
PATIENCE_S = 150
WORDS = "Neue Tablets für alle Schulen. Mehr dazu auf dem Landesportal."


@dataclass
class Sent:
    """One post: its text on the channels, its deliveries by channel, and what was answered to a change of mind."""

    number: int
    text: str
    author: str
    post: dict | None = None
    change: str | None = None
    answers: list = field(default_factory=list)

    @property
    def deliveries(self):
        return self.post["deliveries"] if self.post else []


class Crowd:
    """So many posts on the channels, `pace` a second, each due a few seconds after it was approved."""

    def __init__(self, office, labels, posts, seed, *, pace, hands=3):
        self.office, self.labels, self.pace = office, labels, pace
        self.chance = Random(seed)  # noqa: S311 - repeatable, hides nothing
        self.todo = list(range(posts, 0, -1))
        self.sent, self.given_up = [], []
        self.stops, self.failed = [], None
        self._later, self._lock, self._over = [], threading.Lock(), threading.Event()
        self.begun = time.monotonic()
        self.posts = posts
        self._threads = [
            threading.Thread(target=self._guarded, args=(self._write_on,), daemon=True) for _ in range(hands)
        ]
        self._threads += [
            threading.Thread(target=self._guarded, args=(self._change_minds,), daemon=True) for _ in range(2)
        ]
        self._people = {name: Person(office.client, name) for name in (*AUTHORS, "desk1", "desk2")}
        self._channels = [self._people["mb"].channel(label) for label in labels]

    def start(self):
        for thread in self._threads:
            thread.start()

    @property
    def is_done(self):
        if self.failed:
            raise self.failed
        with self._lock:
            return not self.todo and not self._later and len(self.sent) + len(self.given_up) == self.posts

    def end(self):
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE_S + 10)
            assert not thread.is_alive(), "somebody still waits for an answer"

    def stop_for(self, seconds):
        """The desk stops everything for a while; what falls due meanwhile stays until a person lets it go."""
        stopped = self.ask("desk1", "/stops", {"scope": "all", "reason": "Chaos"}).json()
        time.sleep(seconds)
        self.ask("desk1", f"/stops/{stopped['id']}/lift", {"reason": "Vorbei"})
        self.stops.append(stopped["id"])

    def ask(self, name, path, body=None, *, etag=None):
        """Ask until there is an answer that is one."""
        key, until = a_key(), time.monotonic() + PATIENCE_S
        while True:
            person = self._people[name]
            try:
                if etag:
                    answer = person.patch(path, body, if_match=etag)
                else:
                    answer = person.post(path, body, key=key) if body is not None else person.get(path)
                if answer.status_code < 500:
                    return answer
            except httpx2.TransportError:
                answer = None
            assert time.monotonic() < until, f"no answer to {path}: {answer and answer.text}"
            time.sleep(0.2)

    def _guarded(self, work):
        """Nobody falls silent unheard: whoever cannot go on says so at the end."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised again where the run waits
            self.failed = error

    def _write_on(self):
        while not self._over.is_set():
            with self._lock:
                if not self.todo:
                    return
                number = self.todo.pop()
            pause = self.begun + number / self.pace - time.monotonic()
            self._over.wait(max(pause, 0))
            self._write(number)

    def _write(self, number):
        with self._lock:
            author, lead_s = AUTHORS[number % len(AUTHORS)], self.chance.uniform(5, 12)
            drawn, change = self.chance.random(), None
            for name, share in CHANGES.items():
                drawn -= share
                if drawn < 0:
                    change = name
                    break
        words = f"Meldung {number:05d}: {WORDS}"
        one = Sent(number, f"{words} ({author.upper()})", author, change=change)
        due = datetime.now(UTC) + timedelta(seconds=lead_s)
        channels = [{"channel_id": channel, "proposed_at": due.isoformat()} for channel in self._channels]
        draft = self.ask(
            author,
            "/posts",
            {
                "organisation": author.upper(),
                "title": f"Meldung {number}",
                "text": words,
                "deliveries": channels,
            },
        )
        assert draft.status_code == 201, draft.text
        path = f"/posts/{draft.json()['id']}"
        handed_in = self.ask(author, f"{path}/submit", {"neutrality_declared": True})
        known = {"revision_sha256": handed_in.json()["revision"]["sha256"]}
        approved = self.ask("desk1", f"{path}/approve", known)
        with self._lock:
            if approved.status_code != 200:
                self.given_up.append((number, approved.json()))
                return
            one.post = approved.json()
            self.sent.append(one)
            if change:
                at = due + timedelta(seconds=self.chance.uniform(-AROUND_S, AROUND_S))
                at += timedelta(seconds=15) if change == "take-down" else timedelta()
                heapq.heappush(self._later, (at, number, one))

    def _change_minds(self):
        while not self._over.wait(0.02):
            with self._lock:
                if not self._later or self._later[0][0] > datetime.now(UTC):
                    continue
                _, _, one = heapq.heappop(self._later)
            self._change(one)

    def _change(self, one):
        if one.change == "edit":
            path = f"/posts/{one.post['id']}"
            etag = self.ask(one.author, path).headers["ETag"]
            one.answers.append(self.ask(one.author, path, {"text": "Ungeprüft."}, etag=etag).status_code)
            return
        later = (datetime.now(UTC) + timedelta(seconds=3)).isoformat()
        body = {"due_at": later} if one.change == "reschedule" else {"reason": "Es hat sich erledigt."}
        for row in one.deliveries:
            path = f"/deliveries/{row['id']}/{one.change}"
            one.answers.append((row["id"], self.ask("desk2", path, body).status_code))
