"""The calendar for one's own calendar program: a secret address, made and taken back on the account's pages.

The address is all that opens the feed, for calendar programs cannot sign in. To whoever holds a wrong one, or whose
account is locked or without roles, it is as if there was nothing (404).
"""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app import clock
from app.actions.calendar_feeds import renew_feed, revoke_feed
from app.actions.sign_in import digest_token
from app.editorial.permissions import may_see, reads_as_auditor
from app.identity import find_feed_actor
from app.messages import STATES
from app.messages.themes import KINDS
from app.models import CalendarFeed
from app.models.user import Actor
from app.queries.agenda import own_organisations
from app.queries.deliveries import DeliveryView, load_views
from app.queries.delivery_filter import PROPOSED
from app.queries.plan import PlanFilter, find_plan
from app.queries.theme_pages import list_themes_between
from app.settings import settings
from app.throttle import site_of, throttle
from app.web.deps import Acting, Looking, ReadSession
from app.web.ical import Appointment, WholeDays, write_calendar
from app.web.pages import absolute
from app.web.text import legal
from app.web.visit import HEADERS, Visit, lead_to

router = APIRouter(include_in_schema=False)

BACK, AHEAD, MOST = timedelta(days=7), timedelta(days=90), 1000
"""How far a feed reaches, and how many appointments it holds at the most."""
NAME: Final = "Redaktionssystem"


@router.get("/calendar/feed/{token}.ics")
def show_feed(request: Request, session: ReadSession, token: str) -> Response:
    """Show what is planned to a calendar program. Raises NotFoundError, TooOftenError."""
    address = site_of(request.client.host if request.client else "")
    throttle().count(throttle().by_token, f"feed {address}")
    throttle().count(throttle().costly, f"feed {digest_token(token)}")
    actor = find_feed_actor(session, digest_token(token))
    now = clock.now()
    wanted = PlanFilter(organisations=own_organisations(actor))
    rows = find_plan(session, actor, wanted, start=now - BACK, end=now + AHEAD).rows[:MOST]
    views = load_views(session, [row.id for row in rows])
    appointments = [_appoint(actor, views[row.id]) for row in rows]
    host = urlsplit(settings().base_url).hostname or NAME
    content = write_calendar(NAME, host, appointments, _list_days(session, actor, now), now=now)
    named = {"Content-Disposition": 'inline; filename="redaktionssystem.ics"'}
    return Response(content, headers=HEADERS | named, media_type="text/calendar; charset=utf-8")


def _list_days(session: Session, actor: Actor, now: datetime) -> list[WholeDays]:
    """Return the themes that touch the feed's days; those under an embargo only for whoever may know of them."""
    start, end = now - BACK, now + AHEAD
    themes = list_themes_between(
        session,
        actor,
        days=(start.date(), end.date()),
        instants=(start, start),
        organisations=own_organisations(actor),
    )
    return [
        WholeDays(
            row.id,
            row.starts_on,
            row.ends_on,
            f"{row.lead.abbreviation}: {legal(row.title)}",
            KINDS[row.kind],
            absolute(f"/themes/{row.id}"),
            row.version,
        )
        for row in themes
        if row.starts_on is not None and row.ends_on is not None
    ]


@router.get("/account/calendar")
def show_address(visit: Looking) -> Response:
    """Show whether there is an address, and since when; never the address itself."""
    return _show(visit, None)


@router.post("/account/calendar")
def take_renewal(visit: Acting) -> Response:
    """Make an address, or a new one in place of the old, and show it this once."""
    return _show(visit, renew_feed(visit.session, visit.actor))


@router.post("/account/calendar/revoke")
def take_revocation(visit: Acting) -> Response:
    """Take the address back: from now on it opens nothing."""
    revoke_feed(visit.session, visit.actor)
    return lead_to("/account/calendar", said="feed-revoked")


def _show(visit: Visit, token: str | None) -> Response:
    return visit.show(
        "desk/calendar/feed.html",
        feed=visit.session.get(CalendarFeed, visit.actor.user_id),
        address=absolute(f"/calendar/feed/{token}.ics") if token else None,
        days_ahead=AHEAD.days,
    )


def _appoint(actor: Actor, view: DeliveryView) -> Appointment:
    """Return a delivery as an appointment: its working title where all of the post may be seen, and never its text.

    What only the auditor's role shows goes without: each of an auditor's looks leaves a trace, a program's cannot.
    """
    abbreviation, label = view.post.organisation.abbreviation, view.channel_row.label
    is_open = may_see(actor, view.post) and not reads_as_auditor(actor, view.post)
    title = view.post.current_revision.title if is_open else f"Beitrag {abbreviation}"
    return Appointment(
        id=view.id,
        at=view.due_at or view.proposed_at or view.post.updated_at,
        summary=legal(f"{abbreviation}: {title} ({STATES[view.state]})"),
        description=legal(view.message),
        location=legal(label),
        address=absolute(f"/deliveries/{view.id}"),
        is_certain=view.state != PROPOSED,
        revised=max(view.fence, 0),
    )
