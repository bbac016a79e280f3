"""Ausspielungen: what goes where and when, and why it does not; also as a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from app import clock
from app.messages import STATES
from app.queries.channels import list_connected
from app.queries.cursor import Page
from app.queries.deliveries import DeliveryView, list_deliveries
from app.queries.delivery_filter import DeliveryFilter, DeliveryOrder, DeliveryStatus
from app.queries.organisations import find_organisation_ids
from app.web.csv_file import Cell, csv_file
from app.web.deps import Looking, LookingOn
from app.web.moments import start_of
from app.web.pages import absolute
from app.web.queue_place import as_id
from app.web.text import headline
from app.web.visit import Visit

router = APIRouter(include_in_schema=False)

PAGE_LENGTH: Final = 50
FILE_PAGE_LENGTH: Final = 200
BACK: Final = timedelta(days=7)
ORDERS: Final = {DeliveryOrder.EARLIEST: "früheste zuerst", DeliveryOrder.LATEST: "späteste zuerst"}


@dataclass(frozen=True)
class Wanted:
    """Which deliveries somebody wants to see and in which order, as the address says it."""

    state: str = ""
    channel: str = ""
    organisation: str = ""
    start: str = ""
    end: str = ""
    q: str = ""
    order: str = ""

    def fetch(self, visit: Visit, session: Session, *, limit: int, after: str | None) -> Page[DeliveryView]:
        """Return a page of them. Words make it a costly request; what an auditor is shown is written down."""
        words = visit.take_words(self.q)
        chosen = self.organisation.strip()
        wanted = DeliveryFilter(
            state=DeliveryStatus(self.state) if self.state in set(DeliveryStatus) else None,
            channel=as_id(self.channel),
            organisations=find_organisation_ids(session, chosen) if chosen else None,
            start=start_of(self.start),
            end=start_of(self.end, days=1),
            text=words,
            order=DeliveryOrder(self.order) if self.order in set(DeliveryOrder) else DeliveryOrder.EARLIEST,
        )
        page = list_deliveries(session, visit.actor, wanted, limit=limit, after=after)
        visit.note_reading(view.post for view in page.items)
        return page


WantedDep = Annotated[Wanted, Depends()]


@router.get("/deliveries")
def show_deliveries(visit: LookingOn, wanted: WantedDep, after: str | None = None) -> Response:
    """Show deliveries by words, state, channel, organisation and days in the order of their time; unasked, from a week ago on."""
    if not visit.request.query_params:
        wanted = Wanted(start=(clock.today() - BACK).isoformat())
    page = wanted.fetch(visit, visit.session, limit=PAGE_LENGTH, after=after)
    return visit.show(
        "desk/deliveries.html",
        deliveries=page.items,
        next=page.next,
        after=after,
        wanted=vars(wanted),
        channels=list_connected(visit.session),
        all_states=list(DeliveryStatus),
        orders=ORDERS,
    )


@router.get("/deliveries.csv")
def hand_out_deliveries(visit: Looking, wanted: WantedDep) -> Response:
    """Return the same list, whole, for a spreadsheet."""
    return csv_file(
        visit,
        "ausspielungen",
        COLUMNS,
        lambda session, after: wanted.fetch(visit, session, limit=FILE_PAGE_LENGTH, after=after),
    )


def _sent_at(view: DeliveryView) -> datetime | None:
    return view.delivery.sent_at if view.delivery else None


def _remote_url(view: DeliveryView) -> str | None:
    return view.delivery.remote_url if view.delivery else None


COLUMNS: Final[Mapping[str, Callable[[DeliveryView], Cell]]] = {
    "Zeit": lambda view: view.due_at or view.proposed_at,
    "Stand": lambda view: STATES[view.state],
    "Kürzel": lambda view: view.post.organisation.abbreviation,
    "Kanal": lambda view: view.channel_row.label,
    "Text": lambda view: headline(view.text_as_sent),
    "Was gilt": lambda view: view.message,
    "Veröffentlicht": _sent_at,
    "Adresse auf dem Kanal": _remote_url,
    "Adresse": lambda view: absolute(f"/deliveries/{view.id}"),
}
