"""Somebody's day: what they have to do and until when, what stands still, what went out, and what is to come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.editorial.permissions import MATRIX, Permission, has_written, may_approve
from app.models import Channel, Contribution
from app.models.delivery import HoldReason
from app.models.post import PostState
from app.models.takedown import TakedownState
from app.models.user import Actor, Role
from app.queries.abilities import Ability
from app.queries.deliveries import DeliveryView, list_firsts
from app.queries.delivery_filter import DeliveryFilter, DeliveryStatus
from app.queries.posts import PostFilter, PostView, list_posts
from app.queries.queue import find_waiting
from app.queries.records import find_records
from app.queries.second_approvals import find_waiting_for_second
from app.queries.takedown_filter import TakedownFilter
from app.queries.takedowns import TakedownView, list_takedowns
from app.queries.theme_pages import list_owed

MOST: Final = 25
AHEAD: Final = timedelta(days=14)
BACK: Final = timedelta(hours=24)
_RELEASABLE: Final = {PostState.SCHEDULED, PostState.PUBLISHED}


class Duty(StrEnum):
    """What kind of thing somebody has to do."""

    APPROVE = "approve"
    CHANGE = "change"
    FINISH = "finish"
    RELEASE = "release"
    APPROVE_AGAIN = "approve_again"
    RENEW_ACCESS = "renew_access"
    ANSWER = "answer"
    DECIDE = "decide"
    POST_BY_HAND = "post_by_hand"
    REMOVE_BY_HAND = "remove_by_hand"
    RESOLVE = "resolve"
    CONTRIBUTE = "contribute"


HANDS: Final = {
    "post_by_hand": Duty.POST_BY_HAND,
    "confirm_removal": Duty.REMOVE_BY_HAND,
    "resolve_there": Duty.RESOLVE,
}
"""What a delivery may ask of somebody, by the name of the ability."""


_IN_HAND: Final = (
    DeliveryFilter(DeliveryStatus.HELD, hold_reason=HoldReason.MANUAL),
    DeliveryFilter(DeliveryStatus.UNCLEAR),
    DeliveryFilter(DeliveryStatus.REMOVING),
)
"""Where a hand may be needed, on the channels in somebody's care too."""


@dataclass(frozen=True)
class Task:
    """One thing to do; `until` is when it would leave or was to leave, None where nothing presses."""

    duty: Duty
    until: datetime | None
    post: PostView | None = None
    delivery: DeliveryView | None = None
    channel: Channel | None = None
    takedown: TakedownView | None = None
    contribution: Contribution | None = None


@dataclass(frozen=True)
class Agenda:
    """A day, each part in the order of its times."""

    tasks: Sequence[Task]
    standing: Sequence[DeliveryView]
    sent: Sequence[DeliveryView]
    coming: Sequence[DeliveryView]


def find_agenda(session: Session, actor: Actor) -> Agenda:
    """Return the actor's day; of each kind the first `MOST`; the lists hold the rest."""
    now = clock.now()
    held, unclear, sent, *coming, manual, doubtful, removing = list_firsts(
        session, actor, [*_of_own(actor, now), *_IN_HAND], limit=MOST
    )
    standing = [*held, *unclear]
    tasks = chain(
        _find_decisions(session, actor),
        _find_writing(session, actor),
        _find_releases(actor, standing),
        _find_seconds(session, actor, [*held, *coming[0]]),
        _find_accesses(session, actor),
        _find_cases(session, actor),
        _find_hands(session, actor, [*manual, *doubtful, *removing]),
        (
            Task(Duty.CONTRIBUTE, row.due_at, contribution=row)
            for row in list_owed(session, actor, limit=MOST)
        ),
    )
    far = now + timedelta(days=36_500)
    return Agenda(
        sorted(tasks, key=lambda task: task.until or far),
        standing,
        sent[::-1],
        sorted((view for row in coming for view in row if _is_alive(view)), key=_time_of),
    )


def _of_own(actor: Actor, now: datetime) -> list[DeliveryFilter]:
    """Return what is listed of the posts that are the actor's own business, not of all that is public."""
    wanted = (
        DeliveryFilter(DeliveryStatus.HELD),
        DeliveryFilter(DeliveryStatus.UNCLEAR),
        DeliveryFilter(DeliveryStatus.SENT, start=now - BACK),
        DeliveryFilter(DeliveryStatus.WAITING, start=now - BACK, end=now + AHEAD),
        DeliveryFilter(DeliveryStatus.PROPOSED, start=now - BACK, end=now + AHEAD),
    )
    return [replace(one, organisations=own_organisations(actor)) for one in wanted]


def own_organisations(actor: Actor) -> frozenset[UUID] | None:
    """Return whose posts are the actor's business: their own reach, and everybody's for those with a wider view."""
    if actor.holds(Role.CENTRAL_EDITOR, Role.AUDITOR):
        return None
    return actor.reach(*MATRIX[Permission.READ_DRAFT])


def _find_decisions(session: Session, actor: Actor) -> Iterator[Task]:
    for view, due_at in find_waiting(session, actor, limit=MOST):
        if _can(view.actions, "approve"):
            yield Task(Duty.APPROVE, due_at, post=view)


def _find_writing(session: Session, actor: Actor) -> Iterator[Task]:
    """Yield what came back to whoever may write it, and one's own drafts."""
    for state, duty in ((PostState.CHANGES_REQUESTED, Duty.CHANGE), (PostState.DRAFT, Duty.FINISH)):
        page = list_posts(session, actor, PostFilter(state), limit=MOST, after=None)
        for view in page.items:
            writers = {view.post.author.person_id, view.post.current_revision.editor.person_id}
            if _can(view.actions, "edit") and (duty is Duty.CHANGE or has_written(actor, writers)):
                yield Task(duty, _first_time(view), post=view)


def _find_releases(actor: Actor, standing: Sequence[DeliveryView]) -> Iterator[Task]:
    """Yield what stands still and the actor may let go again, but no lapsed approval and nothing for a hand."""
    for view in standing:
        writers = {view.post.author.person_id, view.post.current_revision.editor.person_id}
        is_elsewhere = view.hold_reason in {HoldReason.APPROVAL_LAPSED.value, HoldReason.MANUAL.value}
        is_open = view.state == DeliveryStatus.HELD.value and view.post.state in _RELEASABLE
        may = may_approve(actor, view.post, view.channel_row) and not has_written(actor, writers)
        if is_open and may and not is_elsewhere:
            yield Task(Duty.RELEASE, view.due_at, delivery=view)


def _find_seconds(session: Session, actor: Actor, views: Sequence[DeliveryView]) -> Iterator[Task]:
    """Yield what is held in a pre-election period, or would be, until the actor approves it as the second person."""
    wanting = find_waiting_for_second(session, [view.delivery for view in views if view.delivery])
    wanted = [view for view in views if view.id in wanting]
    records = find_records(session, actor, wanted) if wanted else {}
    for view in wanted:
        if _can(records[view.id].actions, "approve_again"):
            yield Task(Duty.APPROVE_AGAIN, view.due_at, delivery=view)


def _find_accesses(session: Session, actor: Actor) -> Iterator[Task]:
    """Yield the channels in the actor's care that let nobody in any more."""
    query = select(Channel).where(
        Channel.id.in_(actor.channels(Role.CHANNEL_MANAGER)), Channel.access_ok.is_(False)
    )
    for channel in session.execute(query.order_by(Channel.label)).scalars():
        yield Task(Duty.RENEW_ACCESS, None, channel=channel)


def _find_cases(session: Session, actor: Actor) -> Iterator[Task]:
    """Yield the cases that wait for the actor: for the ministry's first answer, then, or after it, for the desk."""
    for view in list_takedowns(session, actor, TakedownFilter(is_open=True), limit=MOST, after=None).items:
        takedown = view.takedown
        is_ripe = takedown.state is TakedownState.ANSWERED or takedown.deadline_at <= clock.now()
        if takedown.state is TakedownState.OPEN and _can(view.actions, "respond"):
            yield Task(Duty.ANSWER, takedown.deadline_at, takedown=view)
        elif is_ripe and _can(view.actions, "close"):
            yield Task(Duty.DECIDE, takedown.deadline_at, takedown=view)


def _find_hands(session: Session, actor: Actor, views: Sequence[DeliveryView]) -> Iterator[Task]:
    """Yield what waits for the actor's hand on a channel, or for their word where the office does not look any more."""
    if not actor.holds(*MATRIX[Permission.BY_HAND]):
        return
    records = find_records(session, actor, views)
    for view in views:
        duties = (duty for name, duty in HANDS.items() if _can(records[view.id].actions, name))
        is_looked_at = view.delivery is not None and view.delivery.next_probe_at is not None
        for duty in duties:
            if duty is not Duty.RESOLVE or not is_looked_at:
                yield Task(duty, view.due_at, delivery=view)


def _can(actions: Sequence[Ability], name: str) -> bool:
    return any(row.name == name and row.allowed for row in actions)


def _first_time(view: PostView) -> datetime | None:
    """Return when the first of a post's open deliveries is to leave."""
    return min((_time_of(row) for row in view.deliveries if row.proposed_at or row.due_at), default=None)


def _time_of(view: DeliveryView) -> datetime:
    return view.due_at or view.proposed_at or view.post.updated_at


def _is_alive(view: DeliveryView) -> bool:
    return view.post.state not in {PostState.REJECTED, PostState.WITHDRAWN}
