"""What the forms about inquiries say, as the actions take it."""

from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter

from app.errors import Issue
from app.fields import Text, Title
from app.models.inquiry import Block
from app.web.forms import Entered

ROWS: Final = range(1, 9)
"""How many questions the form has room for; empty rows are no questions. The API takes more."""
LABELS: Final = {
    "number": "Nummer",
    "title": "Titel",
    "members": "Abgeordnete",
    "deadline": "Frist",
    "as_of": "Stichtag",
    "questions": "Fragen",
    "due_on": "Antwort bis",
    "answer": "Eigene Worte",
    **{f"wording-{row}": f"Frage {row}" for row in ROWS},
}
_title, _text, _day = TypeAdapter(Title), TypeAdapter(Text), TypeAdapter(date)
_block = TypeAdapter(Block)


def read_inquiry(entered: Entered) -> dict[str, Any]:
    """Return what a form for a new inquiry says. Raises InvalidError with everything found wrong with it."""
    entered.need("number", "title", "members", "deadline", "as_of")
    found: dict[str, Any] = {
        "number": entered.take_if_any("number", _title),
        "title": entered.take_if_any("title", _title),
        "members": [
            entered.take_value("members", line.strip(), _title)
            for line in entered.text("members").splitlines()
            if line.strip()
        ],
        "deadline": entered.take_if_any("deadline", _day),
        "as_of": entered.take_if_any("as_of", _day),
    }
    found["questions"] = [
        (str(number), entered.take(f"wording-{row}", _text), entered.take(f"block-{row}", _block))
        for number, row in enumerate(_asked(entered), start=1)
    ]
    if not found["questions"]:
        entered.issues.append(Issue(f"wording-{ROWS[0]}", "missing"))
    entered.ensure_clean()
    return found


def read_day(entered: Entered, name: str) -> date:
    """Return the day in a field. Raises InvalidError."""
    entered.need(name)
    day = entered.take_if_any(name, _day)
    entered.ensure_clean()
    return day or date.max


def read_answer(entered: Entered) -> dict[str, str | None]:
    """Return our own words to a question, and those that stood there before. Raises InvalidError."""
    answer = entered.take_if_any("answer", _text)
    entered.ensure_clean()
    return {"answer": answer, "before": entered.text("before") or None}


def _asked(entered: Entered) -> list[int]:
    return [row for row in ROWS if entered.text(f"wording-{row}").strip()]
