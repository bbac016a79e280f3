"""Kanalregister: every channel ever registered, ended ones included."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from app.editorial.permissions import MATRIX, Permission
from app.models.channel import ChannelScope, ChannelState
from app.queries.channels import list_channels, list_platforms
from app.web.channel_page import show_channel_page
from app.web.deps import Looking

router = APIRouter(prefix="/channels", include_in_schema=False)

PAGE_LENGTH: Final = 50


@router.get("")
def show_channels(
    visit: Looking,
    scope: str = "",
    state: str = "",
    platform: str = "",
    organisation: str = "",
    after: str | None = None,
) -> Response:
    """Show the register, by scope, state, platform and organisation."""
    page = list_channels(
        visit.session,
        scope=ChannelScope(scope) if scope in set(ChannelScope) else None,
        platform=platform or None,
        state=ChannelState(state) if state in set(ChannelState) else None,
        organisation=organisation.strip() or None,
        limit=PAGE_LENGTH,
        after=after,
    )
    wanted = {"scope": scope, "state": state, "platform": platform, "organisation": organisation}
    return visit.show(
        "desk/channels.html",
        channels=page.items,
        next=page.next,
        wanted=wanted,
        platforms=list_platforms(visit.session),
        all_states=list(ChannelState),
        may_plan=visit.actor.holds(*MATRIX[Permission.WRITE_REGISTER]),
    )


@router.get("/{channel_id}")
def show_channel(visit: Looking, channel_id: UUID) -> Response:
    """Show one channel with its history, its life, and what does not add up about it."""
    return show_channel_page(visit, channel_id)
