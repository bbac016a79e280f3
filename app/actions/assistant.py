"""Asking the neutrality assistant without depending on it: where it fails, work goes on and says so (NEUTRALITY section 4)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import structlog
from sqlalchemy.orm import Session

from app.actions.lexicon_in_force import find_lexicon
from app.editorial import neutrality
from app.editorial.neutrality import Context, Flag, Lexicon
from app.editorial.neutrality.flags import RULES

LONGEST_S: Final = 0.2
"""How long a request waits for the assistant, in seconds."""
AT_ONCE: Final = 4

log = structlog.get_logger()


@dataclass(frozen=True)
class Said:
    """What the assistant says, by field, and in which version; `flags` is None where it could not be asked."""

    flags: Sequence[tuple[str, Flag]] | None
    rules: str | None = None
    lexicon: str | None = None


NOTHING_ASKED: Final = Said(())


@lru_cache
def _pool() -> ThreadPoolExecutor:
    """Return the threads that may be left behind when the time is over; each ends by itself, the work is linear."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="assistant")


def ask_assistant(session: Session, texts: Sequence[tuple[str, str]], context: Context) -> Said:
    """Return the flags of texts given by field. An error, a missing lexicon or 200 ms of waiting are logged, never raised."""
    try:
        with session.begin_nested():
            lexicon = find_lexicon(session)
        if lexicon is None:
            return _fail("no lexicon")
        flags = _pool().submit(_assess, list(texts), lexicon, context).result(timeout=LONGEST_S)
    except TimeoutError:
        return _fail("time-out")
    except Exception as error:  # noqa: BLE001 - whatever breaks in the assistant must not break submitting or approving
        return _fail(type(error).__name__)
    return Said(flags, RULES, lexicon.version)


def _assess(texts: Sequence[tuple[str, str]], lexicon: Lexicon, context: Context) -> list[tuple[str, Flag]]:
    return [
        (field, flag) for field, text in texts for flag in neutrality.assess(text, lexicon, context).flags
    ]


def _fail(cause: str) -> Said:
    log.warning("check.not_checked", cause=cause)
    return Said(None)
