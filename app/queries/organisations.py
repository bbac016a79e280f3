"""The tree of organisations as a list."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import Organisation
from app.queries.cursor import Page, fetch_page


def list_organisations(session: Session, *, limit: int, after: str | None) -> Page[Organisation]:
    """Return the organisations by abbreviation."""
    query = select(Organisation).options(selectinload(Organisation.names), selectinload(Organisation.parent))
    return fetch_page(session, query, by=[Organisation.abbreviation], kinds=[str], limit=limit, after=after)
