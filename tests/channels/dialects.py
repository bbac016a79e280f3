"""Three platforms as the ugly server speaks them: enough of each interface, with the answers the real ones give."""

import base64
import html
import itertools
import json
import re
import time
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from standardwebhooks import Webhook, WebhookVerificationError
from uuid_utils.compat import uuid7

from app.channels.base import Account
from app.channels.registry import Surroundings, connector
from app.egress import Egress
from tests.channels.ugly import Ugly

SIGNING_SECRET = "whsec_" + base64.b64encode(b"ein gemeinsames Geheimnis").decode()


class Dialect(Ugly):
    """What all have in common: an account to speak as, and what the public sees."""

    platform = ""
    secrets: dict = {}  # noqa: RUF012 - a constant of the class

    def __init__(self):
        super().__init__()
        self.kept = dict(self.secrets)

    def keep(self, change):
        self.kept = dict(change(dict(self.kept)))
        return self.kept

    def account(self, **secrets):
        known = {**self.kept, **secrets}
        return Account(uuid7(), self.endpoint, known, keep=self.keep)

    @property
    def endpoint(self):
        return self.url

    def connector(self, folder, account=None, *, host=None):
        around = Surroundings("https://redaktion.example", folder, Egress(frozenset({host or self.host}), 2))
        return connector(self.platform, around, account or self.account())

    def visible(self):
        """The requests that could become visible."""
        return [heard for heard in self.requests if self.can_show(heard)]

    def minds(self, heard):
        return self.can_show(heard)


class Receiver(Dialect):
    """A webhook's receiver that checks the signature with the independent package and drops what it has."""

    platform = "webhook"
    secrets = {"signing_secret": SIGNING_SECRET}  # noqa: RUF012

    def __init__(self):
        super().__init__()
        self.taken = {}
        self.seen = set()

    @property
    def endpoint(self):
        return f"{self.url}/haken?kanal=1"

    def can_show(self, heard):
        return b'"post.published"' in heard.body

    def copies(self):
        return list(self.taken.values())

    def work(self, heard):
        try:
            event = Webhook(SIGNING_SECRET).verify(heard.body, heard.headers)
        except WebhookVerificationError:
            return 401, {}, {"error": "signature"}
        if heard.headers["webhook-id"] not in self.seen and event["type"] == "post.published":
            self.taken[event["data"]["delivery_id"]] = event["data"]["text"]
        if event["type"] == "post.removed":
            self.taken.pop(event["data"]["delivery_id"], None)
        self.seen.add(heard.headers["webhook-id"])
        return 204, {}, b""


class Toots(Dialect):
    """A Mastodon with one account, in the shape its documentation gives."""

    platform = "mastodon"
    secrets = {"access_token": "ein-zugang-zu-mastodon"}  # noqa: RUF012

    def __init__(self):
        super().__init__()
        self.statuses, self.numbers = [], itertools.count(110_000_000_001)
        self.keys = {}
        self.media = {}
        self.processing = 0
        self.honours_keys = True
        self.software = {"name": "mastodon", "version": "4.5.1"}
        self.instance = {
            "version": "4.5.1",
            "configuration": {
                "statuses": {
                    "max_characters": 500,
                    "max_media_attachments": 4,
                    "characters_reserved_per_url": 23,
                },
                "media_attachments": {"image_size_limit": 16777216, "image_matrix_limit": 33177600},
            },
        }

    def can_show(self, heard):
        return (heard.method, heard.path) == ("POST", "/api/v1/statuses")

    def copies(self):
        return [status["text"] for status in self.statuses]

    def work(self, heard):
        parts = urlsplit(heard.path)
        if parts.path.startswith(("/api/v2/instance", "/.well-known", "/nodeinfo")):
            return self.describe(parts.path)
        if heard.headers.get("authorization") != f"Bearer {self.secrets['access_token']}":
            return 401, {}, {"error": "The access token is invalid"}
        return self.serve(heard, parts)

    def serve(self, heard, parts):
        if parts.path.endswith("verify_credentials"):
            return 200, {}, {"id": "7", "acct": "land", "url": "https://social.example/@land"}
        if parts.path.startswith(("/api/v2/media", "/api/v1/media")):
            return self.take_media(heard, parts.path)
        if parts.path == "/api/v1/accounts/7/statuses":
            return self.list_own(parse_qs(parts.query))
        if heard.method == "POST":
            return self.post(heard)
        return self.one(heard, parts.path.rpartition("/")[2])

    def describe(self, path):
        if path == "/api/v2/instance":
            return 200, {}, self.instance
        if path == "/nodeinfo/2.0" and self.software:
            return 200, {}, {"version": "2.0", "software": self.software}
        if path == "/.well-known/nodeinfo" and self.software:
            rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
            return 200, {}, {"links": [{"rel": rel, "href": "https://anderswo.example/nodeinfo/2.0"}]}
        return 404, {}, {"error": "Record not found"}

    def take_media(self, heard, path):
        if heard.method == "POST":
            media_id = str(900 + len(self.media))
            self.media[media_id] = heard.body
            return (202 if self.processing else 200), {}, {"id": media_id, "type": "image"}
        self.processing = max(self.processing - 1, 0)
        return (206 if self.processing else 200), {}, {"id": path.rpartition("/")[2], "type": "image"}

    def post(self, heard):
        key = heard.headers.get("idempotency-key")
        if self.honours_keys and key in self.keys:
            return 200, {}, self.shown(self.keys[key])
        status = {
            "id": str(next(self.numbers)),
            "text": heard.json["status"],
            "created_at": datetime.now(UTC),
            **{name: heard.json[name] for name in ("language", "spoiler_text", "media_ids")},
        }
        self.statuses.append(status)
        self.keys[key] = status
        return 200, {}, self.shown(status)

    @staticmethod
    def shown(status):
        words = html.escape(status["text"], quote=False)
        words = re.sub(
            r"https?://(\S+)",
            r'<a href="\g<0>"><span class="invisible">https://</span><span>\1</span></a>',
            words,
        )
        words = re.sub(
            r"@(\w+)@[\w.-]+", r'<span class="h-card"><a href="#">@<span>\1</span></a></span>', words
        )
        paragraphs = "".join(f"<p>{part}</p>" for part in words.split("\n\n"))
        return {
            "id": status["id"],
            "created_at": status["created_at"].isoformat().replace("+00:00", "Z"),
            "content": paragraphs.replace("\n", "<br />"),
            "url": f"https://social.example/@land/{status['id']}",
            "uri": f"https://social.example/users/land/statuses/{status['id']}",
        }

    def list_own(self, query):
        before = int(query.get("max_id", [str(10**20)])[0])
        rows = [status for status in reversed(self.statuses) if int(status["id"]) < before]
        return 200, {}, [self.shown(status) for status in rows[: int(query["limit"][0])]]

    def one(self, heard, status_id):
        found = next((status for status in self.statuses if status["id"] == status_id), None)
        if found is None:
            return 404, {}, {"error": "Record not found"}
        if heard.method == "DELETE":
            self.statuses.remove(found)
        return 200, {}, self.shown(found)


def token(kind, life_s, number):
    body = json.dumps({"scope": kind, "exp": time.time() + life_s, "n": number}).encode()
    return f"kopf.{base64.urlsafe_b64encode(body).decode().rstrip('=')}.siegel"


class Skies(Dialect):
    """A Bluesky PDS with one account: sessions that end, records under keys, a second one refused with 500."""

    platform = "bluesky"
    secrets = {"identifier": "land.example", "app_password": "wort-wort-wort-wort"}  # noqa: RUF012
    did = "did:plc:abcdefghijklmnopqrstuvwx"

    def __init__(self):
        super().__init__()
        self.records = {}
        self.life_s = 7200
        self.access = self.refresh = None
        self.number = 0
        self.refuses_refresh = False
        self.handles = {"andere.example": "did:plc:zyxwvutsrqponmlkjihgfedc"}

    def can_show(self, heard):
        return heard.path == "/xrpc/com.atproto.repo.createRecord"

    def copies(self):
        return [record["text"] for record in self.records.values()]

    def sessions(self):
        """How often the password and the refresh token were used."""
        paths = [heard.path for heard in self.requests]
        return paths.count("/xrpc/com.atproto.server.createSession"), paths.count(
            "/xrpc/com.atproto.server.refreshSession"
        )

    def work(self, heard):
        parts = urlsplit(heard.path)
        bearer = heard.headers.get("authorization", "").removeprefix("Bearer ")
        name = parts.path.rpartition(".")[2]
        if parts.path == "/xrpc/_health":
            return 200, {}, {"version": "0.5.35"}
        if name == "createSession":
            right = heard.json == {"identifier": "land.example", "password": "wort-wort-wort-wort"}
            return (
                self.renew()
                if right
                else (401, {}, {"error": "AuthenticationRequired", "message": "Invalid"})
            )
        if name == "refreshSession":
            right = bearer == self.refresh and not self.refuses_refresh
            return (
                self.renew()
                if right
                else (400, {}, {"error": "ExpiredToken", "message": "Token has expired"})
            )
        if name == "resolveHandle":
            return self.resolve(parse_qs(parts.query)["handle"][0])
        if bearer != self.access:
            return 400, {}, {"error": "ExpiredToken", "message": "Token has expired"}
        return getattr(self, f"on_{name}")(heard, parse_qs(parts.query))

    def renew(self):
        self.number += 1
        self.access, self.refresh = (
            token("access", self.life_s, self.number),
            token("refresh", 9e6, self.number),
        )
        tokens = {"accessJwt": self.access, "refreshJwt": self.refresh}
        return 200, {}, {"did": self.did, "handle": "land.example", **tokens}

    def resolve(self, handle):
        if handle in self.handles:
            return 200, {}, {"did": self.handles[handle]}
        return 400, {}, {"error": "InvalidRequest", "message": "Unable to resolve handle"}

    def on_getSession(self, *_):  # noqa: N802 - the lexicon's name
        return 200, {}, {"did": self.did, "handle": "land.example"}

    def on_uploadBlob(self, heard, _):  # noqa: N802
        kind = heard.headers["content-type"]
        return (
            200,
            {},
            {
                "blob": {
                    "$type": "blob",
                    "ref": {"$link": "bafkrei"},
                    "mimeType": kind,
                    "size": len(heard.body),
                }
            },
        )

    def on_createRecord(self, heard, _):  # noqa: N802
        content = heard.json
        if content["rkey"] in self.records:
            return 500, {}, {"error": "InternalServerError", "message": "Internal Server Error"}
        self.records[content["rkey"]] = content["record"]
        return (
            200,
            {},
            {"uri": f"at://{content['repo']}/{content['collection']}/{content['rkey']}", "cid": "bafy"},
        )

    def on_getRecord(self, _, query):  # noqa: N802
        key = query["rkey"][0]
        if query["repo"][0] != self.did or key not in self.records:
            return 400, {}, {"error": "RecordNotFound", "message": "Could not locate record"}
        uri = f"at://{self.did}/app.bsky.feed.post/{key}"
        return 200, {}, {"uri": uri, "cid": "bafy", "value": self.records[key]}

    def on_listRecords(self, _, query):  # noqa: N802
        keys = sorted(self.records, reverse=True)
        first = keys.index(query["cursor"][0]) + 1 if "cursor" in query else 0
        shown = keys[first : first + int(query["limit"][0])]
        uris = [f"at://{self.did}/app.bsky.feed.post/{key}" for key in shown]
        rows = [
            {"uri": uri, "cid": "bafy", "value": self.records[key]}
            for uri, key in zip(uris, shown, strict=True)
        ]
        return 200, {}, {"records": rows, **({"cursor": shown[-1]} if shown else {})}

    def on_deleteRecord(self, heard, _):  # noqa: N802
        self.records.pop(heard.json["rkey"], None)
        return 200, {}, {}


DIALECTS = {dialect.platform: dialect for dialect in (Receiver, Toots, Skies)}
