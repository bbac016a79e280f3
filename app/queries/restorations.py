"""Restorations with what became of each channel, and whether the office is in restore mode right now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import PublishingControl, Restoration, RestorationLook
from app.models.stop import PublishingMode
from app.queries.cursor import Page, as_id, fetch_page


@dataclass(frozen=True)
class RestorationView:
    """A restoration with its channels in the order of their names."""

    restoration: Restoration
    looks: Sequence[RestorationLook]


def is_in_restore_mode(session: Session) -> bool:
    """Tell whether nothing leaves because the database is a restored one."""
    mode = session.execute(select(PublishingControl.mode)).scalar_one()
    return mode is PublishingMode.RESTORE


def list_restorations(session: Session, *, limit: int, after: str | None) -> Page[RestorationView]:
    """Return the restorations, newest first."""
    people = joinedload(Restoration.first_by), joinedload(Restoration.ended_by)
    query = select(Restoration).options(*people)
    page = fetch_page(
        session, query, by=[Restoration.id], kinds=[as_id], limit=limit, after=after, descending=True
    )
    return Page([view_restoration(session, row) for row in page.items], page.next)


def view_restoration(session: Session, restoration: Restoration) -> RestorationView:
    """Return a restoration with its channels."""
    query = (
        select(RestorationLook)
        .where(RestorationLook.restoration_id == restoration.id)
        .options(joinedload(RestorationLook.channel))
    )
    looks = session.execute(query).scalars().all()
    return RestorationView(restoration, sorted(looks, key=lambda row: row.channel.label))
