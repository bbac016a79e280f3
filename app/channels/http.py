"""Speaking HTTP with a platform: one request through the guard, and from what came back to the three errors.

The mapping is PUBLISHING section 6. Nothing sent: Temporary. 429: Temporary with a rest for the whole channel. 400 and
what else says "I did not do this": Permanent, at 401 and 403 with the door closed. After the first byte everything
else is Unclear, 2xx with an unreadable body included. Answers are untrusted: their size is limited by the guard, their
shape by a schema, and their words are stripped of our own secrets before anybody keeps them.
"""

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, StringConstraints, ValidationError

from app.channels.base import Permanent, Temporary, Unclear
from app.channels.clocks import note_date
from app.channels.discretion import secret_values, without_secrets
from app.clock import boot_time, now
from app.egress import Answer, Egress, ForbiddenError, LostError, NotSentError

Model = TypeVar("Model", bound=BaseModel)
Id = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[\x21-\x7e]+$")]
"""An id a platform gave: printable ASCII without spaces."""

Line = Annotated[str, StringConstraints(max_length=500)]
Long = Annotated[str, StringConstraints(max_length=100_000)]

_OK: Final = range(200, 300)
_CLOSED: Final = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_MOVED: Final = {HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT}
_UNKNOWN: Final = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY}
_EPOCH: Final = 1_000_000_000  # a reset above this is an instant, below it a number of seconds
_LONGEST_WORDS: Final = 300
_LEAST_TIME_S: Final = 1


@dataclass(frozen=True)
class Remote:
    """A server behind the guard. It is spoken to over TLS only, except where the installation itself named its host."""

    egress: Egress
    endpoint: str | None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def send(
        self,
        method: str,
        path: str = "",
        *,
        deadline: float,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> Answer:
        """Make one request and return its answer, whatever the status. Raises the three errors."""
        url = (self.endpoint or "").strip().rstrip("/" if path else "") + path
        if not url.lower().startswith("https://") and not self.egress.is_private_host(url):
            raise Permanent("the address of the channel must begin with https://")
        asked_at = now()
        try:
            answer = self.egress.send(method, url, deadline=deadline, headers=headers, content=content)
        except ForbiddenError as error:
            raise Permanent(f"not called: {error}") from error
        except NotSentError as error:
            raise Temporary(f"not sent: {error}") from error
        except LostError as error:
            raise Unclear(f"no answer: {error}") from error
        note_date(url, _instant(answer.headers.get("date", "")), asked_at, now())
        return answer

    def judge(self, answer: Answer) -> Answer:
        """Return an answer of 2xx; raise what any other one means."""
        status = answer.status
        if status in _OK:
            return answer
        words = self.words_of(answer)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Temporary(words, retry_after(answer))
        if status in _CLOSED:
            raise Permanent(words, access=True)
        if status in _UNKNOWN or (status not in range(400, 500) and status not in _MOVED):
            raise Unclear(words)
        raise Permanent(words)

    def words_of(self, answer: Answer) -> str:
        """Return the status and the reason a platform gives in JSON, without any secret of ours; never HTML."""
        content = as_object(answer)
        said = [
            content[name] for name in ("error", "message", "error_description", "detail") if name in content
        ]
        words = ": ".join([str(answer.status), *(word for word in said if isinstance(word, str))])
        return without_secrets(words, secret_values(self.secrets))[:_LONGEST_WORDS]


def ensure_time(deadline: float) -> None:
    """Raise Temporary where what came before has left too little time for a call that can become visible."""
    if boot_time() > deadline - _LEAST_TIME_S:
        raise Temporary("not started: the time was used up before the call")


@contextmanager
def without_effect() -> Iterator[None]:
    """Turn Unclear into Temporary around requests that change nothing anybody sees: they may simply be repeated."""
    try:
        yield
    except Unclear as error:
        raise Temporary(str(error)) from error


def read(answer: Answer, model: type[Model]) -> Model:
    """Return the body of a successful answer in its schema. Raises Unclear for one that cannot be read."""
    try:
        if not answer.is_whole:
            raise Unclear(f"{answer.status}, but the answer is too large or breaks off")
        return model.model_validate_json(answer.body)
    except ValidationError as error:
        raise Unclear(f"{answer.status}, but the answer cannot be read") from error


def as_object(answer: Answer) -> dict[str, Any]:
    """Return the body if it is a JSON object, else an empty one."""
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def to_json(content: object) -> bytes:
    """Return an object as the bytes of its JSON."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def retry_after(answer: Answer) -> float:
    """Return for how many seconds a server wants to be left alone; 0 where it does not say.

    Retry-After in seconds or as a date (RFC 9110), else a reset header: ISO 8601 (Mastodon), epoch or seconds. An
    instant is compared with the server's own Date, so that neither clock need be right.
    """
    headers = answer.headers
    here = _instant(headers.get("date", "")) or now()
    for name in ("retry-after", "x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"):
        wish = _seconds(headers.get(name, ""), here)
        if wish is not None:
            return max(wish, 0.0)
    return 0.0


def _seconds(value: str, here: datetime) -> float | None:
    try:
        number = float(value)
    except ValueError:
        instant = _instant(value)
        return (instant - here).total_seconds() if instant else None
    if not math.isfinite(number):
        return None
    return number - here.timestamp() if number > _EPOCH else number


def _instant(value: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            instant = parse(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return None


def web_address(value: object) -> str | None:
    """Return a page's address as a platform gave it, or None where it is no web address."""
    is_one = isinstance(value, str) and value.startswith(("https://", "http://"))
    return str(value) if is_one and str(value).isprintable() and len(str(value)) <= 2000 else None  # noqa: PLR2004
