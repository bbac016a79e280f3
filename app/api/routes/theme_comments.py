"""What is said about a theme, and what is decided on it."""

from uuid import UUID

from fastapi import APIRouter

from app.actions.theme_comments import comment_theme
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep, SignedIn
from app.api.schemas.fields import PageOut
from app.api.schemas.themes import ThemeCommentIn, ThemeCommentOut
from app.queries.theme_pages import list_theme_comments

router = APIRouter(tags=["Themes"], route_class=KeepingRoute)


@router.get("/themes/{theme_id}/comments", dependencies=[SignedIn])
def read_comments(
    theme_id: UUID, session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[ThemeCommentOut]:
    """List what was said about a theme, the oldest first."""
    page = list_theme_comments(session, actor, theme_id, limit=limit, after=after)
    return PageOut(items=[ThemeCommentOut.of(row) for row in page.items], next=page.next)


@router.post("/themes/{theme_id}/comments", dependencies=[Once], status_code=201)
def comment(theme_id: UUID, body: ThemeCommentIn, session: SessionDep, actor: ActorDep) -> ThemeCommentOut:
    """Say something about a theme, or decide on it."""
    return ThemeCommentOut.of(comment_theme(session, actor, theme_id, text=body.text, decision=body.decision))
