"""Connecting channels: secrets go in and never come out.

No Idempotency-Key here: a repeated PUT has the same effect, and a stored hash of the request would let somebody with
the database try guesses at a short password.
"""

from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.actions.by_hand import serve_by_hand
from app.actions.credentials import connect_channel, disconnect_channel
from app.api.deps import FreshActorDep, IfMatch, SessionDep, SignedIn, ensure_fresh
from app.api.schemas.credentials import CredentialsIn, access_of
from app.api.schemas.register import ChannelOut
from app.queries.channels import get_channel
from app.settings import settings

router = APIRouter(tags=["Credentials"], dependencies=[SignedIn])


def see_first(channel_id: UUID, session: SessionDep, if_match: IfMatch = None) -> None:
    """With If-Match, raise StaleError if the channel is not as it was last seen."""
    if if_match is not None:
        ensure_fresh(ChannelOut.of(get_channel(session, channel_id)).etag, if_match)


SeenBefore = Depends(see_first, scope="function")


@router.put("/channels/{channel_id}/credentials", dependencies=[SeenBefore])
def connect(
    channel_id: UUID,
    body: CredentialsIn,
    session: SessionDep,
    actor: FreshActorDep,
    response: Response,
) -> ChannelOut:
    """Give the channel credentials; a preflight tries them next. Needs a recent sign-in."""
    connect_channel(session, actor, channel_id, access_of(body), settings=settings())
    answer = ChannelOut.of(get_channel(session, channel_id))
    response.headers["ETag"] = answer.etag
    return answer


@router.delete("/channels/{channel_id}/credentials", status_code=204, dependencies=[SeenBefore])
def disconnect(channel_id: UUID, session: SessionDep, actor: FreshActorDep) -> None:
    """Erase the channel's credentials and close its access. Needs a recent sign-in."""
    disconnect_channel(session, actor, channel_id)


@router.post("/channels/{channel_id}/manual", dependencies=[SeenBefore])
def use_hands(channel_id: UUID, session: SessionDep, actor: FreshActorDep, response: Response) -> ChannelOut:
    """Let a channel without a connection be served by hand. Needs a recent sign-in."""
    serve_by_hand(session, actor, channel_id, settings=settings())
    answer = ChannelOut.of(get_channel(session, channel_id))
    response.headers["ETag"] = answer.etag
    return answer
