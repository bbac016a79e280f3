"""Adding somebody: with an invitation by mail, or an initial password that is shown this once."""

from typing import Final

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.account_links import invite_user
from app.actions.managing import ensure_manages_users
from app.actions.users import create_user
from app.errors import InvalidError, Issue, Refusal
from app.fields import Name, Title
from app.models import User
from app.queries.persons import find_user_id
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_by_field, faults_of_refusal
from app.web.fresh import ask_to_sign_in, is_fresh
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/admin/users", include_in_schema=False)

LABELS: Final = {
    "name": "Name",
    "email": "E-Mail-Adresse",
    "same_person_as": "Anderes Konto derselben Person",
}
_title, _name = TypeAdapter(Title), TypeAdapter(Name)


@router.get("/new")
def show_new(visit: Looking) -> Response:
    """Show the form to add somebody with."""
    ensure_manages_users(visit.actor)
    return _new(visit) if is_fresh(visit) else ask_to_sign_in("/admin/users/new")


@router.post("/new")
def take_new(visit: Acting, form: Form) -> Response:
    """Add an account; the person gets a link by mail, or the initial password is shown this once."""
    entered = Entered.of(form)
    ensure_manages_users(visit.actor)
    if not is_fresh(visit):
        return ask_to_sign_in("/admin/users/new")
    try:
        with visit.session.begin_nested():
            user, password = _create(visit, entered)
            if entered.text("first_sign_in") != "password":
                invite_user(visit.session, visit.actor, user.id)
    except Refusal as refusal:
        return _new(visit, faults_of_refusal(refusal, "email", LABELS), entered)
    if entered.text("first_sign_in") != "password":
        return lead_to(f"/admin/users/{user.id}", said="user-invited")
    return visit.show("desk/admin/password.html", user=user, password=password)


def _create(visit: Visit, entered: Entered) -> tuple[User, str]:
    entered.need("name", "email")
    name, email = entered.take_if_any("name", _title), entered.take_if_any("email", _name)
    other = entered.take_if_any("same_person_as", _name)
    entered.ensure_clean()
    same = find_user_id(visit.session, visit.actor, other) if other else None
    if other and same is None:
        raise InvalidError(issues=[Issue("same_person_as", "address-unknown")])
    return create_user(visit.session, visit.actor, email=email or "", name=name or "", same_person_as=same)


def _new(visit: Visit, faults: list[Fault] | None = None, entered: Entered | None = None) -> Response:
    return visit.show(
        "desk/admin/new.html",
        status=422 if faults else 200,
        faults=faults or [],
        errors=faults_by_field(faults or []),
        entered=Fields(entered.texts if entered else {}),
    )
