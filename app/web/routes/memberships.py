"""One role of an account: changing its days, channels and right to approve."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Response

from app.actions.managing import ensure_manages
from app.actions.memberships import change_membership, terms_of
from app.editorial.memberships import LIMITED_TO_CHANNELS
from app.errors import NotAllowedError, NotFoundError, Refusal
from app.messages import explain
from app.models import Channel, Membership
from app.queries.channels import list_entrustable
from app.queries.events import find_last_change
from app.queries.memberships import get_membership
from app.queries.users import get_user
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_by_field
from app.web.fresh import ask_to_sign_in, is_fresh
from app.web.role_fields import faults_of_terms, fields_of, take_changes, tell_terms
from app.web.roles import say_role
from app.web.routes.user_page import show_one
from app.web.seen import Difference, compare, mark
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/admin/users/{user_id}/roles/{role_id}", include_in_schema=False)


@router.get("")
def show_role(visit: Looking, user_id: UUID, role_id: UUID) -> Response:
    """Show the form to change a role with."""
    row = find_role(visit, user_id, role_id)
    if row is None:
        return show_gone(visit, user_id)
    if not is_fresh(visit):
        return ask_to_sign_in(visit.request.url.path)
    texts = fields_of(terms_of(row)) | {"seen": mark(fields_of(terms_of(row)))}
    return _show(visit, row, Fields(texts))


@router.post("")
def take_role(visit: Acting, form: Form, user_id: UUID, role_id: UUID) -> Response:
    """Change a role, unless somebody else did so meanwhile: then both are shown."""
    entered = Entered.of(form)
    if not is_fresh(visit):
        return ask_to_sign_in(visit.request.url.path)
    row = find_role(visit, user_id, role_id, is_to_change=True)
    if row is None:
        return show_gone(visit, user_id)
    channels, saved = _channels(visit, row), terms_of(row)
    changes = take_changes(entered, channels)
    told, was = tell_terms(replace(saved, **changes), channels), tell_terms(saved, channels)
    if entered.text("seen") != mark(fields_of(saved)) and (differences := compare(told, was)):
        return _show_both(visit, row, entered, differences)
    try:
        with visit.session.begin_nested():
            entered.ensure_clean()
            change_membership(visit.session, visit.actor, row, changes)
    except NotAllowedError:
        raise
    except Refusal as refusal:
        visit.session.refresh(row)
        return _show(visit, row, Fields(entered.texts), faults_of_terms(refusal))
    return lead_to(f"/admin/users/{user_id}", said="role-changed")


def find_role(visit: Visit, user_id: UUID, role_id: UUID, *, is_to_change: bool = False) -> Membership | None:
    """Return the account's role; None where somebody has ended it. Raises OwnAccountError."""
    ensure_manages(visit.actor, get_user(visit.session, visit.actor, user_id).user)
    try:
        row = get_membership(visit.session, visit.actor, role_id, is_to_change=is_to_change)
    except NotFoundError:
        return None
    return row if row.user_id == user_id else None


def show_gone(visit: Visit, user_id: UUID) -> Response:
    """Return the page of the account, saying that somebody else has ended the role."""
    return show_one(visit, user_id, [Fault("roles", explain("role-gone"))], status=409)


def _channels(visit: Visit, row: Membership) -> Sequence[Channel]:
    """Return the channels that a role can name, and those that it does."""
    return list_entrustable(visit.session, also=[entry.channel_id for entry in row.entrusted])


def _show(visit: Visit, row: Membership, entered: Fields, faults: list[Fault] | None = None) -> Response:
    return visit.show(
        "desk/admin/role.html",
        status=422 if faults else 200,
        row=row,
        role=say_role(row),
        channels=_channels(visit, row) if row.role in LIMITED_TO_CHANNELS else [],
        entered=entered,
        faults=faults or [],
        errors=faults_by_field(faults or []),
    )


def _show_both(
    visit: Visit, row: Membership, entered: Entered, differences: Sequence[Difference]
) -> Response:
    return visit.show(
        "desk/admin/conflict.html",
        status=412,
        title=f"Rolle von {row.user.name}: zwei Stände",
        path=visit.request.url.path,
        back=f"/admin/users/{row.user_id}",
        differences=differences,
        last=find_last_change(visit.session, row.id),
        mine=dict(entered.texts) | {"seen": mark(fields_of(terms_of(row)))},
    )
