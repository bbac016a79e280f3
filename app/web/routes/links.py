"""The pages around one-time links: asking for one, and using one.

Opening a link changes nothing, for programs that look into mails open every link. The forms need no token against
forgery: no cookie says who asks, and the secret, where there is one, is in the address.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from app import db
from app.actions.account_links import ask_for_link, use_link
from app.errors import InvalidError, TooOftenError
from app.messages import explain
from app.throttle import site_of, throttle
from app.web.forms import Fault, faults_by_field, faults_of
from app.web.pages import page
from app.web.visit import HEADERS

router = APIRouter(prefix="/account", include_in_schema=False)


@router.get("/forgotten")
def show_request() -> Response:
    """Ask for which account a new password is wanted."""
    return _show("account/forgotten.html", 200, [])


@router.post("/forgotten")
def ask_for_password(request: Request, email: Annotated[str, Form(max_length=320)]) -> Response:
    """Let a link be mailed, if there is such an account; the answer is the same for every address."""
    try:
        _count(request, email.strip().lower())
    except TooOftenError as error:
        return _show("account/forgotten.html", 429, [_too_often("email", error)])
    with db.transaction() as session:
        ask_for_link(session, email=email)
    return _show("account/forgotten.html", 200, [], is_done=True)


@router.get("/link/{token}")
def show_form(token: str) -> Response:  # noqa: ARG001 - not looked at before it is used
    """Ask for the new password. Whether the link is good is told only to whoever uses it."""
    return _show("account/link.html", 200, [])


@router.post("/link/{token}")
def choose_password(
    request: Request, token: str, password: Annotated[str, Form(max_length=1000)]
) -> Response:
    """Set the password, or say what is wrong with it or with the link."""
    try:
        _count(request, token)
        with db.transaction() as session:
            use_link(session, token=token, password=password)
    except InvalidError as error:
        return _show("account/link.html", 422, faults_of(error.issues, {"token": "password"}))
    except TooOftenError as error:
        return _show("account/link.html", 429, [_too_often("password", error)])
    return _show("account/link.html", 200, [], is_done=True)


def _count(request: Request, who: str) -> None:
    """Count a try from this address and for this account or link. Raises TooOftenError."""
    throttle().count(throttle().sign_in_by_address, site_of(request.client.host if request.client else ""))
    throttle().count(throttle().sign_in_by_account, who)


def _too_often(field: str, error: TooOftenError) -> Fault:
    return Fault(field, explain(error.key, **error.context))


def _show(template: str, status: int, faults: list[Fault], **values: Any) -> Response:
    shown: dict[str, Any] = {"faults": faults, "errors": faults_by_field(faults), "is_done": False} | values
    answer = page(template, status=status, **shown)
    answer.headers.update(HEADERS | {"Referrer-Policy": "no-referrer"})
    return answer
