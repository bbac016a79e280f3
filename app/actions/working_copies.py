"""Keeping what somebody is writing, until they save it or throw it away. It is theirs alone and leaves no event."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from app.models import WorkingCopy

KEPT_FOR: Final = timedelta(days=30)


def keep_copy(
    session: Session, user_id: UUID, post_id: UUID | None, *, revision: int | None, fields: Mapping[str, str]
) -> None:
    """Keep the fields as they are now instead of what was kept before."""
    values = {"revision": revision, "fields": dict(fields), "saved_at": func.now()}
    query = insert(WorkingCopy).values(id=uuid7(), user_id=user_id, post_id=post_id, **values)
    session.execute(query.on_conflict_do_update(index_elements=["user_id", "post_id"], set_=values))


def drop_copy(session: Session, user_id: UUID, post_id: UUID | None) -> None:
    """Throw away what was kept."""
    session.execute(
        delete(WorkingCopy).where(
            WorkingCopy.user_id == user_id, WorkingCopy.post_id.is_not_distinct_from(post_id)
        )
    )


def forget_old_copies(session: Session) -> int:
    """Delete what nobody has touched for a month and return how many there were."""
    old = delete(WorkingCopy).where(WorkingCopy.saved_at < func.now() - KEPT_FOR).returning(WorkingCopy.id)
    return len(session.execute(old).all())
