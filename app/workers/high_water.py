"""Finding out that somebody put an older copy of the database back, and stopping by oneself (PUBLISHING section 11).

A publisher keeps a mark after the commit of each intent and before its call, so that no call was ever made of which no
mark tells. Each new connection is compared with the marks before an intent goes through it, and all of them at each
round: a database that lacks what they name puts the office into restore mode.
"""

from typing import Final

import structlog
from sqlalchemy.orm import Session

from app import db
from app.actions.restorations import open_restoration
from app.actions.restore_mode import enter_restore_mode
from app.log import describe
from app.queries.audit import read_head
from app.queries.high_water import Mark, find_identity, is_behind
from app.workers.marks import note_mark, read_marks

log = structlog.get_logger()
_COMPARED: Final = "compared with the marks"


def is_surely_current(session: Session) -> bool:
    """Tell whether the database behind this connection has all that the marks name; asked once a connection."""
    told = session.connection().info
    if _COMPARED not in told:
        told[_COMPARED] = not _lacks(session)
    return bool(told[_COMPARED])


def watch() -> None:
    """Compare, go into restore mode if the database is behind, and otherwise keep how far it has come."""
    with db.transaction() as session:
        behind = _lacks(session)
    if behind:
        stop()
    else:
        _note_progress()


def stop() -> None:
    """Go into restore mode, with an alarm."""
    log.error("restore.behind")
    with db.transaction() as session:
        enter_restore_mode(session)
    with db.transaction() as session:
        open_restoration(session, is_behind=True)


def _lacks(session: Session) -> bool:
    """Tell whether the database lacks what a mark names."""
    return is_behind(session, _read())


def _note_progress() -> None:
    """Keep how long the chain of events is and on which server, where that has changed."""
    with db.transaction() as session:
        head, identity = read_head(session), find_identity(session)
    last = next((mark for mark in reversed(_read()) if mark.position), None)
    if last is None or (last.position, last.timeline) != (head.position, identity.timeline):
        note_mark(position=head.position, sha256=head.sha256, **identity._asdict())


def _read() -> list[Mark]:
    """Return the marks; those that nobody can read say nothing, and are an alarm."""
    try:
        return read_marks()
    except OSError as error:
        log.error("high_water.not_read", **describe(error))  # noqa: TRY400 - the place says nothing more
        return []
