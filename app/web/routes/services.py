"""Dienstkonten: accounts of programs, and who answers for each."""

from typing import Final

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app import clock
from app.actions.managing import ensure_manages_users
from app.actions.users import create_service
from app.errors import InvalidError, Issue, NotAllowedError, Refusal
from app.fields import Name, Title
from app.models import User
from app.queries.persons import find_user_id
from app.queries.user_filter import UserFilter, UserOrder
from app.queries.users import list_users
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_by_field, faults_of_refusal
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/admin/services", include_in_schema=False)

PAGE_LENGTH: Final = 50
LABELS: Final = {"name": "Name", "owner": "Verantwortlich"}
_title, _name = TypeAdapter(Title), TypeAdapter(Name)


@router.get("")
def show_services(visit: Looking, after: str | None = None) -> Response:
    """Show the accounts of programs by name, and who answers for them."""
    wanted = UserFilter(is_service=True)
    page = list_users(
        visit.session, visit.actor, wanted, order=UserOrder.NAME, limit=PAGE_LENGTH, after=after
    )
    return visit.show("desk/admin/services.html", views=page.items, next=page.next, today=clock.today())


@router.get("/new")
def show_new(visit: Looking) -> Response:
    """Show the form to add a program's account with."""
    ensure_manages_users(visit.actor)
    return _show(visit)


@router.post("/new")
def take_new(visit: Acting, form: Form) -> Response:
    """Add an account for a program; its owner makes tokens for it."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            service = _create(visit, entered)
    except NotAllowedError:
        raise
    except Refusal as refusal:
        return _show(visit, faults_of_refusal(refusal, "name", LABELS), entered)
    return lead_to(f"/admin/users/{service.id}", said="service-made")


def _create(visit: Visit, entered: Entered) -> User:
    entered.need("name", "owner")
    name, owner = entered.take_if_any("name", _title), entered.take_if_any("owner", _name)
    entered.ensure_clean()
    owner_id = find_user_id(visit.session, visit.actor, owner or "")
    if owner_id is None:
        raise InvalidError(issues=[Issue("owner", "address-unknown")])
    return create_service(visit.session, visit.actor, name=name or "", owner_id=owner_id)


def _show(visit: Visit, faults: list[Fault] | None = None, entered: Entered | None = None) -> Response:
    return visit.show(
        "desk/admin/service_new.html",
        status=422 if faults else 200,
        faults=faults or [],
        errors=faults_by_field(faults or []),
        entered=Fields(entered.texts if entered else {}),
    )
