"""What a notification says: one template per kind, from which the application, the mail and its HTML all speak.

Each says what happened, who has to do what until when, and leads to the thing itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.clock import berlin_minute, say_day
from app.messages import AFTER_CHANGES_REQUESTED, AFTER_REJECTION, ANSWERS, GROUNDS, OUTCOMES
from app.messages.themes import DECISIONS

FOLDER: Final = Path(__file__).parent
BLOCKS: Final = ("subject", "text", "who", "task", "until")
_MINUTE_S: Final = 60
_GROUNDS: Final = {ground.value: name for ground, name in GROUNDS.items()}
_ANSWERS: Final = {answer.value: name for answer, name in ANSWERS.items()}
_OUTCOMES: Final = {outcome.value: name for outcome, name in OUTCOMES.items()}
_DECISIONS: Final = {decision.value: name for decision, name in DECISIONS.items()}
_AFTER_REJECTION: Final = {ground.value: sentence for ground, sentence in AFTER_REJECTION.items()}


@dataclass(frozen=True)
class Words:
    """A notification in German. `who`, `task` and `until` are empty where nobody has to do anything."""

    subject: str
    text: str
    who: str
    task: str
    until: str
    link: str


def say(kind: str, context: Mapping[str, Any], link: str) -> Words:
    """Return what a kind of notification says with these values."""
    template = environment().get_template(f"kinds/{kind}.jinja")
    said = {
        name: _tidy("".join(template.blocks[name](template.new_context(dict(context)))))
        if name in template.blocks
        else ""
        for name in BLOCKS
    }
    return Words(**said, link=link)


def link_to(base_url: str, object_type: str, object_id: object) -> str:
    """Return the lasting address that leads to a thing, wherever its page will be."""
    return f"{base_url.rstrip('/')}/open/{object_type}/{object_id}"


def write_text(words: Words, *, name: str, gathered: Sequence[Words] = ()) -> str:
    """Return the mail as plain text."""
    return environment().get_template("letter.txt").render(words=words, name=name, gathered=gathered)


def write_html(words: Words, *, name: str, gathered: Sequence[Words] = ()) -> str:
    """Return the mail as HTML: the same sentences."""
    return (
        environment(html=True).get_template("letter.html").render(words=words, name=name, gathered=gathered)
    )


@lru_cache
def environment(*, html: bool = False) -> Environment:
    """Return the templates of plain text, or those of HTML."""
    # The words themselves are plain text; what is HTML escapes them when it takes them in.
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=html,  # noqa: S701 - plain text is not escaped; the mail's HTML is made with it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"moment": _moment, "day": _day, "period": _period, "ground": _GROUNDS.get}
    made.filters |= {"answer": _ANSWERS.get, "outcome": _OUTCOMES.get, "decision": _DECISIONS.get}
    made.filters["after_rejection"] = _AFTER_REJECTION.get
    made.globals["after_changes_requested"] = AFTER_CHANGES_REQUESTED
    return made


def _moment(value: str | datetime) -> str:
    """Return an instant as letters name it: `Di, 24.11.2026, 12:30 Uhr`."""
    return berlin_minute(datetime.fromisoformat(value) if isinstance(value, str) else value)


def _day(value: str) -> str:
    """Return a day as letters name it: `Di, 24.11.2026`."""
    return say_day(date.fromisoformat(value))


def _period(seconds: float) -> str:
    """Return a number of seconds in minutes, rounded down: `1 Minute`, `12 Minuten`."""
    minutes = int(seconds) // _MINUTE_S
    return "1 Minute" if minutes == 1 else f"{minutes} Minuten"


def _tidy(said: str) -> str:
    """Return a sentence on one line, whatever the names in it hold."""
    return " ".join(said.split())
