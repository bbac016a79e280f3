"""What every route stands on: the transaction, the actor, what the caller last saw, and answering only once.

The transaction is a dependency of function scope, so that a success answer means committed (ADR 0005).
"""

import hashlib
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request, Response, params
from fastapi.concurrency import run_in_threadpool
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from app import db
from app.actions.answers import find_answer, keep_answer
from app.actions.sign_in import digest_token
from app.actions.tokens import API_TOKEN_PREFIX, note_use
from app.api.tokens import ensure_open_to
from app.errors import (
    InvalidError,
    Issue,
    NotSignedInError,
    PreconditionMissingError,
    SignInIncompleteError,
    StaleError,
)
from app.identity import ensure_recent, find_actor, find_token_actor
from app.log import note
from app.models.user import Actor
from app.throttle import throttle

KEY_HEADER = "Idempotency-Key"
_bearer = HTTPBearer(
    auto_error=False, description="The access_token of POST /auth/token, or an API token of POST /tokens."
)


def open_transaction() -> Iterator[Session]:
    """Give the route one transaction, committed before the answer leaves."""
    with db.transaction() as session:
        yield session


SessionDep = Annotated[Session, Depends(open_transaction, scope="function")]


@dataclass(frozen=True)
class Bearer:
    """What the Authorization header holds: the token's hash, and whether it is an API token."""

    sha256: str
    is_api_token: bool


async def find_token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Bearer:
    """Return the bearer token, which counts in the header only (SECURITY TK-04). Raises NotSignedInError."""
    if credentials is None:
        raise NotSignedInError
    token = credentials.credentials
    return Bearer(digest_token(token), token.startswith(API_TOKEN_PREFIX))


TokenDep = Annotated[Bearer, Depends(find_token)]


async def refuse_unknown_query(request: Request) -> None:
    """Refuse a query parameter that the route does not know: a mistyped filter would quietly find everything.

    Whoever is not signed in is asked to do so first. Raises InvalidError.
    """
    if request.query_params and "authorization" in request.headers:
        fields = get_flat_params(request.scope["route"].dependant)
        known = {field.alias for field in fields if isinstance(field.field_info, params.Query)}
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            raise InvalidError(issues=[Issue(name, "unknown-field") for name in unknown])


def ask_token(request: Request, session: Session, token: Bearer) -> Actor:
    """Return for whom an API token asks, if the route is open to it.

    Its use is noted first and in a transaction of its own: an attempt that is refused counts as one, too.
    """
    with db.transaction() as own:
        note_use(own, token.sha256)
    actor = find_token_actor(session, token.sha256)
    throttle().count(throttle().by_token, token.sha256)
    ensure_open_to(actor, request)
    return actor


def ask_anybody(request: Request, session: SessionDep, token: TokenDep) -> Actor:
    """Return who is asking, also if their sign-in still lacks something, with rights read in this transaction (AZ-04)."""
    if token.is_api_token:
        actor = ask_token(request, session, token)
    else:
        actor = find_actor(session, token.sha256)
        throttle().count(throttle().by_account, str(actor.user_id))
    note(actor_id=str(actor.user_id))
    return actor


AnybodyDep = Annotated[Actor, Depends(ask_anybody, scope="function")]


async def ask_who(actor: AnybodyDep) -> Actor:
    """Return who is asking. Raises SignInIncompleteError while an own password or a second factor is missing."""
    ensure_complete(actor)
    return actor


def ensure_complete(actor: Actor) -> None:
    """Raise SignInIncompleteError while an own password or a second factor is missing."""
    if actor.lacks is not None:
        raise SignInIncompleteError(key=actor.lacks)


ActorDep = Annotated[Actor, Depends(ask_who, scope="function")]


def ask_freshly(session: SessionDep, actor: ActorDep) -> Actor:
    """Return the actor if they signed in within five minutes. Raises SignInTooOldError."""
    ensure_recent(session, actor)
    return actor


FreshActorDep = Annotated[Actor, Depends(ask_freshly, scope="function")]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag last read.")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
After = Annotated[str | None, Query(max_length=500, description="The `next` of the page before.")]


def ensure_given(if_match: str | None) -> str:
    """Return what the caller last saw. Raises PreconditionMissingError where nobody may change a thing unseen."""
    if if_match is None:
        raise PreconditionMissingError
    return if_match


def ensure_fresh(etag: str, if_match: str | None) -> None:
    """Raise StaleError if the caller last saw something else, or only weakly the same (SECURITY LI-05)."""
    if if_match is not None and not {"*", etag} & {seen.strip() for seen in if_match.split(",")}:
        raise StaleError(etag=etag)


_key = Header(
    alias=KEY_HEADER, min_length=1, max_length=200, description="Chosen by the caller for one request."
)


async def answer_once(
    request: Request, session: SessionDep, actor: ActorDep, key: Annotated[str | None, _key] = None
) -> None:
    """Answer a repeated request with what was answered before; remember what to keep otherwise (LI-04)."""
    if key is None or actor.user_id is None:
        return
    body = getattr(request.state, "asked", None) or await request.body()
    asked = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()
    stored = await run_in_threadpool(find_answer, session, actor.user_id, key, asked)
    if stored is not None:
        raise AnsweredBefore(stored.status, stored.headers, stored.body)
    user_id = actor.user_id

    def keep(response: Response) -> None:
        headers = {name: value for name, value in response.headers.items() if name in {"etag", "location"}}
        keep_answer(
            session,
            user_id,
            key,
            asked,
            status=response.status_code,
            headers=headers,
            body=bytes(response.body),
        )

    request.state.keep_answer = keep


class AnsweredBefore(Exception):  # noqa: N818 - not an error: the answer of a request that was already carried out
    """The stored answer of a repeated request."""

    def __init__(self, status: int, headers: dict[str, Any], body: str) -> None:
        self.status, self.headers, self.body = status, headers, body
        super().__init__("answered before")


class KeepingRoute(APIRoute):
    """A route that keeps its answer inside the transaction when the request carried an Idempotency-Key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which keeps the answer before the transaction commits."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            response = await handler(request)
            keep = getattr(request.state, "keep_answer", None)
            if keep is not None:
                await run_in_threadpool(keep, response)
            return response

        return handle


async def answer_only_once(
    request: Request, session: SessionDep, actor: ActorDep, key: Annotated[str, _key]
) -> None:
    """Answer as `answer_once` does where a second effect would be public: without a key nothing happens (LI-04)."""
    await answer_once(request, session, actor, key)


Once = Depends(answer_once, scope="function")
OnceWithKey = Depends(answer_only_once, scope="function")
SignedIn = Depends(ask_who, scope="function")
