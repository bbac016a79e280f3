"""Barrierefreiheit: the declaration, and reporting a barrier without an account.

Whoever reports one is asked for nothing that is not needed; what they write is told to the desk and deleted with it.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, StringConstraints, TypeAdapter

from app import db
from app.actions.barriers import report_barrier
from app.errors import ForeignFormError, InvalidError, Refusal, TooOftenError
from app.fields import RefusedValue, Search, Text, visible
from app.settings import settings
from app.throttle import site_of, throttle
from app.web import guard
from app.web.deps import StrangersForm
from app.web.forms import Entered, Fault, Fields, faults_by_field, faults_of_refusal
from app.web.pages import page
from app.web.visit import HEADERS, lead_to

router = APIRouter(prefix="/barrierefreiheit", include_in_schema=False)

STATUS: Final[dict[type[Refusal], int]] = {InvalidError: 422, ForeignFormError: 403, TooOftenError: 429}
LABELS: Final = {"description": "Was Sie hindert", "page": "Seite", "contact": "E-Mail-Adresse"}


def _address(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise RefusedValue("email-invalid")
    return text


_page: Final = TypeAdapter(Search)
_description: Final = TypeAdapter(Text)
_contact: Final = TypeAdapter(
    Annotated[str, StringConstraints(max_length=320), AfterValidator(visible), AfterValidator(_address)]
)


@router.get("")
def show_declaration() -> Response:
    """Show the declaration on accessibility."""
    return page("portal/accessibility.html")


@router.get("/melden")
def show_report(request: Request) -> Response:
    """Show the form to report a barrier with."""
    return _show(request, {})


@router.post("/melden")
def take_report(request: Request, form: StrangersForm) -> Response:
    """Tell the desk of a barrier. The answer is the same whether an address to answer to was given or not."""
    entered = Entered.of(form)
    try:
        guard.ensure_own_form(request, guard.read_cookie(request, guard.STRANGER), entered.text(guard.FIELD))
        _report(request, entered)
    except (InvalidError, ForeignFormError, TooOftenError) as refusal:
        return _show(request, entered.texts, refusal)
    return lead_to("/barrierefreiheit/gemeldet")


@router.get("/gemeldet")
def show_thanks() -> Response:
    """Say what happens next with a report."""
    return page("portal/barrier_reported.html")


def _report(request: Request, entered: Entered) -> None:
    """Read the form, count it and put it into the outbox. Raises InvalidError, TooOftenError."""
    entered.need("description")
    where = entered.take_if_any("page", _page)
    description = entered.take_if_any("description", _description)
    contact = entered.take_if_any("contact", _contact)
    entered.ensure_clean()
    throttle().count(throttle().reports, site_of(request.client.host if request.client else ""))
    with db.transaction() as session:
        report_barrier(session, page=where or "", description=description or "", contact=contact or "")


def _show(request: Request, texts: Mapping[str, str], refusal: Refusal | None = None) -> Response:
    stranger = guard.read_cookie(request, guard.STRANGER) or guard.new_stranger()
    faults: list[Fault] = faults_of_refusal(refusal, "description", LABELS) if refusal else []
    response = page(
        "portal/report_barrier.html",
        status=STATUS[type(refusal)] if refusal else 200,
        entered=Fields(texts),
        faults=faults,
        errors=faults_by_field(faults),
        form_token=guard.form_token(stranger),
        days=settings().notification_days,
    )
    response.headers.update(HEADERS)
    guard.set_cookie(response, guard.STRANGER, stranger)
    if isinstance(refusal, TooOftenError):
        response.headers["Retry-After"] = str(refusal.context["retry_after"])
    return response
