"""What the ministry does in a case: it corrects, removes the post itself, agrees, or objects with a statement."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.actions.locking import ring
from app.actions.notifications import notify_desk
from app.actions.restore_mode import ensure_normal
from app.actions.settling import settle
from app.actions.takedown_ends import record_takedown
from app.actions.takedown_steps import lock_takedown, note_arrival
from app.actions.takedowns import take_all_down
from app.editorial.permissions import Permission, is_allowed
from app.editorial.takedowns import BINDING, TakedownAction, ensure_takedown_in
from app.errors import InvalidError, Issue, NotAllowedError
from app.models import Takedown, TakedownAnswer
from app.models.notification import NotificationKind
from app.models.takedown import AnswerKind, TakedownState
from app.models.user import Actor


def respond_to_takedown(
    session: Session, actor: Actor, takedown_id: UUID, *, answer: AnswerKind, statement: str | None
) -> Takedown:
    """Answer to a notice; the last answer counts. «remove» removes at once, everywhere, by the ministry's own right.

    Raises NotAllowedError for a binding answer of somebody who may not remove, InvalidError for an objection that
    says nothing.
    """
    if answer is AnswerKind.REMOVE:
        ensure_normal(session)
    held = lock_takedown(session, actor, takedown_id)
    takedown, post = held.takedown, held.post
    if not is_allowed(actor, Permission.RESPOND_TAKEDOWN, organisation_id=post.organisation_id):
        raise NotAllowedError
    may_remove = is_allowed(actor, Permission.TAKE_DOWN, organisation_id=post.organisation_id)
    if answer in BINDING and not may_remove:
        raise NotAllowedError(key="answer-binds")
    ensure_takedown_in(takedown, TakedownAction.RESPOND)
    if answer is AnswerKind.OBJECT and statement is None:
        raise InvalidError(issues=[Issue("statement", "objection-without-statement")])
    note_arrival(session, takedown)
    takedown.answers.append(
        TakedownAnswer(takedown_id=takedown.id, by_id=actor.user_id, answer=answer, statement=statement)
    )
    before, takedown.state = takedown.state, TakedownState.ANSWERED
    record_takedown(session, actor, "takedown.respond", takedown, before, statement, answer=answer.value)
    notify_desk(
        session,
        NotificationKind.TAKEDOWN_ANSWERED,
        takedown,
        once=str(takedown.answers[-1].id),
        answer=answer.value,
        organisation=post.organisation.abbreviation,
    )
    if answer is AnswerKind.REMOVE:
        variants = [row.variant for row in takedown.covered]
        take_all_down(session, actor, held, variants, statement or takedown.remedy)
        settle(session, post)
        ring(session)
    return takedown
