"""The life of channels: planned, described, announced, opened, paused, ended; and the decisions it rests on."""

from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app import clock
from app.actions.channel_decisions import record_decision
from app.actions.channel_life import (
    confirm_channel,
    describe_use,
    note_notice,
    plan_channel,
    take_step,
    waive_preparation,
)
from app.actions.privacy import note_privacy_post
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep
from app.api.schemas.channel_life import (
    ChannelDecisionOut,
    ChannelIn,
    ChannelLifeOut,
    ChannelNoticeIn,
    ChannelNoticeOut,
    DecisionIn,
    PrivacyPostIn,
    PrivacyPostOut,
    StepIn,
    UseIn,
    WaiverIn,
)
from app.api.schemas.fields import PageOut
from app.api.throttling import Costly
from app.models.channel_life import LifeStep, NoticeRecipient
from app.queries.channel_life import get_life, list_decisions
from app.reports.channel_letters import write_letter
from app.reports.documents import DOCX, PDF, WRITERS
from app.settings import settings

router = APIRouter(tags=["Channels"], route_class=KeepingRoute)


class LetterFormat(StrEnum):
    """In which form a letter is wanted."""

    DOCX = DOCX
    PDF = PDF


FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            WRITERS[kind][0]: {"schema": {"type": "string", "format": "binary"}} for kind in LetterFormat
        }
    }
}
AsFormat = Annotated[LetterFormat, Query(alias="format", description="DOCX to go on writing, PDF to send.")]


@router.post("/channels", dependencies=[Once], status_code=201)
def plan(body: ChannelIn, session: SessionDep, actor: ActorDep) -> ChannelLifeOut:
    """Enter a planned channel: it is notified, and nobody approves it."""
    channel = plan_channel(session, actor, **body.model_dump(), environment=settings().environment)
    return ChannelLifeOut.of(get_life(session, actor, channel.id))


@router.get("/channels/{channel_id}/life")
def read_life(channel_id: UUID, session: SessionDep, actor: ActorDep) -> ChannelLifeOut:
    """Show what a channel has, what it lacks before opening, and its next steps."""
    return ChannelLifeOut.of(get_life(session, actor, channel_id))


@router.put("/channels/{channel_id}/use")
def describe(channel_id: UUID, body: UseIn, session: SessionDep, actor: ActorDep) -> ChannelLifeOut:
    """Write down what a channel is for; with concept and notices it moves on by itself."""
    describe_use(session, actor, channel_id, body.model_dump())
    return ChannelLifeOut.of(get_life(session, actor, channel_id))


@router.post("/channels/{channel_id}/notices", dependencies=[Once], status_code=201)
def inform(channel_id: UUID, body: ChannelNoticeIn, session: SessionDep, actor: ActorDep) -> ChannelNoticeOut:
    """Keep that the press office or the data protection commissioner was told, with proof."""
    return ChannelNoticeOut.model_validate(note_notice(session, actor, channel_id, **body.model_dump()))


@router.get(
    "/channels/{channel_id}/notices/{recipient}/letter",
    response_class=Response,
    responses=FILES,
    dependencies=[Costly],
)
def read_letter(
    channel_id: UUID,
    recipient: NoticeRecipient,
    session: SessionDep,
    actor: ActorDep,
    format_: AsFormat = LetterFormat.PDF,
) -> Response:
    """Give the notice of a channel as a letter, written from the register."""
    letter = write_letter(get_life(session, actor, channel_id), recipient, clock.today())
    kind, write = WRITERS[format_]
    named = {"Content-Disposition": f'attachment; filename="{letter.name}.{format_}"'}
    return Response(write(letter), media_type=kind, headers=named)


@router.post("/channels/{channel_id}/privacy-posts", dependencies=[Once], status_code=201)
def sensitise(channel_id: UUID, body: PrivacyPostIn, session: SessionDep, actor: ActorDep) -> PrivacyPostOut:
    """Keep that a post on data protection was published, with its proof; the next one is due after the interval."""
    return PrivacyPostOut.model_validate(note_privacy_post(session, actor, channel_id, **body.model_dump()))


@router.post("/channels/{channel_id}/waive", dependencies=[Once])
def waive(channel_id: UUID, body: WaiverIn, session: SessionDep, actor: ActorDep) -> ChannelLifeOut:
    """Ask for neither concept nor notices, for a reason that stays on record; only the desk may."""
    waive_preparation(session, actor, channel_id, reason=body.reason)
    return ChannelLifeOut.of(get_life(session, actor, channel_id))


@router.post("/channels/{channel_id}/confirm", dependencies=[Once])
def confirm(channel_id: UUID, session: SessionDep, actor: ActorDep) -> ChannelLifeOut:
    """Say that a channel's entry in the public directory is right; it counts for six months."""
    confirm_channel(session, actor, channel_id)
    return ChannelLifeOut.of(get_life(session, actor, channel_id))


@router.post("/channels/{channel_id}/steps/{step}", dependencies=[Once])
def go(
    channel_id: UUID, step: LifeStep, body: StepIn, session: SessionDep, actor: ActorDep
) -> ChannelLifeOut:
    """Take a step of a channel's life; what is missing before it may open is named whole."""
    take_step(session, actor, channel_id, step, **body.model_dump())
    return ChannelLifeOut.of(get_life(session, actor, channel_id))


@router.get("/decisions")
def read_decisions(
    session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[ChannelDecisionOut]:
    """List the decisions about channels, the newest first."""
    page = list_decisions(session, actor, limit=limit, after=after)
    return PageOut(items=[ChannelDecisionOut.of(row) for row in page.items], next=page.next)


@router.post("/decisions", dependencies=[Once], status_code=201)
def decide(body: DecisionIn, session: SessionDep, actor: ActorDep) -> ChannelDecisionOut:
    """Write down a decision; it is never changed, and channels and stops refer to it."""
    return ChannelDecisionOut.of(record_decision(session, actor, **body.model_dump()))
