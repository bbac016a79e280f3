"""Changing an account's name and address; nobody overwrites what somebody else saved meanwhile."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.managing import ensure_manages, find_managed
from app.actions.users import change_user
from app.errors import NotFoundError, Refusal
from app.fields import Name, Title
from app.models import User
from app.queries.events import find_last_change
from app.queries.users import get_user
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_by_field, faults_of_refusal
from app.web.seen import compare, mark
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/admin/users", include_in_schema=False)

LABELS: Final = {"name": "Name", "email": "E-Mail-Adresse"}
_title, _name = TypeAdapter(Title), TypeAdapter(Name)


@router.get("/{user_id}/edit")
def show_edit(visit: Looking, user_id: UUID) -> Response:
    """Show the form to change name and address with."""
    user = get_user(visit.session, visit.actor, user_id).user
    ensure_manages(visit.actor, user)
    return _edit(
        visit, user, Fields({"name": user.name, "email": user.email or "", "seen": mark(_seen(user))})
    )


@router.post("/{user_id}/edit")
def take_edit(visit: Acting, form: Form, user_id: UUID) -> Response:
    """Change name and address, unless somebody else did so meanwhile: then both are shown."""
    entered = Entered.of(form)
    user = find_managed(visit.session, visit.actor, user_id)
    mine = {"Name": entered.text("name").strip()}
    if user.owner_id is None:
        mine["E-Mail-Adresse"] = entered.text("email").strip().lower()
    if entered.text("seen") != mark(_seen(user)) and (differences := compare(mine, _seen(user))):
        return visit.show(
            "desk/admin/conflict.html",
            status=412,
            title=f"{user.name}: zwei Stände",
            path=f"/admin/users/{user_id}/edit",
            back=f"/admin/users/{user_id}",
            differences=differences,
            last=find_last_change(visit.session, user.id),
            mine=dict(entered.texts) | {"seen": mark(_seen(user))},
        )
    try:
        with visit.session.begin_nested():
            _change(visit, user, entered)
    except NotFoundError:
        raise
    except Refusal as refusal:
        visit.session.refresh(user)
        return _edit(visit, user, Fields(entered.texts), faults_of_refusal(refusal, "name", LABELS))
    return lead_to(f"/admin/users/{user_id}", said="user-changed")


def _change(visit: Visit, user: User, entered: Entered) -> None:
    is_person = user.owner_id is None
    entered.need("name", *(["email"] if is_person else []))
    name = entered.take_if_any("name", _title)
    email = entered.take_if_any("email", _name) if is_person else None
    entered.ensure_clean()
    change_user(visit.session, visit.actor, user, email=email, name=name)


def _seen(user: User) -> Mapping[str, str]:
    """Return what the form shows of an account."""
    return {"Name": user.name} | ({"E-Mail-Adresse": user.email} if user.email else {})


def _edit(visit: Visit, user: User, entered: Fields, faults: list[Fault] | None = None) -> Response:
    return visit.show(
        "desk/admin/edit.html",
        status=422 if faults else 200,
        user=user,
        entered=entered,
        faults=faults or [],
        errors=faults_by_field(faults or []),
    )
