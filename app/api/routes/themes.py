"""Themes: what is planned before there is a post, and which posts hang on it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.actions.embargoes import assign_theme
from app.actions.themes import change_theme, create_theme, withdraw_theme
from app.api.deps import (
    ActorDep,
    After,
    IfMatch,
    KeepingRoute,
    Limit,
    Once,
    SessionDep,
    SignedIn,
    ensure_fresh,
    ensure_given,
)
from app.api.schemas.elections import WithdrawalIn
from app.api.schemas.fields import PageOut
from app.api.schemas.themes import ThemeIn, ThemeOfPostIn, ThemeOut
from app.models.theme import ThemeKind
from app.queries.themes import ThemeFilter, find_theme, list_themes

router = APIRouter(tags=["Themes"], route_class=KeepingRoute)


def _filter(
    kind: ThemeKind | None = None,
    organisation_id: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    *,
    ideas: bool = False,
) -> ThemeFilter:
    return ThemeFilter(kind=kind, organisation_id=organisation_id, since=since, until=until, ideas=ideas)


@router.get("/themes", dependencies=[SignedIn])
def read_themes(
    session: SessionDep,
    actor: ActorDep,
    wanted: Annotated[ThemeFilter, Depends(_filter)],
    limit: Limit = 50,
    after: After = None,
) -> PageOut[ThemeOut]:
    """List the themes that you may know of, the newest first."""
    page = list_themes(session, actor, wanted, limit=limit, after=after)
    return PageOut(items=[ThemeOut.of(row) for row in page.items], next=page.next)


@router.post("/themes", dependencies=[Once], status_code=201)
def create(body: ThemeIn, session: SessionDep, actor: ActorDep, response: Response) -> ThemeOut:
    """Enter a theme."""
    return _with_etag(response, ThemeOut.of(create_theme(session, actor, body.plan())))


@router.get("/themes/{theme_id}", dependencies=[SignedIn])
def read_theme(theme_id: UUID, session: SessionDep, actor: ActorDep, response: Response) -> ThemeOut:
    """Show a theme; under an embargo only to its ministries and the desk."""
    return _with_etag(response, ThemeOut.of(find_theme(session, actor, theme_id)))


@router.put("/themes/{theme_id}", dependencies=[Once])
def change(
    theme_id: UUID,
    body: ThemeIn,
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> ThemeOut:
    """Say anew what a theme is; a moved embargo takes effect at once."""
    theme = find_theme(session, actor, theme_id)
    ensure_fresh(ThemeOut.of(theme).etag, ensure_given(if_match))
    changed = change_theme(session, actor, theme_id, body.plan(), version=theme.version)
    return _with_etag(response, ThemeOut.of(changed))


@router.post("/themes/{theme_id}/withdraw", dependencies=[Once])
def withdraw(theme_id: UUID, body: WithdrawalIn, session: SessionDep, actor: ActorDep) -> ThemeOut:
    """Take a theme back; its posts stay what they are."""
    return ThemeOut.of(withdraw_theme(session, actor, theme_id, reason=body.reason))


@router.put("/posts/{post_id}/theme", dependencies=[Once], status_code=204)
def assign(post_id: UUID, body: ThemeOfPostIn, session: SessionDep, actor: ActorDep) -> None:
    """Hang a post on a theme, or on none."""
    assign_theme(session, actor, post_id, body.theme_id)


def _with_etag(response: Response, answer: ThemeOut) -> ThemeOut:
    response.headers["ETag"] = answer.etag
    return answer
