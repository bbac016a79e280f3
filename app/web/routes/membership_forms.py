"""Giving an account a role of its own, or letting it deputise in somebody else's."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.managing import ensure_manages
from app.actions.memberships import add_membership
from app.editorial.memberships import Terms
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, Refusal
from app.fields import Abbreviation
from app.models.user import Role
from app.queries.channels import list_entrustable
from app.queries.deputies import list_deputisable
from app.queries.organisations import list_organisations
from app.queries.users import get_user
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_by_field
from app.web.fresh import ask_to_sign_in, is_fresh
from app.web.role_fields import faults_of_terms, take_changes, take_days
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/admin/users/{user_id}", include_in_schema=False)

MOST: Final = 1000
"""How many organisations a form offers."""
_role, _abbreviation = TypeAdapter(Role), TypeAdapter(Abbreviation)


@router.get("/roles/new")
def show_new(visit: Looking, user_id: UUID) -> Response:
    """Show the form to give a role with; what the address says stands in it already."""
    return _show_if_fresh(visit, user_id, "new")


@router.post("/roles/new")
def take_new(visit: Acting, form: Form, user_id: UUID) -> Response:
    """Give the account a role; what it is signed in to ends."""
    return _give(visit, Entered.of(form), user_id, "new")


@router.get("/roles/deputy")
def show_deputy(visit: Looking, user_id: UUID) -> Response:
    """Show the form to let the account deputise with."""
    return _show_if_fresh(visit, user_id, "deputy")


@router.post("/roles/deputy")
def take_deputy(visit: Acting, form: Form, user_id: UUID) -> Response:
    """Let the account deputise for somebody: in their role, with their channels, until a day."""
    return _give(visit, Entered.of(form), user_id, "deputy")


def _give(visit: Visit, entered: Entered, user_id: UUID, kind: str) -> Response:
    ensure_manages(visit.actor, get_user(visit.session, visit.actor, user_id).user)
    if not is_fresh(visit):
        kept = {name: value for name, value in entered.texts.items() if value and name != "form_token"}
        return ask_to_sign_in(f"/admin/users/{user_id}/roles/{kind}?{urlencode(kept)}")
    try:
        with visit.session.begin_nested():
            place, terms = (_read if kind == "new" else _read_deputy)(visit, entered, user_id)
            entered.ensure_clean()
            add_membership(visit.session, visit.actor, user_id=user_id, organisation=place, terms=terms)
    except (NotFoundError, NotAllowedError):
        raise
    except Refusal as refusal:
        return _show(visit, user_id, kind, dict(entered.texts), faults_of_terms(refusal))
    return lead_to(f"/admin/users/{user_id}", said="role-given")


def _read(visit: Visit, entered: Entered, _: UUID) -> tuple[str, Terms]:
    """Return where and on which terms the role is to be given."""
    entered.need("role", "organisation")
    role = entered.take_if_any("role", _role)
    place = entered.take_if_any("organisation", _abbreviation)
    changes = take_changes(entered, list_entrustable(visit.session))
    entered.ensure_clean()
    return place or "", Terms(role or Role.SERVICE, **changes)


def _read_deputy(visit: Visit, entered: Entered, user_id: UUID) -> tuple[str, Terms]:
    """Return the same for a deputy: the role, channels and right to approve of whom they stand in for."""
    entered.need("instead_of", "valid_to")
    user = get_user(visit.session, visit.actor, user_id).user
    possible = list_deputisable(visit.session, visit.actor, user)
    row = next((row for row in possible if str(row.id) == entered.text("instead_of")), None)
    begin, end = take_days(entered)
    if row is None and entered.text("instead_of"):
        entered.issues.append(Issue("instead_of", "deputy-without-role"))
    if row is None or entered.issues:
        raise InvalidError(issues=entered.issues)
    channels = tuple(entry.channel_id for entry in row.entrusted)
    return row.organisation.abbreviation, Terms(row.role, row.can_approve, begin, end, row.user_id, channels)


def _show_if_fresh(visit: Visit, user_id: UUID, kind: str) -> Response:
    query = dict(visit.request.query_params)
    ensure_manages(visit.actor, get_user(visit.session, visit.actor, user_id).user)
    if not is_fresh(visit):
        return ask_to_sign_in(visit.request.url.path + (f"?{urlencode(query)}" if query else ""))
    return _show(visit, user_id, kind, query)


def _show(
    visit: Visit, user_id: UUID, kind: str, texts: dict[str, str], faults: list[Fault] | None = None
) -> Response:
    view = get_user(visit.session, visit.actor, user_id)
    is_service = view.user.owner_id is not None
    offered: dict[str, object] = {"possible": list_deputisable(visit.session, visit.actor, view.user)}
    if kind == "new":
        offered = {
            "offered_roles": [role for role in Role if (role is Role.SERVICE) == is_service],
            "organisations": list_organisations(visit.session, limit=MOST, after=None).items,
            "channels": list_entrustable(visit.session),
        }
    return visit.show(
        f"desk/admin/role_{kind}.html",
        status=422 if faults else 200,
        user=view.user,
        entered=Fields(texts),
        faults=faults or [],
        errors=faults_by_field(faults or []),
        **offered,
    )
