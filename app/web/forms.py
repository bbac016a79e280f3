"""What somebody entered in a form: texts as they came, values as the office takes them, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from app.errors import Issue
from app.fields import issue_of
from app.messages import explain

Value = TypeVar("Value")


@dataclass(frozen=True)
class Fault:
    """One line of the summary above a form: which field to go to, and what to do there."""

    field: str
    sentence: str


@dataclass
class Entered:
    """The texts of a form by field, and the issues found so far."""

    texts: Mapping[str, str]
    issues: list[Issue] = field(default_factory=list)

    @classmethod
    def of(cls, form: FormData) -> "Entered":
        """Return what a form holds besides files; of a field sent twice the last counts."""
        return cls({name: value for name, value in form.multi_items() if isinstance(value, str)})

    def text(self, name: str) -> str:
        """Return a field as it was entered, with the line breaks of our own."""
        return self.texts.get(name, "").replace("\r\n", "\n")

    def take(self, name: str, kind: TypeAdapter[Value]) -> Value | None:
        """Return a field as a value of its kind; where it is none, the issue is noted and None returned."""
        return self.take_value(name, self.text(name).strip(), kind)

    def take_value(self, name: str, value: str, kind: TypeAdapter[Value]) -> Value | None:
        """Return a part of a field as `take` does the whole."""
        try:
            return kind.validate_python(value)
        except ValidationError as error:
            self.issues += [Issue(name, issue.key, issue.context) for issue in map(issue_of, error.errors())]
            return None

    def take_if_any(self, name: str, kind: TypeAdapter[Value]) -> Value | None:
        """Return a field as `take` does; an empty one is simply None."""
        return self.take(name, kind) if self.text(name).strip() else None


def faults_of(issues: Iterable[Issue], fields: Mapping[str, str] | None = None) -> list[Fault]:
    """Return the issues as lines of a summary; `fields` says which of the form's fields is meant by an issue's."""
    return [
        Fault((fields or {}).get(row.field, row.field), explain(row.key, **row.context)) for row in issues
    ]


def faults_by_field(faults: Iterable[Fault]) -> dict[str, str]:
    """Return the first sentence for each field, to stand beside it."""
    found: dict[str, Any] = {}
    for fault in faults:
        found.setdefault(fault.field, fault.sentence)
    return found
