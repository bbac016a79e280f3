"""Logs for operators: one line an event, dotted stable names, UTC, and what it is about bound by context.

What may be in a line is decided here (SECURITY AC-07): no texts, personal data or tokens. An error is told by its
kind and place, never by its message, which may quote a row; what a library says keeps its words and loses its values.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final

import structlog

from app.settings import settings

_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_LONGEST: Final = 500
_told: ContextVar[dict[str, Any]] = ContextVar("told")


@contextmanager
def about(**values: Any) -> Iterator[None]:
    """Let every line within the block say what it is about: ids and names only."""
    token = _told.set({**_told.get({}), **values})
    try:
        yield
    finally:
        _told.reset(token)


def note(**values: Any) -> None:
    """Add to what the innermost `about` says, also from a thread that works for it."""
    _told.get({}).update(values)


def set_up(service: str) -> None:
    """Send this process's logs to standard output, readable or as JSON as the settings say."""
    is_readable = settings().log_format == "readable"
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty(), pad_event_to=24)
        if is_readable
        else structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%SZ" if is_readable else "iso", utc=True),
            lambda _logger, _method, line: {"service": service, **_told.get({}), **line},
            _tell_errors,
            _keep_to_one_line,
            renderer,
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Libraries()])


def describe(error: BaseException) -> dict[str, str]:
    """Return what a log may know of an error: its kind and place, never its message, which may quote a text."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-6:]]
    return {"error": type(error).__name__, "place": " > ".join(places)}


class _Libraries(logging.Handler):
    """Takes what libraries log by Python's own means into the same lines."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; its values stay outside, for they may be anything."""
        error = record.exc_info[1] if record.exc_info else None
        level = logging.ERROR if record.levelno >= logging.ERROR else logging.WARNING
        structlog.get_logger().log(
            level,
            "library.said",
            library=record.name,
            words=_words_of(record).strip()[:_LONGEST],
            **(describe(error) if error else {}),
        )


def _words_of(record: logging.LogRecord) -> str:
    """Return a record's sentence with numbers and kinds of errors in it, and a dash for every other value."""
    values = record.args or ()
    shown: Any = (
        {name: _harmless(value) for name, value in values.items()}
        if isinstance(values, Mapping)
        else tuple(map(_harmless, values))
    )
    try:
        return str(record.msg) % shown if shown else str(record.msg)
    except (TypeError, ValueError, KeyError):  # a place for a number that gets a dash
        return str(record.msg)


def _harmless(value: Any) -> Any:
    if isinstance(value, BaseException):
        return type(value).__name__
    return value if isinstance(value, int | float) else "–"


def _tell_errors(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put kind and place in the place of an error that was handed over whole."""
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    return {**line, **describe(error)} if isinstance(error, BaseException) else line


def _keep_to_one_line(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Escape what could end a line, begin a false one, or turn its direction."""
    return {
        name: _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
        if isinstance(value, str)
        else value
        for name, value in line.items()
    }
