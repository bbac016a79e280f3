"""Hooks of organisations, in the hands of who answers for them and signed in a moment ago; never by a token.

No Idempotency-Key where a secret is made: a stored answer would keep it.
"""

from uuid import UUID

from fastapi import APIRouter, Response

from app.actions.hooks import Wanted, change_hook, create_hook, delete_hook, renew_secret, try_hook
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
from app.api.schemas.fields import PageOut
from app.api.schemas.hooks import HookChange, HookIn, HookMadeOut, HookOut, HookWithAnswersOut
from app.queries.hooks import find_last_letters, get_hook, list_hooks
from app.settings import settings

router = APIRouter(tags=["Hooks"], route_class=KeepingRoute)


@router.get("/hooks")
def read_hooks(
    session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[HookOut]:
    """List the hooks of the organisations whose hooks one manages, newest first."""
    page = list_hooks(session, actor, limit=limit, after=after)
    return PageOut(items=[HookOut.of(row) for row in page.items], next=page.next)


@router.post("/hooks", status_code=201)
def write_hook(body: HookIn, session: SessionDep, actor: FreshActorDep, response: Response) -> HookMadeOut:
    """Make a hook; its secret is shown this once. Needs a recent sign-in."""
    wanted = Wanted(body.name, body.url, body.groups)
    secret, hook = create_hook(
        session, actor, organisation=body.organisation, wanted=wanted, settings=settings()
    )
    answer = HookMadeOut.made(hook, secret)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Location"] = f"/api/v1/hooks/{hook.id}"
    response.headers["ETag"] = answer.etag
    return answer


@router.get("/hooks/{hook_id}")
def read_hook(hook_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> HookWithAnswersOut:
    """Show a hook, and what became of the last things it was told."""
    hook = get_hook(session, actor, hook_id)
    answer = HookWithAnswersOut.with_last(hook, find_last_letters(session, hook.id))
    response.headers["ETag"] = answer.etag
    return answer


@router.patch("/hooks/{hook_id}")
def edit_hook(
    hook_id: UUID,
    body: HookChange,
    session: SessionDep,
    actor: FreshActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> HookOut:
    """Change a hook, pause it or take it up again; needs a recent sign-in."""
    hook = get_hook(session, actor, hook_id, is_to_change=True)
    ensure_fresh(HookOut.of(hook).etag, ensure_given(if_match))
    change_hook(session, actor, hook, body.wanted(hook), paused=body.paused, settings=settings())
    answer = HookOut.of(hook)
    response.headers["ETag"] = answer.etag
    return answer


@router.delete("/hooks/{hook_id}", status_code=204)
def remove_hook(hook_id: UUID, session: SessionDep, actor: FreshActorDep) -> None:
    """Delete a hook with its secret and whatever waits for it; needs a recent sign-in."""
    delete_hook(session, actor, get_hook(session, actor, hook_id, is_to_change=True))


@router.post("/hooks/{hook_id}/secret")
def give_new_secret(
    hook_id: UUID, session: SessionDep, actor: FreshActorDep, response: Response
) -> HookMadeOut:
    """Give a hook a new secret, shown this once; for a day the old one signs as well. Needs a recent sign-in."""
    response.headers["Cache-Control"] = "no-store"
    hook = get_hook(session, actor, hook_id, is_to_change=True)
    secret = renew_secret(session, actor, hook, settings=settings())
    return HookMadeOut.made(hook, secret)


@router.post("/hooks/{hook_id}/test", status_code=202, dependencies=[Once])
def send_test(hook_id: UUID, session: SessionDep, actor: FreshActorDep) -> HookOut:
    """Tell a hook something for a trial, at once; `GET /hooks/{hook_id}` shows what became of it."""
    hook = get_hook(session, actor, hook_id, is_to_change=True)
    try_hook(session, actor, hook)
    return HookOut.of(hook)
