"""Themes that a post may be hung on, when it is written or later (ADR 0033)."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.editorial.themes import may_see_theme
from app.errors import InvalidError, Issue
from app.models import Theme
from app.models.user import Actor


def lock_theme_of_post(session: Session, actor: Actor, theme_id: UUID) -> Theme:
    """Return the theme, locked against changes, so that its embargo is the one that is looked at.

    Raises InvalidError for one that the actor may not know of, or that was taken back.
    """
    theme = session.get(Theme, theme_id, with_for_update={"read": True}, populate_existing=True)
    if theme is None or not may_see_theme(actor, theme):
        raise InvalidError(issues=[Issue("theme_id", "theme-unknown")])
    if theme.withdrawn_at is not None:
        raise InvalidError(issues=[Issue("theme_id", "theme-gone")])
    return theme
