"""Secrets that must be found nowhere, how they look when they travel, and servers that repeat everything they hear."""

import base64
import contextlib
import itertools
from urllib.parse import quote, quote_plus

from tests.channels.ugly import Ugly

MASTODON = "kanarie/mastodon+8f3a51c7=x"
PASSWORD = "kanarie-app-kennwort-4477"
SESSION = "kanarie.sitzung.zeichen-9d21"
INSIDE = "kanarie-signatur-geheimnis-0815!"
SIGNING = "whsec_" + base64.b64encode(INSIDE.encode()).decode()
CANARIES = (MASTODON, PASSWORD, SESSION, SIGNING, INSIDE)
_turn = itertools.count()


def forms_of(secret):
    """How a secret looks in clear, in an address, as hexadecimal bytes, and inside of anything in base64."""
    raw = secret.encode()
    yield from {raw, quote(secret).encode(), quote(secret, safe="").encode(), quote_plus(secret).encode()}
    yield from {raw.hex().encode(), raw.hex().upper().encode()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for before in range(3):
            coded = encode(b"\0" * before + raw).rstrip(b"=")
            first = -(-before * 8 // 6)
            last = (before + len(raw)) * 8 // 6
            yield coded[first:last]


def found_in(content, secrets):
    """Which of the secrets appear in some bytes, in any form."""
    return {secret for secret in secrets if any(form in content for form in forms_of(secret))}


def words_for(heard, secrets):
    """What a server may say of a caller's secrets: its own words again, and each form of each secret.

    Which form comes first differs from one time to the next, because only the beginning of it is ever kept.
    """
    forms = [form.decode() for secret in secrets for form in sorted(set(forms_of(secret)))]
    first = next(_turn) % len(forms)
    said = [*forms[first:], *forms[:first], heard.headers.get("authorization", "")]
    return " ".join([*said, heard.body[:2000].decode(errors="replace")])


def refusing(status, secrets, **headers):
    """Refuse with a reason that repeats everything, in the body and in headers."""

    def take(line, heard):
        words = words_for(heard, secrets)
        echoes = {"X-Echo": words, "WWW-Authenticate": words, **headers}
        line.answer(status, echoes, {"error": words, "message": words, "error_description": words})

    return take


def page(line, heard):
    line.answer(200, {"Content-Type": "text/html"}, f"<h1>{words_for(heard, [MASTODON])}</h1>".encode())


def named_by_secret(line, heard):
    """Accept, and call the post, the account and the software by the secret."""
    line.answer(
        200,
        {},
        {
            "id": MASTODON,
            "url": f"https://social.example/{quote(MASTODON)}",
            "uri": MASTODON,
            "acct": MASTODON,
            "username": MASTODON,
            "content": MASTODON,
            "version": MASTODON,
            "title": MASTODON,
            "software": {"name": MASTODON, "version": MASTODON},
        },
    )


def cutting(line, heard):
    line.raw(
        f"HTTP/1.1 200 OK\r\nX-Echo: {words_for(heard, [MASTODON])}\r\nContent-Length: 99999\r\n\r\n".encode()
    )
    line.raw(words_for(heard, [MASTODON]).encode())
    line.reset()


def babbling(line, heard):
    line.raw(words_for(heard, [MASTODON]).encode() + b"\r\n\r\n")


def with_session(take):
    """A Bluesky server that signs everybody in, with a session of its own, and then behaves as `take` does."""

    def take_it(line, heard):
        if heard.path.endswith(("createSession", "refreshSession")):
            line.answer(
                200,
                {},
                {
                    "did": "did:plc:kanal",
                    "handle": "kanal.example",
                    "accessJwt": SESSION,
                    "refreshJwt": SESSION,
                },
            )
        else:
            take(line, heard)

    return take_it


BLUESKY, WEBHOOK = [PASSWORD, SESSION], [SIGNING]
STATUSES = (400, 401, 403, 404, 408, 409, 413, 422, 500, 503)
SERVERS = {
    **{f"mastodon {status}": refusing(status, [MASTODON]) for status in STATUSES},
    "mastodon 429": refusing(429, [MASTODON], **{"Retry-After": "1"}),
    "mastodon 302": refusing(302, [MASTODON], Location=f"https://anders.example/?token={quote(MASTODON)}"),
    "mastodon page": page,
    "mastodon name": named_by_secret,
    "mastodon cut": cutting,
    "mastodon babble": babbling,
    "bluesky closed": refusing(401, [PASSWORD]),
    "bluesky 400": with_session(refusing(400, BLUESKY)),
    "bluesky 500": with_session(refusing(500, BLUESKY)),
    "webhook 401": refusing(401, WEBHOOK),
    "webhook 500": refusing(500, WEBHOOK),
    "webhook 410": refusing(410, WEBHOOK),
}
"""What is said to a channel: the platform, and how its server fails."""
SECRETS = {
    "mastodon": {"access_token": MASTODON},
    "bluesky": {"identifier": "kanal.example", "app_password": PASSWORD},
    "webhook": {"signing_secret": SIGNING},
}


@contextlib.contextmanager
def open_servers():
    """Every server that fails, by its name."""
    with contextlib.ExitStack() as stack:
        servers = {}
        for name, take in SERVERS.items():
            servers[name] = server = stack.enter_context(Ugly())
            server.mood = lambda line, _, take=take, server=server: take(line, server.requests[-1])
        yield servers
