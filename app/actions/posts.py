"""What a ministry does with a post: write, change, submit, take back."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import db
from app.actions.chain import tell_chain
from app.actions.check_runs import keep_run
from app.actions.checking import check_current
from app.actions.content import (
    Content,
    Proposal,
    current_content,
    find_channels,
    find_organisation,
    not_past,
    write_revision,
)
from app.actions.events import record, record_delivery
from app.actions.hanging import lock_theme_of_post
from app.actions.locking import lock_deliveries, lock_post
from app.actions.restore_mode import ensure_normal
from app.actions.settling import is_cancelled, settle
from app.editorial.deliveries import WITHDRAWABLE
from app.editorial.permissions import (
    Permission,
    acts_on_behalf,
    is_allowed,
    is_allowed_on,
    is_on_behalf,
)
from app.editorial.workflow import WORKFLOW, PostAction, ensure_possible
from app.errors import AlreadySendingError, InvalidError, Issue, NotAllowedError
from app.models import Channel, Delivery, Event, Post, Variant
from app.models.check import CheckOccasion
from app.models.delivery import DeliveryState, HoldReason
from app.models.notification import NotificationKind
from app.models.post import PostState
from app.models.user import Actor


def create_post(
    session: Session,
    actor: Actor,
    *,
    organisation: str,
    content: Content,
    origin: Post | None = None,
    corrects: bool = False,
    theme_id: UUID | None = None,
) -> Post:
    """Write the first revision of a new post of an organisation named by its abbreviation; a copy names its origin.

    It hangs on its theme from the first moment, so that an embargo holds before anybody reads it; a copy on that of its
    origin, which says the same.

    Raises NotAllowedError for another ministry's abbreviation, InvalidError for what cannot be used.
    """
    theme = lock_theme_of_post(session, actor, theme_id) if theme_id is not None else None
    responsible = find_organisation(session, organisation, "organisation")
    post = Post(
        organisation_id=responsible.id,
        author_id=actor.user_id,
        state=PostState.DRAFT,
        on_behalf=is_on_behalf(actor, responsible),
        origin_id=origin.id if origin else None,
        theme=origin.theme if origin else theme,
        corrects=corrects,
    )
    channels = find_channels(session, content.proposals)
    if not is_allowed_on(actor, Permission.CREATE, post, channels=channels):
        raise NotAllowedError(issues=[Issue("organisation", "not-allowed", {"abbreviation": organisation})])
    session.add(post)
    session.flush()
    write_revision(session, actor, post, _timely(session, content))
    record_post(session, actor, "post.copy" if origin else "post.create", post, None)
    return post


def edit_post(session: Session, actor: Actor, post: Post, changes: dict[str, Any]) -> Post:
    """Make a revision with the changes; what was already approved is held until it is approved again.

    What waits for approval is checked again, so that whoever decides sees what is found in what it says now.

    `changes` holds any fields of Content; `proposals` as the whole list. The post is locked by the caller.
    Raises AlreadySendingError once a delivery is on its way.
    """
    ensure_allowed(actor, Permission.WRITE, post)
    deliveries = lock_deliveries(session, post)
    if deliveries:
        ensure_normal(session)
    ensure_possible(post, PostAction.EDIT, deliveries)
    if "proposals" in changes:
        if post.state is PostState.SUBMITTED and not changes["proposals"]:
            raise InvalidError(issues=[Issue("deliveries", "delivery-missing")])
        _ensure_not_cancelled(deliveries, changes["proposals"])
        ensure_allowed(actor, Permission.WRITE, post, find_channels(session, changes["proposals"]))
        _drop_variants(session, actor, post, deliveries, {row.channel_id for row in changes["proposals"]})
        changes["proposals"] = _timely_proposals(session, changes["proposals"])
    before = post.state
    write_revision(session, actor, post, replace(current_content(session, post), **changes))
    hold_approved(session, actor, deliveries, reason=None)
    advance(session, post, PostAction.EDIT)
    if post.state is PostState.SUBMITTED:
        keep_run(session, actor, post, CheckOccasion.SUBMISSION, check_current(session, post))
    record_post(session, actor, "post.edit", post, before)
    return post


def withdraw_post(session: Session, actor: Actor, post_id: UUID, *, reason: str | None) -> Post:
    """Cancel what is still open. The post is withdrawn if nothing has left; what is on its way stays as it is.

    Raises AlreadySendingError if nothing can be cancelled any more.
    """
    ensure_normal(session)
    post = lock_post(session, actor, post_id)
    variants = session.execute(select(Variant).where(Variant.post_id == post.id)).scalars().all()
    if not any(may_withdraw(actor, post, variant) for variant in variants) and not is_allowed(
        actor, Permission.WITHDRAW, organisation_id=post.organisation_id
    ):
        raise NotAllowedError
    deliveries = {row.id: row for row in lock_deliveries(session, post)}
    ensure_possible(post, PostAction.WITHDRAW, deliveries.values())
    before = post.state
    has_open = any(not is_cancelled(variant, deliveries.get(variant.id)) for variant in variants)
    mine = [variant for variant in variants if may_withdraw(actor, post, variant)]
    stopped = [cancel_variant(session, actor, row, deliveries.get(row.id), reason) for row in mine]
    if has_open and not any(stopped):
        raise AlreadySendingError(state=post.state.value)
    settle(session, post)
    if not has_open:
        post.state = PostState.WITHDRAWN
    event = record_post(session, actor, "post.withdraw", post, before, reason)
    kind = NotificationKind.POST_WITHDRAWN
    tell_chain(session, actor, kind, post, once=str(event.id), by=actor.name, reason=reason)
    return post


def may_withdraw(actor: Actor, post: Post, variant: Variant) -> bool:
    """Tell whether the actor may take this variant back: the ministry its own, the desk on central channels."""
    return is_allowed(
        actor, Permission.WITHDRAW, organisation_id=post.organisation_id, channel=variant.channel
    )


def cancel_variant(
    session: Session, actor: Actor, variant: Variant, delivery: Delivery | None, reason: str | None
) -> bool:
    """Cancel one locked variant (T4, T15) and tell whether there was anything left to cancel."""
    if delivery is None:
        if variant.withdrawn_at is not None:
            return False
        variant.withdrawn_at = db.now(session)
        record(
            session,
            actor,
            "delivery.cancel",
            variant,
            object_id=variant.id,
            before="proposed",
            after=DeliveryState.CANCELLED.value,
            reason=reason,
            post_id=variant.post_id,
            channel_id=str(variant.channel_id),
        )
        return True
    if delivery.state not in WITHDRAWABLE:
        return False
    before, delivery.state, delivery.hold_reason = delivery.state.value, DeliveryState.CANCELLED, None
    delivery.fence += 1
    record_delivery(session, actor, "delivery.cancel", delivery, before, reason)
    return True


def hold_approved(session: Session, actor: Actor, deliveries: Sequence[Delivery], reason: str | None) -> None:
    """Hold whatever was approved because its approval lapsed (T3).

    What was held for another reason needs a new approval as well, or nothing could let it go again.
    """
    for delivery in deliveries:
        if delivery.state in WITHDRAWABLE and delivery.hold_reason is not HoldReason.APPROVAL_LAPSED:
            hold(session, actor, delivery, HoldReason.APPROVAL_LAPSED, reason)


def hold(
    session: Session,
    actor: Actor,
    delivery: Delivery,
    why: HoldReason,
    reason: str | None,
    *,
    action: str = "delivery.hold",
) -> None:
    """Stop one delivery visibly (T3), or give one that stands already its new reason."""
    before, delivery.state, delivery.hold_reason = delivery.state.value, DeliveryState.HELD, why
    delivery.fence += 1
    record_delivery(session, actor, action, delivery, before, reason)


def advance(session: Session, post: Post, action: PostAction) -> None:
    """Move the post to where the action leads."""
    target = WORKFLOW[action][post.state]
    if target is not None:
        post.state = target
    post.claimed_by_id = post.claimed_until = None
    post.updated_at = func.now()
    session.flush()


def ensure_allowed(
    actor: Actor, permission: Permission, post: Post, channels: Collection[Channel] | None = None
) -> None:
    """Raise NotAllowedError unless the actor may do it with this post; `channels` are its own unless others are named."""
    if not is_allowed_on(actor, permission, post, channels=channels):
        raise NotAllowedError


def record_post(
    session: Session,
    actor: Actor,
    action: str,
    post: Post,
    before: PostState | None,
    reason: str | None = None,
) -> Event:
    """Write one event about the post; what the desk does on behalf of another organisation is marked."""
    marks: dict[str, Any] = {"on_behalf": True} if acts_on_behalf(actor, post) else {}
    if before is None and post.origin_id is not None:
        marks |= {"origin_id": str(post.origin_id), "corrects": post.corrects}
    if before is None and post.theme is not None:
        marks |= {"theme_id": str(post.theme.id)}
    was = before.value if before else None
    return record(
        session,
        actor,
        action,
        post,
        object_id=post.id,
        before=was,
        after=post.state.value,
        reason=reason,
        **marks,
    )


def _ensure_not_cancelled(deliveries: Sequence[Delivery], proposals: Sequence[Proposal]) -> None:
    cancelled = {row.channel_id for row in deliveries if row.state is DeliveryState.CANCELLED}
    issues = [
        Issue(f"deliveries.{index}.channel_id", "delivery-cancelled", {"channel_id": str(row.channel_id)})
        for index, row in enumerate(proposals)
        if row.channel_id in cancelled
    ]
    if issues:
        raise InvalidError(issues=issues)


def _drop_variants(
    session: Session, actor: Actor, post: Post, deliveries: Sequence[Delivery], kept: set[UUID]
) -> None:
    """Cancel what is no longer in the list of channels."""
    by_id = {row.id: row for row in deliveries}
    for variant in session.execute(select(Variant).where(Variant.post_id == post.id)).scalars():
        if variant.channel_id not in kept:
            cancel_variant(session, actor, variant, by_id.get(variant.id), None)


def _timely(session: Session, content: Content) -> Content:
    return replace(content, proposals=_timely_proposals(session, content.proposals))


def _timely_proposals(session: Session, proposals: Sequence[Proposal]) -> list[Proposal]:
    return [
        replace(row, proposed=not_past(session, row.proposed, f"deliveries.{index}.proposed_at"))
        for index, row in enumerate(proposals)
    ]
