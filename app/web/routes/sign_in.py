"""Signing in and out with a browser."""

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from app.actions.sign_in import sign_in, sign_out, sign_out_everywhere
from app.errors import ForeignFormError, NotSignedInError, Refusal, TooOftenError
from app.fields import Name
from app.messages import explain
from app.settings import settings
from app.throttle import site_of, throttle
from app.web import guard
from app.web.deps import ActingAnybody, StrangersForm, WriteSession
from app.web.forms import Entered, Fault
from app.web.notices import NOTICES
from app.web.visit import lead_to, show

router = APIRouter(include_in_schema=False)

STATUS: Final[dict[type[Refusal], int]] = {NotSignedInError: 401, ForeignFormError: 403, TooOftenError: 429}
_name: Final = TypeAdapter(Name)


@router.get("/sign-in")
def show_sign_in(request: Request, to: str = "/", said: str = "") -> Response:
    """Show the form to sign in with; it leads to where somebody wanted to go."""
    return _form(request, to=to, notice=NOTICES.get(said))


@router.post("/sign-in")
def take_sign_in(
    request: Request,
    session: WriteSession,
    form: StrangersForm,
) -> Response:
    """Sign in with address and password; the answer is the same whether the account exists or not."""
    entered = Entered.of(form)
    try:
        token = _sign_in(request, session, entered)
    except (NotSignedInError, ForeignFormError, TooOftenError) as refusal:
        session.rollback()
        return _form(request, to=entered.text("to"), email=entered.text("email"), refusal=refusal)
    to = entered.text("to")
    response = lead_to(to if guard.is_own_path(to) else "/")
    guard.set_cookie(response, guard.SESSION, token)
    guard.drop_cookie(response, guard.STRANGER)
    return response


@router.post("/sign-out")
def take_sign_out(visit: ActingAnybody) -> Response:
    """Sign out in this browser."""
    sign_out(visit.session, visit.actor, visit.sign_in_sha256)
    return _leave("signed-out")


@router.post("/sign-out-everywhere")
def take_sign_out_everywhere(visit: ActingAnybody) -> Response:
    """Sign out here, in every other browser and in every program."""
    sign_out_everywhere(visit.session, visit.actor)
    return _leave("signed-out-everywhere")


def _sign_in(request: Request, session: Session, entered: Entered) -> str:
    """Return the token of a new sign-in. Raises ForeignFormError, TooOftenError, NotSignedInError."""
    guard.ensure_own_form(request, guard.read_cookie(request, guard.STRANGER), entered.text(guard.FIELD))
    throttle().count(throttle().sign_in_by_address, site_of(request.client.host if request.client else ""))
    email = entered.take("email", _name) or ""
    throttle().count(throttle().sign_in_by_account, email.strip().lower())
    token, _ = sign_in(
        session,
        email=email,
        password=entered.texts.get("password", ""),
        otp=entered.text("otp").replace(" ", "") or None,
        settings=settings(),
        in_browser=True,
    )
    return token


def _form(
    request: Request, *, to: str, email: str = "", notice: str | None = None, refusal: Refusal | None = None
) -> HTMLResponse:
    stranger = guard.read_cookie(request, guard.STRANGER) or guard.new_stranger()
    status = 200 if refusal is None else STATUS[type(refusal)]
    sentence = None if refusal is None else explain(refusal.key, **refusal.context)
    is_about_code = refusal is not None and refusal.key.startswith("otp-")
    response = show(
        "desk/sign_in.html",
        status=status,
        faults=[Fault("otp" if is_about_code else "email", sentence)] if sentence else [],
        form_token=guard.form_token(stranger),
        notice=notice,
        to=to if guard.is_own_path(to) else "/",
        email=email,
    )
    guard.set_cookie(response, guard.STRANGER, stranger)
    if isinstance(refusal, TooOftenError):
        response.headers["Retry-After"] = str(refusal.context["retry_after"])
    return response


def _leave(said: str) -> Response:
    response = lead_to("/sign-in", said=said)
    guard.drop_cookie(response, guard.SESSION)
    return response
