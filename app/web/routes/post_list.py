"""Beiträge: finding them by state, ministry, channel and words, in the order somebody wants, also as a file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from app.messages import STATES
from app.models.post import PostState
from app.queries.channels import list_connected
from app.queries.cursor import Page
from app.queries.posts import PostFilter, PostOrder, PostView, list_posts
from app.web.csv_file import Cell, csv_file
from app.web.deps import Looking
from app.web.pages import absolute
from app.web.queue_place import as_id
from app.web.text import headline
from app.web.visit import Visit

router = APIRouter(include_in_schema=False)

PAGE_LENGTH: Final = 30
FILE_PAGE_LENGTH: Final = 200
ORDERS: Final = {
    PostOrder.CHANGED: "zuletzt geänderte zuerst",
    PostOrder.NEWEST: "neueste zuerst",
    PostOrder.OLDEST: "älteste zuerst",
}


@dataclass(frozen=True)
class Wanted:
    """Which posts somebody wants to see and in which order, as the address says it."""

    state: str = ""
    organisation: str = ""
    channel: str = ""
    q: str = ""
    order: str = ""

    def fetch(self, visit: Visit, session: Session, *, limit: int, after: str | None) -> Page[PostView]:
        """Return a page of them. Words make it a costly request; what an auditor is shown is written down."""
        words = visit.take_words(self.q)
        page = list_posts(
            session,
            visit.actor,
            PostFilter(
                state=PostState(self.state) if self.state in set(PostState) else None,
                organisation=self.organisation.strip() or None,
                channel=as_id(self.channel),
                text=words,
                order=PostOrder(self.order) if self.order in set(PostOrder) else PostOrder.CHANGED,
            ),
            limit=limit,
            after=after,
        )
        visit.note_reading(view.post for view in page.items)
        return page


WantedDep = Annotated[Wanted, Depends()]


@router.get("/posts")
def show_posts(visit: Looking, wanted: WantedDep, after: str | None = None) -> Response:
    """Show the posts one may see."""
    page = wanted.fetch(visit, visit.session, limit=PAGE_LENGTH, after=after)
    return visit.show(
        "desk/posts.html",
        posts=page.items,
        next=page.next,
        after=after,
        wanted=vars(wanted),
        all_states=list(PostState),
        channels=list_connected(visit.session),
        orders=ORDERS,
    )


@router.get("/posts.csv")
def hand_out_posts(visit: Looking, wanted: WantedDep) -> Response:
    """Return the same list, whole, for a spreadsheet."""
    columns: dict[str, Callable[[PostView], Cell]] = {
        "Kürzel": lambda view: view.post.organisation.abbreviation,
        "Titel": _title_of,
        "Stand": lambda view: STATES[view.post.state],
        "Kanäle": lambda view: ", ".join(row.channel_row.label for row in view.deliveries),
        "Nächste Zeit": _time_of,
        "Verfasst von": lambda view: view.post.author.name if view.is_whole else "",
        "Eingereicht": lambda view: view.post.submitted_at if view.is_whole else None,
        "Zuletzt geändert": lambda view: view.post.updated_at,
        "Adresse": lambda view: absolute(f"/posts/{view.post.id}"),
    }
    return csv_file(
        visit,
        "beitraege",
        columns,
        lambda session, after: wanted.fetch(visit, session, limit=FILE_PAGE_LENGTH, after=after),
    )


def _title_of(view: PostView) -> str:
    return view.post.current_revision.title if view.is_whole else headline(view.post.current_revision.text)


def _time_of(view: PostView) -> datetime | None:
    """Return when the first of the deliveries is to leave, or was."""
    times = [time for row in view.deliveries if (time := row.due_at or row.proposed_at)]
    return min(times, default=None)
