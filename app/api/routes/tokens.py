"""API tokens: what programs speak with, instead of a person's password."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.actions.tokens import create_token, revoke_token
from app.api.deps import ActorDep, After, FreshActorDep, Limit, SessionDep
from app.api.schemas.fields import PageOut
from app.api.schemas.tokens import ApiTokenIn, ApiTokenMadeOut, ApiTokenOut
from app.queries.tokens import list_tokens

router = APIRouter(tags=["API tokens"])


@router.post("/tokens", status_code=201)
def make_token(
    body: ApiTokenIn, session: SessionDep, actor: FreshActorDep, response: Response
) -> ApiTokenMadeOut:
    """Make a token, shown this once; needs a recent sign-in. It never decides, stops or connects anything."""
    response.headers["Cache-Control"] = "no-store"
    token, row = create_token(
        session,
        actor,
        name=body.name,
        scopes=body.scopes,
        expires=body.expires_at,  # type: ignore[arg-type] # When is a Moment
        organisation=body.organisation,
        service_id=body.service_id,
    )
    return ApiTokenMadeOut.made(row, token)


@router.get("/tokens")
def read_tokens(
    session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[ApiTokenOut]:
    """List one's own tokens and those of one's services, newest first; admins see those of every service."""
    page = list_tokens(session, actor, limit=limit, after=after)
    return PageOut(items=[ApiTokenOut.of(row) for row in page.items], next=page.next)


@router.delete("/tokens/{token_id}", status_code=204)
def delete_token(token_id: UUID, session: SessionDep, actor: ActorDep) -> None:
    """Revoke a token: from now on it is good for nothing."""
    revoke_token(session, actor, token_id)
