"""Talking about a theme among those who work on it, and deciding what becomes of it (R036, R038)."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.events import record
from app.actions.notifications import notify_organisation, notify_user
from app.actions.themes import lock_theme
from app.editorial.themes import may_decide, may_talk
from app.errors import NotAllowedError
from app.models import Theme, ThemeComment
from app.models.notification import NotificationKind
from app.models.theme_comment import ThemeDecision
from app.models.user import Actor


def comment_theme(
    session: Session, actor: Actor, theme_id: UUID, *, text: str, decision: ThemeDecision | None = None
) -> ThemeComment:
    """Say something about a theme, or decide on it with the text as the reason; those concerned are told, without a word of it.

    Raises NotFoundError for what the actor may not know of, NotAllowedError for who does not work on it or, for a decision,
    does not lead it.
    """
    theme = lock_theme(session, actor, theme_id)
    if not (may_decide(actor, theme) if decision else may_talk(actor, theme)):
        raise NotAllowedError
    comment = ThemeComment(theme_id=theme.id, author_id=actor.user_id, text=text, decision=decision)
    session.add(comment)
    session.flush()
    said = {"comment_id": str(comment.id)}
    if decision:
        record(session, actor, "theme.decide", theme, object_id=theme.id, decision=decision.value, **said)
        _tell_ministries(session, theme, comment, decision)
    else:
        record(session, actor, "theme.comment", theme, object_id=theme.id, **said)
        _tell_those_who_talk(session, actor, theme, comment)
    session.refresh(comment)
    return comment


def _tell_ministries(session: Session, theme: Theme, comment: ThemeComment, decision: ThemeDecision) -> None:
    for organisation_id in sorted({theme.lead_id, *(row.organisation_id for row in theme.ministries)}):
        notify_organisation(
            session,
            NotificationKind.THEME_DECIDED,
            organisation_id,
            theme,
            once=str(comment.id),
            decision=decision.value,
        )


def _tell_those_who_talk(session: Session, actor: Actor, theme: Theme, comment: ThemeComment) -> None:
    query = select(ThemeComment.author_id).where(ThemeComment.theme_id == theme.id)
    talking = {theme.created_by_id, *session.execute(query).scalars()} - {actor.user_id}
    for user_id in sorted(talking):
        notify_user(
            session, NotificationKind.THEME_COMMENTED, user_id, theme, once=str(comment.id), by=actor.name
        )
