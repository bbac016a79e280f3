"""Logs for operators: structured, with dotted stable names and bound ids; never texts, personal data or tokens."""

import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

from app.settings import settings


def set_up(service: str) -> None:
    """Send this process's logs to standard output, readable or as JSON as the settings say."""
    is_readable = settings().log_format == "readable"
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty(), pad_event_to=24)
        if is_readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S" if is_readable else "iso", utc=not is_readable),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(levelname)s %(name)s %(message)s")


def describe(error: BaseException) -> dict[str, str]:
    """Return what a log may know of an error: its kind and place, never its message, which may quote a text."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-6:]]
    return {"error": type(error).__name__, "place": " > ".join(places)}
