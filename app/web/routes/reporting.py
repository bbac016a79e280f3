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
from app.loading.reported_fields import labels_of
from app.messages.reports import (
    AWARDS,
    BASES,
    BUDGETS,
    COMPARATORS,
    COST_KINDS,
    MEASURES,
    NOTHINGS,
    ROUNDINGS,
    STRATEGY_KINDS,
)
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
WORDS: Final = {
    "kinds": COST_KINDS,
    "awards": AWARDS,
    "bases": BASES,
    "budgets": BUDGETS,
    "roundings": ROUNDINGS,
    "nothings": NOTHINGS,
    "comparators": COMPARATORS,
    "measures": MEASURES,
    "strategy_kinds": STRATEGY_KINDS,
}


@dataclass(frozen=True)
class Book(Generic[Entry]):
    """Where entries of one kind are listed, and how their form is read."""

    way: str
    model: type[Entry]
    read: Callable[[Entered], dict[str, Any]]
    first: str = "organisation"
    """The field beside which stands what speaks against an entry as a whole."""


COSTS: Final = Book("/costs", CostItem, read_cost)
STAFFING: Final = Book("/staffing", StaffingRecord, read_staffing)
STRATEGIES: Final = Book("/strategies", Strategy, read_strategy)
SNAPSHOTS: Final = Book("/metrics-snapshots", MetricsSnapshot, read_snapshot, "channel_id")


@router.get("/costs/new")
def show_new_cost(visit: Looking) -> Response:
    """Show the empty form for costs."""
    return _show_new(visit, COSTS)


@router.post("/costs/new")
def take_new_cost(visit: Acting, form: Form) -> Response:
    """Enter what channels cost."""
    return _take_new(visit, COSTS, form)


@router.get("/costs/{entry_id}/edit")
def show_cost(visit: Looking, entry_id: UUID) -> Response:
    """Show costs that were entered by hand in their form."""
    return _show_edit(visit, COSTS, entry_id)


@router.post("/costs/{entry_id}/edit")
def take_cost(visit: Acting, form: Form, entry_id: UUID) -> Response:
    """Say them anew, or remove them."""
    return _take_edit(visit, COSTS, form, entry_id)


@router.get("/staffing/new")
def show_new_staffing(visit: Looking) -> Response:
    """Show the empty form for staffing."""
    return _show_new(visit, STAFFING)


@router.post("/staffing/new")
def take_new_staffing(visit: Acting, form: Form) -> Response:
    """Enter who looks after channels."""
    return _take_new(visit, STAFFING, form)


@router.get("/staffing/{entry_id}/edit")
def show_staffing(visit: Looking, entry_id: UUID) -> Response:
    """Show staffing that was entered by hand in its form."""
    return _show_edit(visit, STAFFING, entry_id)


@router.post("/staffing/{entry_id}/edit")
def take_staffing(visit: Acting, form: Form, entry_id: UUID) -> Response:
    """Say it anew, or remove it."""
    return _take_edit(visit, STAFFING, form, entry_id)


@router.get("/strategies/new")
def show_new_strategy(visit: Looking) -> Response:
    """Show the empty form for a strategy."""
    return _show_new(visit, STRATEGIES)


@router.post("/strategies/new")
def take_new_strategy(visit: Acting, form: Form) -> Response:
    """Enter whose strategy a body follows."""
    return _take_new(visit, STRATEGIES, form)


@router.get("/strategies/{entry_id}/edit")
def show_strategy(visit: Looking, entry_id: UUID) -> Response:
    """Show a strategy that was entered by hand in its form."""
    return _show_edit(visit, STRATEGIES, entry_id)


@router.post("/strategies/{entry_id}/edit")
def take_strategy(visit: Acting, form: Form, entry_id: UUID) -> Response:
    """Say it anew, or remove it."""
    return _take_edit(visit, STRATEGIES, form, entry_id)


@router.get("/metrics-snapshots/new")
def show_new_snapshot(visit: Looking) -> Response:
    """Show the empty form for followers and views on a day."""
    return _show_new(visit, SNAPSHOTS)


@router.post("/metrics-snapshots/new")
def take_new_snapshot(visit: Acting, form: Form) -> Response:
    """Enter how many followed a channel on a day."""
    return _take_new(visit, SNAPSHOTS, form)


@router.get("/metrics-snapshots/{entry_id}/edit")
def show_snapshot(visit: Looking, entry_id: UUID) -> Response:
    """Show a snapshot that was entered by hand in its form."""
    return _show_edit(visit, SNAPSHOTS, entry_id)


@router.post("/metrics-snapshots/{entry_id}/edit")
def take_snapshot(visit: Acting, form: Form, entry_id: UUID) -> Response:
    """Say it anew, or remove it."""
    return _take_edit(visit, SNAPSHOTS, form, entry_id)


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
    channels = find_registered_channels(visit.session, ReportFilter()) if book is SNAPSHOTS else []
    return visit.show(
        f"desk/reported{book.way}_form.html",
        status=422 if faults else 200,
        way=book.way,
        entry=entry,
        labels=labels_of(book.model),
        organisations=organisations,
        channels=[row for row in channels if row.organisation_id in known],
        platforms=name_platforms(visit.session),
        **WORDS,
        **form_frame(entered, faults),
    )
