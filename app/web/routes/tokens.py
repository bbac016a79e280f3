"""API tokens of one's own: for programs, shown once, revoked at any time."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter
from starlette.datastructures import FormData

from app import clock
from app.actions.tokens import LONGEST_LIFE, create_token, revoke_token
from app.errors import InvalidError, Issue, SignInTooOldError
from app.fields import Title
from app.identity import ensure_recent
from app.models.user import TokenScope
from app.queries.tokens import list_tokens
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_by_field, faults_of
from app.web.moments import start_of
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/account/tokens", include_in_schema=False)

PAGE: Final = 50
"""Tokens on a page."""
DAYS: Final = 30
"""How long a token is proposed to hold."""
LABELS: Final = {
    "name": "Name",
    "scopes": "Umfang",
    "organisation": "Stelle",
    "last_day": "Letzter Tag",
}
_name: Final = TypeAdapter(Title)


@router.get("")
def show_tokens(visit: Looking, after: str | None = None) -> Response:
    """Show one's tokens and the form for a new one."""
    return _show(visit, after=after)


@router.post("")
def take_token(visit: Acting, form: Form) -> Response:
    """Make a token and show it, this once: no address could show it again, so this form is answered by a page."""
    entered = Entered.of(form)
    try:
        ensure_recent(visit.session, visit.actor)
        with visit.session.begin_nested():
            made = _make(visit, entered, form)
    except SignInTooOldError:
        return lead_to("/sign-in?to=/account/tokens", said="reauth")
    except InvalidError as refusal:
        faults = faults_of(refusal.issues, {"expires_at": "last_day"}, LABELS)
        return _show(visit, texts=entered.texts, scopes=_scopes_of(form), faults=faults)
    return _show(visit, made=made)


@router.post("/{token_id}/revoke")
def take_revocation(visit: Acting, form: Form, token_id: UUID) -> Response:  # noqa: ARG001 - every form is checked
    """Make a token good for nothing at once."""
    revoke_token(visit.session, visit.actor, token_id)
    return lead_to("/account/tokens", said="token-revoked")


def _make(visit: Visit, entered: Entered, form: FormData) -> str:
    entered.need("name")
    name = entered.take_if_any("name", _name)
    end = start_of(entered.text("last_day"), days=1)
    scopes = [scope for scope in TokenScope if scope.value in _scopes_of(form)]
    if not scopes:
        entered.issues.append(Issue("scopes", "missing"))
    if end is None:
        entered.issues.append(Issue("last_day", "missing"))
    entered.ensure_clean()
    assert name is not None  # noqa: S101 - needed above
    assert end is not None  # noqa: S101 - an issue above
    token, _ = create_token(
        visit.session,
        visit.actor,
        name=name,
        scopes=scopes,
        expires=clock.from_instant(end),
        organisation=entered.text("organisation") or None,
        service_id=None,
    )
    return token


def _scopes_of(form: FormData) -> set[str]:
    return {value for value in form.getlist("scopes") if isinstance(value, str)}


def _show(
    visit: Visit,
    *,
    texts: Mapping[str, str] | None = None,
    scopes: set[str] | None = None,
    after: str | None = None,
    made: str | None = None,
    faults: list[Fault] | None = None,
) -> Response:
    today = clock.today()
    found = list_tokens(visit.session, visit.actor, limit=PAGE, after=after)
    return visit.show(
        "desk/tokens.html",
        status=422 if faults else 200,
        tokens=found.items,
        next=found.next,
        made=made,
        organisations=sorted({grant.abbreviation for grant in visit.actor.grants}),
        first_day=today,
        last_day=today + LONGEST_LIFE - timedelta(days=1),
        entered=Fields(texts or {"last_day": str(today + timedelta(days=DAYS))}),
        chosen=scopes or set(),
        faults=faults or [],
        errors=faults_by_field(faults or []),
    )
