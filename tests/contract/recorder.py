"""Records what the application answers, in a form that is the same at every run: ids, hashes and times are replaced.

Ids are numbered in the order of their appearance; today and today in a year are days of 2030 and 2031; an instant keeps its distance from the call, in steps of five
minutes, and stands in February 2030. Instants on the full minute, or further away than half a year, stay: somebody wrote them.
"""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app import clock

EPOCH = datetime(2030, 2, 22, 9, tzinfo=UTC)
STEP_S = 300
NEAR = timedelta(days=180)
RANDOM = {
    "next": "Zm9ydHNldHp1bmc",
    "fingerprint": "5f0c2b7a9d1e",
    "retry_after": 30,
    "initial_password": "Anfang-Beispiel",
    "otp": "123456",
    "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "uri": "otpauth://totp/Redaktionssystem:mb%40redaktion.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    "&issuer=Redaktionssystem",
    "lexicon": "2030-02-22.2",
    "current": "mein bisheriges Passwort",
    "seconds_left": 504_000,
    "submitted_lately": 5,
    "position": 162,
    "chain_length": 162,
    "webhook-timestamp": "1897981200",
    "webhook-signature": "v1,VW50ZXJzY2hyaWZ0IGFscyBCZWlzcGllbCAzMiBCeXRlcw==",
}
SIGNING = "whsec_bnVyIGVpbiBCZWlzcGllbCwgMzIgWmVpY2hlbiBsYW5n"
FILES = ("image/", "application/pdf", "application/vnd.")
KEPT_HEADERS = {"etag": "ETag", "location": "Location"}
PATTERN = re.compile(
    r"(?P<id>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)"
    r"|(?P<hash>\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b)"
    r"|(?P<instant>\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))"
    r"|(?P<berlin>\b\d\d\.\d\d\.\d{4}, \d\d:\d\d:\d\d Uhr)"
    r"|(?P<minute>\b[A-Z][a-z], \d\d\.\d\d\.\d{4}, \d\d:\d\d Uhr)"
    r"|(?P<day>\b\d{4}-\d\d-\d\d\b)"
    r"|(?P<inquiry>\bKA 9/\d+)"
    r"|(?P<wait>\b\d+(?= Sekunden\b))"
    r"|(?P<token>\brd[a-z]+_[\w-]{20,})"
)


WALLS = {
    "berlin": ("%d.%m.%Y, %H:%M:%S Uhr", clock.berlin),
    "minute": ("%d.%m.%Y, %H:%M Uhr", clock.berlin_minute),
}


class Recorder:
    """Makes the parts of one operation's example out of requests and answers."""

    def __init__(self):
        self._started = datetime.now(UTC)
        self._seen = {"id": {}, "hash": {}}
        today = clock.today()
        self._days = {str(today): "2030-02-22", f"{today.year + 1}{str(today)[4:]}": "2031-02-22"}

    def plain(self, value):
        """Return a JSON value with everything replaced that another run would have otherwise."""
        if isinstance(value, dict):
            return {
                name: random_for(name, inner) if name in RANDOM and inner else self.plain(inner)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self.plain(inner) for inner in value]
        return PATTERN.sub(self._replace, value) if isinstance(value, str) else value

    def request(self, ask):
        body = ask.body if ask.upload is None else ask.body | {"file": "@bild.png"}
        parts = {"path": ask.path, "query": ask.query, "header": ask.header}
        said = {name: self.plain(part) for name, part in parts.items() if part}
        return said if body is None else said | {"body": self.plain(body)}

    def answer(self, answer):
        headers = {KEPT_HEADERS[name]: text for name, text in answer.headers.items() if name in KEPT_HEADERS}
        return {
            "status": answer.status_code,
            "headers": self.plain(headers),
            "body": self.plain(body_of(answer)),
        }

    def _replace(self, found):
        kind, text = found.lastgroup, found.group()
        if kind == "wait":
            return str(RANDOM["retry_after"])
        if kind in {"day", "inquiry"}:
            return self._days.get(text, "KA 9/17" if kind == "inquiry" else text)
        if kind == "token":
            return text.partition("_")[0] + "_" + "Beispiel" * 5 + "Bei"
        if kind in self._seen:
            number = self._seen[kind].setdefault(text, len(self._seen[kind]) + 1)
            digest = hashlib.sha256(f"{kind} {number}".encode()).hexdigest()
            return f"01a20000-0000-7000-8000-{number:012}" if kind == "id" else digest[: len(text)]
        if kind == "instant":
            instant = datetime.fromisoformat(text)
            is_written = not (instant.second or instant.microsecond)
            return text if is_written else self._moved(text, instant, clock.rfc3339)
        form, write = WALLS[kind]
        wall = datetime.strptime(text[4:] if kind == "minute" else text, form)  # noqa: DTZ007 - below
        return self._moved(text, wall.replace(tzinfo=ZoneInfo(clock.BERLIN)), write)

    def _moved(self, text, instant, write):
        distance = instant - self._started
        if abs(distance) > NEAR:
            return text
        return write(EPOCH + round(distance / timedelta(seconds=STEP_S)) * timedelta(seconds=STEP_S))


def body_of(answer):
    """Return what an answer says: JSON as it is, of plain text the beginning, without its figures; of files nothing."""
    if not answer.content or answer.headers["content-type"].startswith(FILES):
        return None
    if "json" in answer.headers["content-type"]:
        return answer.json()
    return "".join(re.sub(r" [0-9.e+-]+$", " 0", line) + "\n" for line in answer.text.splitlines()[:3])


def written(example):
    """Return the file of an example."""
    return json.dumps(example, ensure_ascii=False, indent=1) + "\n"


def random_for(name, value):
    """Return what stands for a random value; the secret of a hook has a shape of its own."""
    return SIGNING if name == "secret" and value.startswith("whsec_") else RANDOM[name]
