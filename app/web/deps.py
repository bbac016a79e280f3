"""What a page is given: a session to read with or a transaction to act in, and who is asking.

Whoever looks gets a session that PostgreSQL itself keeps from writing: no GET changes anything. Whoever acts has sent
a form of ours, which is checked before anything else, and gets one transaction, committed before the answer leaves.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Annotated, Final

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from app import db
from app.actions.sign_in import digest_token, note_presence
from app.db import sessions
from app.errors import NotSignedInError, SignInIncompleteError
from app.identity import find_actor
from app.log import note
from app.queries.changes import find_position
from app.throttle import throttle
from app.web.guard import FIELD, SESSION, ensure_own_form, form_token, read_cookie
from app.web.visit import Visit


def read_session() -> Iterator[Session]:
    """Yield a session whose transaction PostgreSQL itself keeps from writing."""
    with sessions()() as session:
        session.connection(execution_options={"postgresql_readonly": True})
        yield session


def open_transaction() -> Iterator[Session]:
    """Yield one transaction, committed before the answer leaves."""
    with db.transaction() as session:
        yield session


LIVE: Final = "live"
"""The header with which an open page fetches itself anew: nobody has done anything, so it keeps no sign-in alive."""

ReadSession = Annotated[Session, Depends(read_session, scope="function")]
WriteSession = Annotated[Session, Depends(open_transaction, scope="function")]


async def take_form(request: Request) -> AsyncIterator[FormData]:
    """Yield a form of ours that somebody signed in has sent, with its files open as long as it is worked on.

    Raises NotSignedInError, ForeignFormError.
    """
    token = read_cookie(request, SESSION)
    if token is None:
        raise NotSignedInError
    async with request.form() as form:
        sent = form.get(FIELD)
        ensure_own_form(request, token, sent if isinstance(sent, str) else None)
        yield form


Form = Annotated[FormData, Depends(take_form, scope="function")]


async def take_strangers_form(request: Request) -> AsyncIterator[FormData]:
    """Yield the form of somebody who is not signed in; where it comes from is checked by the route."""
    async with request.form() as form:
        yield form


StrangersForm = Annotated[FormData, Depends(take_strangers_form, scope="function")]


def look_anyhow(request: Request, session: ReadSession) -> Visit:
    """Return the visit of somebody who looks at a page, also if their sign-in still lacks something."""
    token = read_cookie(request, SESSION)
    if token is None:
        raise NotSignedInError
    if LIVE not in request.headers:
        with db.transaction() as own:
            note_presence(own, digest_token(token))
    return _visit(request, session, token)


def act_anyhow(request: Request, session: WriteSession, form: Form) -> Visit:  # noqa: ARG001 - the form is checked first
    """Return the visit of somebody who has sent a form, also if their sign-in still lacks something."""
    token = read_cookie(request, SESSION) or ""
    note_presence(session, digest_token(token))
    return _visit(request, session, token)


def look_if_signed_in(request: Request, session: ReadSession) -> Visit | None:
    """Return the visit of somebody who looks at a page for everybody, or None if nobody has signed in."""
    try:
        return look_anyhow(request, session)
    except NotSignedInError:
        return None


LookingOrNot = Annotated[Visit | None, Depends(look_if_signed_in, scope="function")]
LookingAnybody = Annotated[Visit, Depends(look_anyhow, scope="function")]
ActingAnybody = Annotated[Visit, Depends(act_anyhow, scope="function")]


def look(visit: LookingAnybody) -> Visit:
    """Return the visit of somebody signed in who looks at a page. Raises SignInIncompleteError."""
    return _complete(visit)


def act(visit: ActingAnybody) -> Visit:
    """Return the visit of somebody signed in who has sent a form. Raises SignInIncompleteError."""
    return _complete(visit)


Looking = Annotated[Visit, Depends(look, scope="function")]


def look_on(visit: Looking) -> Visit:
    """Return the visit of somebody who looks at a page that shows by itself what happens after this."""
    return replace(visit, live_after=find_position(visit.session))


LookingOn = Annotated[Visit, Depends(look_on, scope="function")]
Acting = Annotated[Visit, Depends(act, scope="function")]


def _complete(visit: Visit) -> Visit:
    if visit.actor.lacks is not None:
        raise SignInIncompleteError(key=visit.actor.lacks)
    return visit


def _visit(request: Request, session: Session, token: str) -> Visit:
    actor = find_actor(session, digest_token(token), in_browser=True)
    throttle().count(throttle().by_account, str(actor.user_id))
    note(actor_id=str(actor.user_id))
    return Visit(request, session, actor, digest_token(token), form_token(token))
