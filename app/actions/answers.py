"""Keeping the answer of a request under the key its caller chose, in the transaction of the request itself."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.errors import KeyReusedError, RequestRunningError
from app.models import StoredAnswer

KEPT_HOURS = 48


def find_answer(session: Session, user_id: UUID, key: str, request_sha256: str) -> StoredAnswer | None:
    """Return the committed answer to the same request, None for a new one.

    Raises RequestRunningError while the same key is being worked on, KeyReusedError for another request.
    """
    is_mine = session.execute(
        select(func.pg_try_advisory_xact_lock(func.hashtextextended(f"{user_id}/{key}", 0)))
    ).scalar_one()
    if not is_mine:
        raise RequestRunningError
    stored = session.get(StoredAnswer, (user_id, key))
    if stored is not None and stored.request_sha256 != request_sha256:
        raise KeyReusedError
    return stored


def keep_answer(
    session: Session,
    user_id: UUID,
    key: str,
    request_sha256: str,
    *,
    status: int,
    headers: dict[str, Any],
    body: bytes,
) -> None:
    """Keep an answer for at least a day, so that a repeated request gets it instead of a second effect."""
    session.add(
        StoredAnswer(
            user_id=user_id,
            key=key,
            request_sha256=request_sha256,
            status=status,
            headers=headers,
            body=body.decode(),
        )
    )
    session.flush()


def forget_old_answers(session: Session) -> int:
    """Delete answers older than two days and return how many there were."""
    limit = func.now() - func.make_interval(0, 0, 0, 0, KEPT_HOURS)
    gone = session.execute(
        delete(StoredAnswer).where(StoredAnswer.stored_at < limit).returning(StoredAnswer.key)
    )
    return len(gone.all())
