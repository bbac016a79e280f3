"""The session of a Bluesky account: kept, renewed by one process of many, and never hammered.

Sources: atproto.com "XRPC: authentication"; bluesky-social/atproto `packages/pds/src/api/com/atproto/server/`
(createSession: 30 in 5 minutes and 300 a day per account; an access token lives 2 hours, a refresh token 90 days and
is replaced at every use; ExpiredToken and InvalidToken come as 400 or 401).

The tokens are kept as `access_jwt` and `refresh_jwt`. Before it asks for new ones, a process claims that for itself in
what is kept (`session_tried_at`, `session_tries`); whoever finds a fresh claim waits instead. The password is used
only where the refresh token is refused.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Final

from pydantic import BaseModel, StringConstraints

from app.channels.base import Account, Change, ChannelError, Permanent, Temporary
from app.channels.http import Line, Remote, as_object, read, to_json, without_effect
from app.clock import now
from app.egress import Answer, Egress

STALE: Final = {"ExpiredToken", "InvalidToken"}
CLOSED: Final = {"AccountTakedown", "AccountDeactivated", "AccountSuspended", "AuthFactorTokenRequired"}
_LEAST_LIFE: Final = timedelta(minutes=2)
_FIRST_PAUSE_S: Final = 30
_LONGEST_PAUSE_S: Final = 900

Token = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,8000}$")]
Did = Annotated[str, StringConstraints(pattern=r"^did:[a-z]{1,20}:[A-Za-z0-9._:%-]{1,200}$")]


class Tokens(BaseModel):
    """What createSession and refreshSession answer, and getSession without the tokens."""

    did: Did
    handle: Line = ""
    accessJwt: Token  # noqa: N815 - the lexicon's name
    refreshJwt: Token  # noqa: N815 - the lexicon's name


class Session:
    """The right to speak as one account at one server, which it reaches as `remote`."""

    def __init__(self, egress: Egress, account: Account) -> None:
        self._secrets = dict(account.secrets)
        self._store = account.keep or (lambda change: change(dict(self._secrets)))
        self._is_new = False
        self.remote = Remote(egress, account.endpoint, self._secrets)

    def did(self, deadline: float) -> str:
        """Return the account's DID, which stays the same while tokens come and go."""
        return self._secrets.get("did") or self.open(deadline)

    def open(self, deadline: float) -> str:
        """Return the account's DID once a usable access token is at hand. Raises Temporary and Permanent."""
        if not self._is_new and not _is_usable(self._secrets):
            self._renew(deadline)
        return self._secrets["did"]

    def ask(
        self, method: str, path: str, deadline: float, content: bytes = b"", kind: str = "application/json"
    ) -> Answer:
        """Make a request as the account; a token that is refused is dropped, and the next try gets a new one."""
        self.open(deadline)
        headers = {"Authorization": f"Bearer {self._secrets['access_jwt']}"}
        if method != "GET":
            headers["Content-Type"] = kind
        answer = self.remote.send(method, path, deadline=deadline, headers=headers, content=content)
        error = _error_of(answer)
        if error in STALE:
            self._is_new = False
            self._keep(self._drop)
            raise Temporary(f"{answer.status}: {error}")
        self._ensure_open(answer)
        return answer

    def _renew(self, deadline: float) -> None:
        """Get new tokens with the refresh token, and only where that is refused with the password."""
        self._keep(self._claim)
        if _is_usable(self._secrets):
            return  # somebody else was faster
        with without_effect():
            tokens = self._refresh(deadline) or self._sign_in(deadline)
        self._keep(lambda kept: self._exchange(kept, tokens))
        self._is_new = True  # whatever its own idea of the time is

    def _refresh(self, deadline: float) -> Tokens | None:
        token = self._secrets.get("refresh_jwt")
        if not token:
            return None
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.remote.send("POST", _path("refreshSession"), deadline=deadline, headers=headers)
        self._ensure_open(answer)
        if answer.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return None
        return read(self.remote.judge(answer), Tokens)

    def _sign_in(self, deadline: float) -> Tokens:
        known = {name: self._secrets.get(name, "") for name in ("identifier", "app_password")}
        content = to_json({"identifier": known["identifier"], "password": known["app_password"]})
        headers = {"Content-Type": "application/json"}
        answer = self.remote.send(
            "POST", _path("createSession"), deadline=deadline, headers=headers, content=content
        )
        self._ensure_open(answer)
        return read(self.remote.judge(answer), Tokens)

    def _ensure_open(self, answer: Answer) -> None:
        if _error_of(answer) in CLOSED:
            raise Permanent(self.remote.words_of(answer), access=True)

    def _keep(self, change: Change) -> None:
        """Change what is kept. A store that fails is no reason to believe that something was published."""
        try:
            kept = self._store(change)
        except ChannelError:
            raise
        except Exception as error:
            raise Temporary(f"the session cannot be kept: {type(error).__name__}") from error
        self._secrets.clear()
        self._secrets.update(kept)

    def _claim(self, kept: Mapping[str, str]) -> Mapping[str, str]:
        """Note that we are the one who renews. Raises Temporary where somebody did so a moment ago."""
        if _is_usable(kept):
            return kept
        tries = int(kept.get("session_tries") or 0)
        tried_at = kept.get("session_tried_at")
        pause = timedelta(seconds=min(_FIRST_PAUSE_S * 2 ** max(tries - 1, 0), _LONGEST_PAUSE_S))
        left = (datetime.fromisoformat(tried_at) + pause - now()).total_seconds() if tried_at else 0
        if left > 0:
            raise Temporary("the session is being renewed", left if tries > 1 else None)
        return {**kept, "session_tried_at": now().isoformat(), "session_tries": str(min(tries + 1, 10))}

    def _exchange(self, kept: Mapping[str, str], tokens: Tokens) -> Mapping[str, str]:
        """Return what is kept with the new tokens in it, unless they belong to credentials replaced meanwhile."""
        for name in ("identifier", "app_password"):
            if kept.get(name) != self._secrets.get(name):
                raise Temporary("the credentials were replaced meanwhile")
        fresh = {"access_jwt": tokens.accessJwt, "refresh_jwt": tokens.refreshJwt, "did": tokens.did}
        return {**kept, **fresh, "session_tries": "0"}

    def _drop(self, kept: Mapping[str, str]) -> Mapping[str, str]:
        """Return what is kept without our access token, unless it is another's newer one already."""
        if kept.get("access_jwt") != self._secrets["access_jwt"]:
            return kept
        return {**kept, "access_jwt": ""}


def _path(name: str) -> str:
    return f"/xrpc/com.atproto.server.{name}"


def _error_of(answer: Answer) -> str:
    """Return the name a refusal has; a success has none."""
    name = as_object(answer).get("error") if answer.status >= HTTPStatus.BAD_REQUEST else None
    return name if isinstance(name, str) else ""


def _is_usable(secrets: Mapping[str, str]) -> bool:
    """Tell whether there is an access token that lives on for a while, as far as it tells itself."""
    token = secrets.get("access_jwt", "")
    if not token or not secrets.get("did"):
        return False
    try:
        body = token.split(".")[1]
        expires = float(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["exp"])
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error):
        return True  # a token of another kind; the server will say when it is over
    return expires > (now() + _LEAST_LIFE).timestamp()
