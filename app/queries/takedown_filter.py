"""Which cases (Löschverfahren) a list shows."""

from dataclasses import dataclass

from sqlalchemy import Select, or_

from app.models import Organisation, Post, Revision, Takedown
from app.models.takedown import TakedownState


@dataclass(frozen=True)
class TakedownFilter:
    """Which cases a list shows.

    `is_open` leaves those that have not ended, `organisation` is an abbreviation, `text` searches the post's title and
    text, the objectionable passage and the remedy.
    """

    state: TakedownState | None = None
    is_open: bool = False
    organisation: str | None = None
    text: str | None = None


def narrow(query: Select[Takedown], wanted: TakedownFilter) -> Select[Takedown]:
    """Return a query over cases and posts that finds only what is wanted."""
    if wanted.state:
        query = query.where(Takedown.state == wanted.state)
    if wanted.is_open:
        query = query.where(Takedown.ended_at.is_(None))
    if wanted.organisation:
        query = query.where(Post.organisation.has(Organisation.abbreviation == wanted.organisation))
    if wanted.text:
        places = (Revision.title, Revision.text, Takedown.quote, Takedown.remedy)
        query = query.join(Revision, Revision.id == Takedown.revision_id)
        query = query.where(or_(*(place.icontains(wanted.text, autoescape=True) for place in places)))
    return query
