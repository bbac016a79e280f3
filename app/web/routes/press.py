"""Pressedatenbanken: which may say what is published, in the hands of the administration.

A secret stands only on the page that answers the form which made it: no address shows it again (SECURITY CC-05).
"""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.press import connect_press, disconnect_press, ensure_manages_press, renew_press_secret
from app.errors import NotFoundError, Refusal
from app.fields import Title
from app.models import PressConnection
from app.queries.packages import list_press_connections
from app.settings import settings
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, faults_of_refusal
from app.web.fresh import ask_to_sign_in, is_fresh
from app.web.pages import absolute
from app.web.routes.themes import form_frame
from app.web.visit import Visit, lead_to

PLACE = "/admin/press"
router = APIRouter(prefix=PLACE, include_in_schema=False)
_title = TypeAdapter(Title)


@router.get("")
def show_connections(visit: Looking) -> Response:
    """Show the press databases that are connected, and the form for another one."""
    ensure_manages_press(visit.actor)
    return _show(visit)


@router.post("")
def take_new(visit: Acting, form: Form) -> Response:
    """Connect a press database, and show its secret this once."""
    ensure_manages_press(visit.actor)
    if not is_fresh(visit):
        return ask_to_sign_in(PLACE)
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            entered.need("name")
            name = entered.take_if_any("name", _title)
            entered.ensure_clean()
            secret, row = connect_press(visit.session, visit.actor, name=name or "", settings=settings())
    except Refusal as refusal:
        return _show(visit, entered, faults_of_refusal(refusal, "name", {"name": "Name"}))
    return _show_secret(visit, row, secret, is_renewed=False)


@router.post("/{connection_id}")
def take_step(visit: Acting, form: Form, connection_id: UUID) -> Response:
    """Renew the secret of a press database, which is shown this once, or disconnect it."""
    ensure_manages_press(visit.actor)
    if not is_fresh(visit):
        return ask_to_sign_in(PLACE)
    match Entered.of(form).text("do"):
        case "renew":
            secret, row = renew_press_secret(visit.session, visit.actor, connection_id, settings=settings())
            return _show_secret(visit, row, secret, is_renewed=True)
        case "disconnect":
            disconnect_press(visit.session, visit.actor, connection_id)
            return lead_to(PLACE, said="press-disconnected")
        case _:
            raise NotFoundError


def _show(visit: Visit, entered: Entered | None = None, faults: list[Fault] | None = None) -> Response:
    return visit.show(
        "desk/packages/press.html",
        status=422 if faults else 200,
        connections=list_press_connections(visit.session),
        **form_frame(entered, faults),
    )


def _show_secret(visit: Visit, row: PressConnection, secret: str, *, is_renewed: bool) -> Response:
    return visit.show(
        "desk/packages/secret.html",
        connection=row,
        secret=secret,
        is_renewed=is_renewed,
        address=absolute(f"/api/v1/press-connections/{row.id}/events"),
    )
