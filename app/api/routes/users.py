"""Accounts, in the hands of admins; nobody manages their own (SECURITY AZ-06)."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from app.actions.account_links import invite_user
from app.actions.locks import lock_user, unlock_user
from app.actions.managing import find_managed
from app.actions.second_factors import reset_second_factor
from app.actions.users import change_user, create_service, create_user, reset_password
from app.api.deps import (
    ActorDep,
    After,
    FreshActorDep,
    IfMatch,
    KeepingRoute,
    Limit,
    Once,
    SessionDep,
    ensure_fresh,
    ensure_given,
)
from app.api.schemas.fields import PageOut, Search
from app.api.schemas.users import ServiceIn, UserChange, UserIn, UserMadeOut, UserOut, UserReasonIn
from app.api.throttling import CostlySearch
from app.models.user import Actor
from app.queries.user_filter import UserFilter
from app.queries.users import get_user, list_users

router = APIRouter(tags=["Users"], route_class=KeepingRoute)


def show(session: Session, actor: Actor, user_id: UUID, response: Response) -> UserOut:
    """Return the account as it is now, with its ETag."""
    session.flush()
    answer = UserOut.of(get_user(session, actor, user_id))
    response.headers["ETag"] = answer.etag
    return answer


@router.get("/users", dependencies=[CostlySearch])
def read_users(
    session: SessionDep, actor: ActorDep, q: Search | None = None, limit: Limit = 50, after: After = None
) -> PageOut[UserOut]:
    """List the accounts, newest first; `q` searches names and addresses."""
    page = list_users(session, actor, UserFilter(text=q), limit=limit, after=after)
    return PageOut(items=[UserOut.of(view) for view in page.items], next=page.next)


@router.post("/users", status_code=201)
def write_user(body: UserIn, session: SessionDep, actor: ActorDep, response: Response) -> UserMadeOut:
    """Make an account without a role; its initial password is shown this once."""
    user, password = create_user(
        session, actor, email=body.email, name=body.name, same_person_as=body.same_person_as
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Location"] = f"/api/v1/users/{user.id}"
    return UserMadeOut.made(get_user(session, actor, user.id), password)


@router.post("/services", status_code=201, dependencies=[Once])
def write_service(body: ServiceIn, session: SessionDep, actor: ActorDep, response: Response) -> UserOut:
    """Make an account for a program; its owner makes tokens for it."""
    service = create_service(session, actor, name=body.name, owner_id=body.owner_id)
    response.headers["Location"] = f"/api/v1/users/{service.id}"
    return show(session, actor, service.id, response)


@router.get("/users/{user_id}")
def read_user(user_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> UserOut:
    """Show one account with its roles."""
    return show(session, actor, user_id, response)


@router.patch("/users/{user_id}")
def edit_user(
    user_id: UUID,
    body: UserChange,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> UserOut:
    """Change an account's name or address."""
    user = find_managed(session, actor, user_id)
    ensure_fresh(show(session, actor, user_id, response).etag, ensure_given(if_match))
    change_user(session, actor, user, email=body.email, name=body.name)
    return show(session, actor, user_id, response)


@router.post("/users/{user_id}/lock", dependencies=[Once])
def shut(
    user_id: UUID, body: UserReasonIn, session: SessionDep, actor: ActorDep, response: Response
) -> UserOut:
    """Lock an account at once: its sign-ins end, its tokens are revoked."""
    lock_user(session, actor, user_id, reason=body.reason)
    return show(session, actor, user_id, response)


@router.post("/users/{user_id}/unlock", dependencies=[Once])
def open_again(
    user_id: UUID, body: UserReasonIn, session: SessionDep, actor: FreshActorDep, response: Response
) -> UserOut:
    """Open a locked account again; needs a recent sign-in."""
    unlock_user(session, actor, user_id, reason=body.reason)
    return show(session, actor, user_id, response)


@router.post("/users/{user_id}/reset-password")
def forget_password(
    user_id: UUID, session: SessionDep, actor: FreshActorDep, response: Response
) -> UserMadeOut:
    """Give an account a new initial password, shown this once; needs a recent sign-in. Its sign-ins end."""
    _, password = reset_password(session, actor, user_id)
    response.headers["Cache-Control"] = "no-store"
    session.flush()
    return UserMadeOut.made(get_user(session, actor, user_id), password)


@router.post("/users/{user_id}/invite", status_code=204, dependencies=[Once])
def invite(user_id: UUID, session: SessionDep, actor: FreshActorDep) -> None:
    """Mail somebody a link with which they choose their first password; needs a recent sign-in."""
    invite_user(session, actor, user_id)


@router.delete("/users/{user_id}/totp", status_code=204)
def forget_second_factor(user_id: UUID, session: SessionDep, actor: FreshActorDep) -> None:
    """Take somebody's lost second factor away; needs a recent sign-in. Their sign-ins end."""
    reset_second_factor(session, actor, user_id)
