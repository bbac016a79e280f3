"""One's own account: roles, where one is signed in, the password, the second factor."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.passwords import change_password
from app.actions.second_factors import begin_second_factor, confirm_second_factor
from app.errors import InvalidError, WrongStateError
from app.fields import Name
from app.messages import explain
from app.models import User
from app.queries.sign_ins import list_own_sign_ins
from app.settings import settings
from app.throttle import throttle
from app.web.deps import ActingAnybody, Form, Looking, LookingAnybody
from app.web.forms import Entered, Fault, faults_by_field, faults_of
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/account", include_in_schema=False)
_word: Final = TypeAdapter(Name)


@router.get("")
def show_account(visit: Looking) -> Response:
    """Show one's own account: roles, and where one is signed in."""
    return visit.show(
        "desk/account.html",
        user=visit.session.get_one(User, visit.actor.user_id),
        sign_ins=list_own_sign_ins(visit.session, visit.actor),
    )


@router.get("/of/{user_id}")
def lead_to_account(visit: LookingAnybody, user_id: UUID) -> Response:
    """Lead to one's own account, or to somebody else's page in the administration: notices name both alike."""
    return lead_to("/account" if user_id == visit.actor.user_id else f"/admin/users/{user_id}")


@router.get("/password")
def show_password(visit: LookingAnybody) -> Response:
    """Show the form to choose a new password with."""
    return visit.show("desk/password.html", faults=[], errors={})


@router.post("/password")
def take_password(visit: ActingAnybody, form: Form) -> Response:
    """Choose a new password; every other sign-in ends."""
    entered = Entered.of(form)
    _count(visit)
    try:
        with visit.session.begin_nested():
            current, new = entered.texts.get("current", ""), entered.texts.get("password", "")
            change_password(
                visit.session, visit.actor, current=current, new=new, token_sha256=visit.sign_in_sha256
            )
    except InvalidError as refusal:
        faults = faults_of(refusal.issues)
        return visit.show("desk/password.html", status=422, faults=faults, errors=faults_by_field(faults))
    return lead_to("/account", said="password-changed")


@router.get("/second-factor")
def show_second_factor(visit: LookingAnybody) -> Response:
    """Show how to set up a second factor."""
    return _factor(visit)


@router.post("/second-factor")
def take_second_factor(visit: ActingAnybody, form: Form) -> Response:
    """Begin to set up a second factor, or confirm it with a first code."""
    entered = Entered.of(form)
    _count(visit)
    secret = entered.text("secret")
    uri = entered.text("uri") if entered.text("uri").startswith("otpauth://") else ""
    try:
        with visit.session.begin_nested():
            if secret:
                confirm_second_factor(
                    visit.session,
                    visit.actor,
                    code=entered.text("otp").replace(" ", ""),
                    token_sha256=visit.sign_in_sha256,
                    settings=settings(),
                )
                return lead_to("/account", said="second-factor-set")
            password = entered.texts.get("password", "")
            secret, uri = begin_second_factor(
                visit.session, visit.actor, password=password, settings=settings()
            )
    except InvalidError as refusal:
        return _factor(visit, secret=secret, uri=uri, faults=faults_of(refusal.issues))
    except WrongStateError as refusal:
        return _factor(visit, faults=[Fault("password", explain(refusal.key))])
    return _factor(visit, secret=secret, uri=uri)


def _factor(visit: Visit, *, secret: str = "", uri: str = "", faults: list[Fault] | None = None) -> Response:
    return visit.show(
        "desk/second_factor.html",
        status=422 if faults else 200,
        secret=secret,
        uri=uri,
        faults=faults or [],
        errors=faults_by_field(faults or []),
    )


def _count(visit: Visit) -> None:
    throttle().count(throttle().sign_in_by_account, str(visit.actor.user_id))
