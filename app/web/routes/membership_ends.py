"""Ending a role of an account, after it was confirmed."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.actions.memberships import end_membership
from app.web.deps import Acting, Form, Looking
from app.web.fresh import ask_to_sign_in, is_fresh
from app.web.roles import say_role
from app.web.routes.memberships import find_role, show_gone
from app.web.visit import lead_to

router = APIRouter(prefix="/admin/users/{user_id}/roles/{role_id}", include_in_schema=False)


@router.get("/end")
def show_end(visit: Looking, user_id: UUID, role_id: UUID) -> Response:
    """Ask whether the role is to end, and say what follows from it."""
    row = find_role(visit, user_id, role_id)
    if row is None:
        return show_gone(visit, user_id)
    if not is_fresh(visit):
        return ask_to_sign_in(visit.request.url.path)
    return visit.show(
        "desk/admin/confirm.html",
        question="Rolle beenden?",
        about=f"{row.user.name}: {say_role(row)}",
        consequence="Die Rolle endet sofort und ganz, alle Anmeldungen des Kontos enden. Wer sich wieder anmeldet, hat sie "
        "nicht mehr. Soll sie an einem bestimmten Tag enden, ändern Sie bitte stattdessen ihren letzten Tag.",
        button_label="Rolle beenden",
        back=f"/admin/users/{user_id}",
    )


@router.post("/end")
def take_end(visit: Acting, _form: Form, user_id: UUID, role_id: UUID) -> Response:
    """Take the role away; what the account is signed in to ends."""
    if not is_fresh(visit):
        return ask_to_sign_in(visit.request.url.path)
    row = find_role(visit, user_id, role_id, is_to_change=True)
    if row is None:
        return show_gone(visit, user_id)
    end_membership(visit.session, visit.actor, row)
    return lead_to(f"/admin/users/{user_id}", said="role-ended")
