"""Signing in and out, and who one is."""

from fastapi import APIRouter, Response

from app.actions.account_links import ask_for_link, use_link
from app.actions.passwords import change_password
from app.actions.second_factors import begin_second_factor, confirm_second_factor
from app.actions.sign_in import sign_in, sign_out
from app.api.deps import AnybodyDep, SessionDep, TokenDep
from app.api.schemas.auth import (
    ConfirmIn,
    FactorIn,
    FactorOut,
    ForgottenIn,
    LinkIn,
    MeOut,
    RoleOut,
    TokenIn,
    TokenOut,
)
from app.api.schemas.users import PasswordIn
from app.api.throttling import AddressDep
from app.models import User
from app.settings import settings
from app.throttle import throttle

router = APIRouter(tags=["Sign-in"])


@router.post("/auth/token")
def create_token(body: TokenIn, session: SessionDep, address: AddressDep, response: Response) -> TokenOut:
    """Sign in and get a bearer token for at most ten hours."""
    throttle().count(throttle().sign_in_by_address, address)
    throttle().count(throttle().sign_in_by_account, body.email.strip().lower())
    response.headers["Cache-Control"] = "no-store"
    token, entry = sign_in(
        session, email=body.email, password=body.password, otp=body.otp, settings=settings()
    )
    return TokenOut(access_token=token, expires_at=entry.expires_at)


@router.delete("/auth/token", status_code=204)
def delete_token(session: SessionDep, actor: AnybodyDep, token: TokenDep) -> None:
    """Sign out: the token of this request is good for nothing from now on."""
    sign_out(session, actor, token.sha256)


@router.post("/auth/password", status_code=204)
def choose_password(body: PasswordIn, session: SessionDep, actor: AnybodyDep, token: TokenDep) -> None:
    """Choose a new password for oneself; all other sign-ins of the account end."""
    throttle().count(throttle().sign_in_by_account, str(actor.user_id))
    change_password(session, actor, current=body.current, new=body.password, token_sha256=token.sha256)


@router.post("/auth/forgotten", status_code=202, response_class=Response)
def ask_for_password(body: ForgottenIn, session: SessionDep, address: AddressDep) -> None:
    """Ask for a link by mail to choose a new password; the answer is the same for every address."""
    throttle().count(throttle().sign_in_by_address, address)
    throttle().count(throttle().sign_in_by_account, body.email.strip().lower())
    ask_for_link(session, email=body.email)


@router.post("/auth/link", status_code=204)
def choose_by_link(body: LinkIn, session: SessionDep, address: AddressDep) -> None:
    """Choose a password with the token of a one-time link; all sign-ins of the account end."""
    throttle().count(throttle().sign_in_by_address, address)
    throttle().count(throttle().sign_in_by_account, body.token)
    use_link(session, token=body.token, password=body.password)


@router.post("/auth/totp", status_code=201)
def enrol(body: FactorIn, session: SessionDep, actor: AnybodyDep, response: Response) -> FactorOut:
    """Begin to set up a second factor: its secret is shown this once, and a first code confirms it."""
    throttle().count(throttle().sign_in_by_account, str(actor.user_id))
    response.headers["Cache-Control"] = "no-store"
    secret, uri = begin_second_factor(session, actor, password=body.password, settings=settings())
    return FactorOut(secret=secret, uri=uri)


@router.post("/auth/totp/confirm", status_code=204)
def confirm(body: ConfirmIn, session: SessionDep, actor: AnybodyDep, token: TokenDep) -> None:
    """Confirm the second factor with a first code: from now on every sign-in needs one, and all others end."""
    throttle().count(throttle().sign_in_by_account, str(actor.user_id))
    confirm_second_factor(session, actor, code=body.otp, token_sha256=token.sha256, settings=settings())


@router.get("/me")
def read_me(session: SessionDep, actor: AnybodyDep) -> MeOut:
    """Show who is asking and the roles held today."""
    user = session.get_one(User, actor.user_id)
    roles = [
        RoleOut(role=grant.role, organisation=grant.abbreviation, deputy_for=grant.deputy_for)
        for grant in actor.grants
    ]
    return MeOut(id=user.id, name=user.name, email=user.email, roles=roles)
