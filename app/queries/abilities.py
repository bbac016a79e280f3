"""What somebody can do with a post right now, and if not, why not: so that nobody has to try."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import clock
from app.editorial.permissions import (
    Permission,
    acts_on_behalf,
    has_written,
    is_allowed,
    is_allowed_on,
    may_approve,
)
from app.editorial.workflow import (
    ON_ITS_WAY,
    REVERTING,
    WORKFLOW,
    PostAction,
    is_approved,
    is_claimed_by_other,
)
from app.messages import explain
from app.models.delivery import DeliveryState
from app.models.post import Post
from app.models.user import Actor
from app.queries.deliveries import DeliveryView

WRITING = {
    PostAction.EDIT: Permission.WRITE,
    PostAction.SUBMIT: Permission.SUBMIT,
    PostAction.WITHDRAW: Permission.WITHDRAW,
}
DECIDING = {PostAction.APPROVE, PostAction.REQUEST_CHANGES, PostAction.REJECT}
CANCELLED = DeliveryState.CANCELLED.value
OPEN = {"proposed", DeliveryState.WAITING.value, DeliveryState.HELD.value}


@dataclass(frozen=True)
class Ability:
    """An action, whether it is possible for this person now, and otherwise the reason in German."""

    name: str
    allowed: bool
    reason: str | None


def find_abilities(actor: Actor, post: Post, deliveries: Sequence[DeliveryView]) -> list[Ability]:
    """Return every action on a post with the actor's possibility."""
    obstacles = {action: _obstacle(actor, post, deliveries, action) for action in PostAction}
    return [
        Ability(action.value, key is None, _explain(key, post) if key else None)
        for action, key in obstacles.items()
    ]


def _explain(key: str, post: Post) -> str:
    return explain(key, state=post.state.value, by=post.claimed_by.name if post.claimed_by else "–")


def _obstacle(actor: Actor, post: Post, deliveries: Sequence[DeliveryView], action: PostAction) -> str | None:
    """Return the key of what stands between the actor and the action."""
    if not _is_permitted(actor, post, deliveries, action):
        return "not-allowed"
    if action in REVERTING and any(row.state in ON_ITS_WAY for row in deliveries):
        return "already-sending"
    if post.state not in WORKFLOW[action]:
        return "wrong-state"
    author = {post.author.person_id}
    if action is PostAction.SUBMIT and acts_on_behalf(actor, post) and not has_written(actor, author):
        return "on-behalf-author"
    writers = author | {post.current_revision.editor.person_id}
    if action in DECIDING and has_written(actor, writers):
        return "four-eyes"
    return _nothing_to_do(actor, post, deliveries, action)


def _nothing_to_do(
    actor: Actor, post: Post, deliveries: Sequence[DeliveryView], action: PostAction
) -> str | None:
    """Return the key that says why an action that is permitted and in its state would have no object."""
    match action:
        case PostAction.SUBMIT if all(row.state == CANCELLED for row in deliveries):
            return "delivery-missing"
        case PostAction.WITHDRAW:
            mine = [row for row in deliveries if _may_withdraw(actor, post, row)]
            left = any(row.state in OPEN for row in mine) or all(row.state == CANCELLED for row in deliveries)
            return None if left else "already-sending"
        case PostAction.APPROVE:
            mine = [row for row in _decidable(actor, post, deliveries) if not is_approved(post, row.delivery)]
            return None if mine else "wrong-state"
        case PostAction.CLAIM | PostAction.UNCLAIM:
            return "claimed-by-other" if is_claimed_by_other(actor, post, clock.now()) else None
        case _:
            return None


def _is_permitted(actor: Actor, post: Post, deliveries: Sequence[DeliveryView], action: PostAction) -> bool:
    if action in WRITING:
        return is_allowed_on(actor, WRITING[action], post) or (
            action is PostAction.WITHDRAW and any(_may_withdraw(actor, post, row) for row in deliveries)
        )
    return bool(_decidable(actor, post, deliveries))


def _may_withdraw(actor: Actor, post: Post, row: DeliveryView) -> bool:
    return is_allowed(
        actor, Permission.WITHDRAW, organisation_id=post.organisation_id, channel=row.channel_row
    )


def _decidable(actor: Actor, post: Post, deliveries: Sequence[DeliveryView]) -> list[DeliveryView]:
    """Return what the actor may decide on: the current revision's, unless taken back."""
    return [
        row
        for row in deliveries
        if row.state != CANCELLED and row.rendering is not None and may_approve(actor, post, row.channel_row)
    ]
