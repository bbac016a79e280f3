"""The tree of organisations as a list."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.grants import find_reach
from app.models import Organisation
from app.queries.cursor import Page, fetch_page


def list_organisations(session: Session, *, limit: int, after: str | None) -> Page[Organisation]:
    """Return the organisations by abbreviation."""
    query = select(Organisation).options(selectinload(Organisation.names), selectinload(Organisation.parent))
    return fetch_page(session, query, by=[Organisation.abbreviation], kinds=[str], limit=limit, after=after)


def find_organisation_ids(session: Session, abbreviation: str) -> Sequence[UUID]:
    """Return the id of the organisation with this abbreviation, and of everything below it; none where there is none."""
    found = session.execute(select(Organisation.id).where(Organisation.abbreviation == abbreviation)).scalar()
    return [] if found is None else list(find_reach(session, found))
