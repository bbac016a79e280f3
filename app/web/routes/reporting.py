"""Entering costs, staffing, strategies and followers by hand, and changing what was entered so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic
from uuid import UUID

from fastapi import APIRouter, Response

from app.actions.reporting import (
    AnyEntry,
    Entry,
    change_reported,
    enter_reported,
    lock_reported,
    remove_reported,
)
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, Refusal
from app.loading.reported_fields import WORDS, labels_of
from app.models import CostItem, MetricsSnapshot, Organisation, StaffingRecord, Strategy
from app.queries.channels import name_platforms
from app.queries.organisations import list_organisations
from app.queries.reported import ReportFilter, find_registered_channels, get_reported
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, faults_of_refusal
from app.web.reporting_forms import (
    fields_of,
    read_cost,
    read_snapshot,
    read_staffing,
    read_strategy,
)
from app.web.routes.themes import form_frame
from app.web.seen import mark
from app.web.visit import Visit, lead_to

router = APIRouter(include_in_schema=False)

MOST_ORGANISATIONS: Final = 500


@dataclass(frozen=True)
class Book(Generic[Entry]):
    """Where entries of one kind are listed, and how their form is read."""

    way: str
    model: type[Entry]
    read: Callable[[Entered], dict[str, Any]]
    first: str = "organisation"
    """The field beside which stands what speaks against an entry as a whole."""


def _offer(book: Book[Entry]) -> None:
    """Offer the form of a book, empty and for an entry that was made by hand."""

    @router.get(f"{book.way}/new")
    def show_new(visit: Looking) -> Response:
        """Show the empty form."""
        return _show_new(visit, book)

    @router.post(f"{book.way}/new")
    def take_new(visit: Acting, form: Form) -> Response:
        """Enter what it says."""
        return _take_new(visit, book, form)

    @router.get(book.way + "/{entry_id}/edit")
    def show_edit(visit: Looking, entry_id: UUID) -> Response:
        """Show an entry in the form."""
        return _show_edit(visit, book, entry_id)

    @router.post(book.way + "/{entry_id}/edit")
    def take_edit(visit: Acting, form: Form, entry_id: UUID) -> Response:
        """Say it anew, or remove it."""
        return _take_edit(visit, book, form, entry_id)


_offer(Book("/costs", CostItem, read_cost))
_offer(Book("/staffing", StaffingRecord, read_staffing))
_offer(Book("/strategies", Strategy, read_strategy))
_offer(Book("/metrics-snapshots", MetricsSnapshot, read_snapshot, "channel_id"))


def may_enter(visit: Visit, organisation: Organisation) -> bool:
    """Tell whether somebody enters for an organisation."""
    return is_allowed(visit.actor, Permission.WRITE_REGISTER, organisation_id=organisation.id)


def list_enterable(visit: Visit) -> list[Organisation]:
    """Return the organisations for which somebody enters, by abbreviation."""
    rows = list_organisations(visit.session, limit=MOST_ORGANISATIONS, after=None).items
    return [row for row in rows if may_enter(visit, row)]


def _show_new(visit: Visit, book: Book[Entry]) -> Response:
    rows = list_enterable(visit)
    if not rows:
        raise NotAllowedError
    return _show(visit, book, Entered({"organisation": rows[0].abbreviation} if len(rows) == 1 else {}))


def _take_new(visit: Visit, book: Book[Entry], form: Form) -> Response:
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            enter_reported(visit.session, visit.actor, book.model, book.read(entered))
    except Refusal as refusal:
        return _show(visit, book, entered, faults_of_refusal(refusal, book.first, labels_of(book.model)))
    return lead_to(book.way, said="report-entered")


def _show_edit(visit: Visit, book: Book[Entry], entry_id: UUID) -> Response:
    entry = get_reported(visit.session, visit.actor, book.model, entry_id)
    if entry.source_key is not None or not may_enter(visit, entry.organisation):
        raise NotFoundError
    fields = fields_of(entry)
    return _show(visit, book, Entered(fields | {"seen": mark(fields)}), entry=entry)


def _take_edit(visit: Visit, book: Book[Entry], form: Form, entry_id: UUID) -> Response:
    """Change an entry that is still as it was seen; what somebody else said meanwhile is not overwritten (LI-05)."""
    entered, is_removed = Entered.of(form), form.get("do") == "remove"
    entry = lock_reported(visit.session, visit.actor, book.model, entry_id)
    saved = fields_of(entry)
    try:
        with visit.session.begin_nested():
            if mark(saved) != entered.text("seen"):
                raise InvalidError(issues=[Issue(book.first, "report-changed")])
            if is_removed:
                remove_reported(visit.session, visit.actor, book.model, entry_id)
            else:
                change_reported(visit.session, visit.actor, book.model, entry_id, book.read(entered))
    except Refusal as refusal:
        faults = faults_of_refusal(refusal, book.first, labels_of(book.model))
        again = Entered({**entered.texts, "seen": mark(saved)})
        return _show(visit, book, again, faults, entry=entry)
    return lead_to(book.way, said="report-removed" if is_removed else "report-changed")


def _show(
    visit: Visit,
    book: Book[Entry],
    entered: Entered,
    faults: list[Fault] | None = None,
    entry: AnyEntry | None = None,
) -> Response:
    organisations = list_enterable(visit)
    known = {row.id for row in organisations}
    channels = (
        find_registered_channels(visit.session, ReportFilter()) if book.model is MetricsSnapshot else []
    )
    return visit.show(
        f"desk/reported{book.way}_form.html",
        status=422 if faults else 200,
        way=book.way,
        entry=entry,
        labels=labels_of(book.model),
        organisations=organisations,
        channels=[row for row in channels if row.organisation_id in known],
        platforms=name_platforms(visit.session),
        words=WORDS[book.model],
        **form_frame(entered, faults),
    )
