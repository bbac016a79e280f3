"""HTML for people: the public portal, and the desk's own pages."""

from typing import Final

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.gzip import GZipMiddleware

from app.web.lookout import Lookout
from app.web.pages import STATIC
from app.web.pages import error_page as error_page
from app.web.routes import (
    accessibility,
    account,
    activity,
    admin,
    approvals,
    calendar,
    calendar_feed,
    channel_life,
    channels,
    chapters,
    comments,
    composer,
    concepts,
    contributions,
    deliveries,
    delivery,
    demo,
    directory,
    docs,
    elections,
    events,
    findings,
    hooks,
    inquiries,
    lexicon,
    links,
    live,
    membership_ends,
    membership_forms,
    memberships,
    moving,
    my_day,
    notifications,
    occasions,
    opening,
    package,
    packages,
    platforms,
    post_list,
    post_records,
    posts,
    press,
    radar,
    report_import,
    reported,
    reporting,
    restore,
    revisions,
    rules,
    service_tokens,
    services,
    sign_in,
    stops,
    surveys,
    takedown_list,
    takedown_opening,
    takedowns,
    theme,
    theme_import,
    themes,
    tokens,
    user_adding,
    user_changing,
    user_page,
    user_steps,
    users,
    verification,
    wishes,
)
from app.web.routes.portal import router as router
from app.web.static_files import Static

PARTS: Final = (
    docs,
    directory,
    sign_in,
    account,
    activity,
    tokens,
    wishes,
    notifications,
    my_day,
    composer,
    approvals,
    post_list,
    post_records,
    posts,
    revisions,
    comments,
    deliveries,
    delivery,
    takedown_list,
    takedown_opening,
    takedowns,
    themes,
    theme_import,
    theme,
    radar,
    contributions,
    packages,
    package,
    press,
    occasions,
    calendar,
    moving,
    calendar_feed,
    concepts,
    channel_life,
    channels,
    platforms,
    stops,
    restore,
    findings,
    elections,
    lexicon,
    rules,
    reported,
    report_import,
    reporting,
    inquiries,
    surveys,
    hooks,
    opening,
    links,
    live,
    demo,
    chapters,
    accessibility,
    admin,
    user_adding,
    user_changing,
    users,
    user_page,
    membership_forms,
    memberships,
    membership_ends,
    services,
    service_tokens,
    user_steps,
    events,
    verification,
)
"""The pages, in the order in which an address is looked for: what names nothing stands before what names an id."""


def mount(app: FastAPI) -> None:
    """Add the pages and their static files to an application."""
    app.state.lookout = Lookout()
    app.include_router(router)
    for part in PARTS:
        app.include_router(part.router)
    app.mount("/static", GZipMiddleware(Static(directory=STATIC), minimum_size=1_000), name="static")
    app.add_api_route("/favicon.ico", show_icon, include_in_schema=False)


def show_icon() -> FileResponse:
    """Return the icon where browsers look for it unasked, as beside a feed."""
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")
