"""Which deliveries wait for the approval of a second person, and who approved them: asked of many at once."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from app.actions.facts import find_approvers
from app.actions.periods import day_of, is_within, list_in_force
from app.editorial.second_approvals import Standing, needs_second
from app.models import Delivery, Post, Revision, User


def find_wanting_second(session: Session, *conditions: ColumnElement[bool]) -> dict[UUID, frozenset[UUID]]:
    """Return the deliveries that wait for a second person, each with the one who approved it.

    The conditions are on deliveries and their posts; none of either is loaded.
    """
    author, editor = aliased(User), aliased(User)
    query = (
        select(
            Delivery.id,
            Delivery.due_at,
            Delivery.state,
            Delivery.hold_reason,
            Post.state,
            Delivery.revision_id == Post.current_revision_id,
            author.person_id,
            editor.person_id,
        )
        .join(Post, Post.id == Delivery.post_id)
        .join(author, author.id == Post.author_id)
        .join(Revision, Revision.id == Post.current_revision_id)
        .join(editor, editor.id == Revision.editor_id)
        .where(*conditions)
    )
    rows = session.execute(query).all()
    quiet = set(_find_quiet(session, {row[0]: row[1] for row in rows}))
    approvers = find_approvers(session, quiet)
    found = {
        key: Standing(
            state=state,
            hold_reason=hold_reason,
            post_state=post_state,
            is_current=is_current,
            is_in_period=key in quiet,
            approvers=approvers.get(key, set()),
            writers={wrote, edited},
        )
        for key, _, state, hold_reason, post_state, is_current, wrote, edited in rows
    }
    return {key: standing.counted for key, standing in found.items() if needs_second(standing)}


def _find_quiet(session: Session, due: dict[UUID, datetime]) -> Iterator[UUID]:
    """Yield what is due in a pre-election period."""
    days = {key: day_of(instant) for key, instant in due.items()}
    periods = list_in_force(session, since=min(days.values())) if days else []
    for key, day in days.items():
        if any(is_within(period, day) for period in periods):
            yield key
