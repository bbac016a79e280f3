"""Ausspielungen: what goes where and when, and why it does not."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Response

from app import clock
from app.queries.channels import list_connected
from app.queries.deliveries import list_deliveries
from app.queries.delivery_filter import DeliveryFilter, DeliveryStatus
from app.queries.organisations import find_organisation_ids
from app.web.deps import LookingOn
from app.web.moments import start_of

router = APIRouter(prefix="/deliveries", include_in_schema=False)

PAGE_LENGTH: Final = 50
BACK: Final = timedelta(days=7)


@router.get("")
def show_deliveries(
    visit: LookingOn,
    state: str = "",
    channel: str = "",
    organisation: str = "",
    start: str = "",
    end: str = "",
    after: str | None = None,
) -> Response:
    """Show deliveries in the order of their time, by state, channel, organisation and days; unasked, from a week ago on."""
    if not visit.request.query_params:
        start = (clock.today() - BACK).isoformat()
    channels = list_connected(visit.session)
    chosen = organisation.strip()
    wanted = DeliveryFilter(
        state=DeliveryStatus(state) if state in set(DeliveryStatus) else None,
        channel=next((row.id for row in channels if str(row.id) == channel), None),
        organisations=find_organisation_ids(visit.session, chosen) if chosen else None,
        start=start_of(start),
        end=start_of(end, days=1),
    )
    page = list_deliveries(visit.session, visit.actor, wanted, limit=PAGE_LENGTH, after=after)
    visit.note_reading(view.post for view in page.items)
    said = {"state": state, "channel": channel, "organisation": organisation, "start": start, "end": end}
    return visit.show(
        "desk/deliveries.html",
        deliveries=page.items,
        next=page.next,
        wanted=said,
        channels=channels,
        all_states=list(DeliveryStatus),
    )
