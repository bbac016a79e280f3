"""What somebody entered in a form: texts as they came, values as the office takes them, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from app.errors import InvalidError, Issue, Refusal
from app.fields import issue_of
from app.messages import explain

Value = TypeVar("Value")


@dataclass(frozen=True)
class Fault:
    """One line of the summary above a form: which field to go to, what it is called, and what to do there."""

    field: str
    sentence: str
    label: str = ""


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

    def ensure_clean(self) -> None:
        """Raise InvalidError with what was found wrong so far."""
        if self.issues:
            raise InvalidError(issues=self.issues)

    def need(self, *names: str) -> None:
        """Note an issue for each of the fields that is empty."""
        self.issues += [Issue(name, "missing") for name in names if not self.text(name).strip()]

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


class Fields(dict[str, str]):
    """Texts by field for a template: one that is not there is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def faults_of(
    issues: Iterable[Issue], places: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None
) -> list[Fault]:
    """Return the issues as lines of a summary, each once.

    `places` says which of the form's fields is meant by an issue's, `labels` what fields are called.
    """
    found = []
    for row in issues:
        field = (places or {}).get(row.field, row.field)
        found.append(Fault(field, explain(row.key, **row.context), (labels or {}).get(field, "")))
    return list(dict.fromkeys(found))


def faults_of_refusal(refusal: Refusal, field: str, labels: Mapping[str, str] | None = None) -> list[Fault]:
    """Return a refusal as lines of a summary: its issues, or what it says itself at a field of the form."""
    if refusal.issues:
        return faults_of(refusal.issues, labels=labels)
    return [Fault(field, explain(refusal.key, **refusal.context))]


def faults_by_field(faults: Iterable[Fault]) -> dict[str, str]:
    """Return the first sentence for each field, to stand beside it."""
    found: dict[str, Any] = {}
    for fault in faults:
        found.setdefault(fault.field, fault.sentence)
    return found
