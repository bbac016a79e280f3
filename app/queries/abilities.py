"""What somebody can do with a post right now, and if not, why not: so that nobody has to try."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.editorial.permissions import Permission, has_written, is_allowed, may_approve
from app.editorial.workflow import ON_ITS_WAY, REVERTING, WORKFLOW, PostAction
from app.messages import explain
from app.models.post import Post
from app.models.user import Actor
from app.queries.deliveries import DeliveryView

WRITING = {
    PostAction.EDIT: Permission.WRITE,
    PostAction.SUBMIT: Permission.SUBMIT,
    PostAction.WITHDRAW: Permission.WITHDRAW,
}
DECIDING = {PostAction.APPROVE, PostAction.REQUEST_CHANGES, PostAction.REJECT}


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
        Ability(action.value, key is None, explain(key, state=post.state.value) if key else None)
        for action, key in obstacles.items()
    ]


def _obstacle(actor: Actor, post: Post, deliveries: Sequence[DeliveryView], action: PostAction) -> str | None:
    """Return the key of what stands between the actor and the action."""
    if not _is_permitted(actor, post, deliveries, action):
        return "not-allowed"
    if action in REVERTING and any(row.state in ON_ITS_WAY for row in deliveries):
        return "already-sending"
    if post.state not in WORKFLOW[action]:
        return "wrong-state"
    writers = {post.author.person_id, post.current_revision.editor.person_id}
    return "four-eyes" if action in DECIDING and has_written(actor, writers) else None


def _is_permitted(actor: Actor, post: Post, deliveries: Sequence[DeliveryView], action: PostAction) -> bool:
    if action in WRITING:
        permission = WRITING[action]
        return is_allowed(actor, permission, organisation_id=post.organisation_id) or (
            action is PostAction.WITHDRAW
            and any(is_allowed(actor, permission, channel=row.channel_row) for row in deliveries)
        )
    return any(may_approve(actor, post, row.channel_row) for row in deliveries)
