"""Asking ministries for contributions to a theme: request, answer, hand-over, reminder (Anlage 1, page 5)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.actions.attempts import clock_of
from app.actions.events import record
from app.actions.notifications import notify_organisation, notify_user
from app.actions.themes import lock_theme
from app.editorial.permissions import Permission, is_allowed, may_see
from app.editorial.themes import may_plan, may_see_theme
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, WrongStateError
from app.models import Contribution, Organisation, Post, Theme, ThemeMinistry
from app.models.contribution import ContributionState
from app.models.notification import NotificationKind
from app.models.user import Actor

REMIND_BEFORE: Final = timedelta(hours=24)
"""So long before it is due a ministry is reminded, once."""


def ask_for_contribution(
    session: Session, actor: Actor, theme_id: UUID, *, organisation_id: UUID, request: str, due_at: datetime
) -> Contribution:
    """Ask a ministry to contribute until an instant; from then on it takes part in the theme and may know of it."""
    theme = lock_theme(session, actor, theme_id)
    if not may_plan(actor, theme):
        raise NotAllowedError
    _ensure_ahead(session, due_at)
    _let_take_part(session, theme, organisation_id)
    contribution = Contribution(
        theme_id=theme.id,
        organisation_id=organisation_id,
        asked_by_id=actor.user_id,
        request=request,
        due_at=due_at,
        state=ContributionState.OPEN,
    )
    session.add(contribution)
    session.flush()
    _record(session, actor, "contribution.ask", contribution)
    _tell_ministry(session, NotificationKind.CONTRIBUTION_ASKED, contribution)
    return contribution


def answer_contribution(
    session: Session, actor: Actor, contribution_id: UUID, *, answer: str | None, post_id: UUID | None
) -> Contribution:
    """Answer for the ministry that was asked: by a sentence, by a post of the theme, or both."""
    contribution = _lock_open(session, actor, contribution_id, as_asked=True)
    if answer is None and post_id is None:
        raise InvalidError(issues=[Issue("answer", "missing")])
    if post_id is not None:
        post = session.get(Post, post_id)
        if post is None or not may_see(actor, post) or post.theme_id != contribution.theme_id:
            raise InvalidError(issues=[Issue("post_id", "post-of-another-theme")])
    contribution.answer, contribution.post_id = answer, post_id
    return _end(session, actor, contribution, ContributionState.ANSWERED, "contribution.answer")


def decline_contribution(
    session: Session, actor: Actor, contribution_id: UUID, *, reason: str
) -> Contribution:
    """Say for the ministry that was asked that nothing will come, and why."""
    contribution = _lock_open(session, actor, contribution_id, as_asked=True)
    contribution.answer = reason
    return _end(session, actor, contribution, ContributionState.DECLINED, "contribution.decline")


def hand_over_contribution(
    session: Session, actor: Actor, contribution_id: UUID, *, organisation_id: UUID, reason: str
) -> Contribution:
    """Hand a request over to another ministry; whoever planned the theme may do so as well. It is reminded anew."""
    contribution = _lock_open(session, actor, contribution_id, as_asked=False)
    if organisation_id == contribution.organisation_id:
        raise InvalidError(issues=[Issue("organisation_id", "handed-over-to-itself")])
    _let_take_part(session, contribution.theme, organisation_id)
    contribution.handed_over_from_id = contribution.organisation_id
    contribution.organisation_id, contribution.reminded_at = organisation_id, None
    session.flush()
    _record(session, actor, "contribution.hand_over", contribution, reason)
    _tell_ministry(session, NotificationKind.CONTRIBUTION_ASKED, contribution)
    session.refresh(contribution)
    return contribution


def withdraw_contribution(session: Session, actor: Actor, contribution_id: UUID) -> Contribution:
    """Take a request back that nobody has answered: whoever plans the theme may."""
    contribution = _lock_open(session, actor, contribution_id, as_asked=False)
    if not may_plan(actor, contribution.theme):
        raise NotAllowedError
    contribution.state = ContributionState.WITHDRAWN
    session.flush()
    _record(session, actor, "contribution.withdraw", contribution)
    _tell_ministry(session, NotificationKind.CONTRIBUTION_WITHDRAWN, contribution)
    session.refresh(contribution)
    return contribution


def remind_of_contributions(session: Session) -> int:
    """Remind ministries once of what is due within a day; return how many requests. Answered ones are left alone."""
    query = (
        select(Contribution)
        .join(Theme, Theme.id == Contribution.theme_id)
        .where(
            Contribution.state == ContributionState.OPEN,
            Contribution.reminded_at.is_(None),
            Contribution.due_at <= func.now() + REMIND_BEFORE,
            Theme.withdrawn_at.is_(None),
        )
        .order_by(Contribution.id)
        .with_for_update(of=Contribution, skip_locked=True)
    )
    rows = session.execute(query).scalars().all()
    for row in rows:
        row.reminded_at = clock_of(session)
        _tell_ministry(session, NotificationKind.CONTRIBUTION_DUE_SOON, row)
    return len(rows)


def _lock_open(session: Session, actor: Actor, contribution_id: UUID, *, as_asked: bool) -> Contribution:
    """Return an open request, locked, if the actor may answer it, or unless `as_asked` has planned its theme."""
    row = session.get(Contribution, contribution_id, with_for_update=True, populate_existing=True)
    if row is None or not may_see_theme(actor, row.theme):
        raise NotFoundError
    is_asked = is_allowed(actor, Permission.CONTRIBUTE, organisation_id=row.organisation_id)
    if not is_asked and (as_asked or not may_plan(actor, row.theme)):
        raise NotAllowedError
    if row.state is not ContributionState.OPEN:
        raise WrongStateError(state=row.state.value)
    return row


def _let_take_part(session: Session, theme: Theme, organisation_id: UUID) -> None:
    if session.get(Organisation, organisation_id) is None:
        raise InvalidError(issues=[Issue("organisation_id", "organisation-unknown")])
    if organisation_id not in {theme.lead_id, *(row.organisation_id for row in theme.ministries)}:
        theme.ministries.append(ThemeMinistry(organisation_id=organisation_id))


def _ensure_ahead(session: Session, due_at: datetime) -> None:
    if due_at <= clock_of(session):
        raise InvalidError(issues=[Issue("due_at", "time.past")])


def _end(
    session: Session, actor: Actor, contribution: Contribution, state: ContributionState, action: str
) -> Contribution:
    contribution.answered_at, contribution.answered_by_id = clock_of(session), actor.user_id
    contribution.state = state
    _record(session, actor, action, contribution)
    notify_user(
        session,
        NotificationKind.CONTRIBUTION_ANSWERED,
        contribution.asked_by_id,
        contribution,
        once=state.value,
        abbreviation=contribution.organisation.abbreviation,
        state=state.value,
    )
    session.refresh(contribution)
    return contribution


def _tell_ministry(session: Session, kind: NotificationKind, contribution: Contribution) -> None:
    """Tell the ministry that is asked: until when, and never a word of the theme, which may be under embargo."""
    notify_organisation(
        session,
        kind,
        contribution.organisation_id,
        contribution,
        once=str(contribution.organisation_id),
        due_at=clock.rfc3339(contribution.due_at),
    )


def _record(
    session: Session, actor: Actor, action: str, contribution: Contribution, reason: str | None = None
) -> None:
    record(
        session,
        actor,
        action,
        contribution,
        object_id=contribution.id,
        reason=reason,
        theme_id=str(contribution.theme_id),
        organisation_id=str(contribution.organisation_id),
        due_at=contribution.due_at.isoformat(),
    )
