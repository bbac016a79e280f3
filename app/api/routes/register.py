"""The register: organisations and channels, readable for everybody signed in."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.api.deps import After, Limit, SessionDep, SignedIn
from app.api.schemas.fields import Name, PageOut
from app.api.schemas.register import ChannelOut, OrganisationOut
from app.api.tokens import open_to_tokens
from app.models.channel import ChannelScope, ChannelState
from app.models.user import TokenScope
from app.queries.channels import get_channel, list_channels
from app.queries.organisations import list_organisations

router = APIRouter(tags=["Register"], dependencies=[SignedIn])


@router.get("/organisations", openapi_extra=open_to_tokens(TokenScope.REGISTER_READ))
def read_organisations(
    session: SessionDep,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[OrganisationOut]:
    """List the organisations by abbreviation."""
    page = list_organisations(session, limit=limit, after=after)
    return PageOut(items=[OrganisationOut.of(row) for row in page.items], next=page.next)


@router.get("/channels", openapi_extra=open_to_tokens(TokenScope.REGISTER_READ))
def read_channels(
    session: SessionDep,
    scope: ChannelScope | None = None,
    platform: Name | None = None,
    state: ChannelState | None = None,
    organisation: Name | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[ChannelOut]:
    """List the channels; without `state` ended ones are among them."""
    page = list_channels(
        session,
        scope=scope,
        platform=platform,
        state=state,
        organisation=organisation,
        limit=limit,
        after=after,
    )
    return PageOut(items=[ChannelOut.of(row) for row in page.items], next=page.next)


@router.get("/channels/{channel_id}", openapi_extra=open_to_tokens(TokenScope.REGISTER_READ))
def read_channel(channel_id: UUID, session: SessionDep, response: Response) -> ChannelOut:
    """Show one channel with its history."""
    answer = ChannelOut.of(get_channel(session, channel_id))
    response.headers["ETag"] = answer.etag
    return answer
