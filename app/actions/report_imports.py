"""Entering a whole file of costs, staffing, strategies or followers: all of it or nothing, and nothing twice."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.importing import Drawn, close_gate, find_repeated, import_rows, name_columns
from app.actions.reporting import AnyEntry, Entry, enter_reported
from app.editorial.permissions import MATRIX, Permission
from app.errors import InvalidError, Issue, NotAllowedError
from app.models import MetricsSnapshot
from app.models.user import Actor

Values = Mapping[str, Any]


def import_reported(
    session: Session,
    actor: Actor,
    model: type[Entry],
    drawn: Sequence[Drawn[Values]],
    issues: Sequence[Issue],
    *,
    columns: Mapping[str, str],
    is_dry_run: bool,
) -> tuple[list[Issue], list[str]]:
    """Enter all rows, unless something is wrong with one of them; return what is wrong, and what was entered in words.

    `columns` are the heads by field; `12.Betrag` is the field of an issue. Raises InvalidError with everything wrong where it was meant, NotAllowedError for
    who enters nothing.
    """
    if actor.scopes is not None or not actor.holds(*MATRIX[Permission.WRITE_REGISTER]):
        raise NotAllowedError
    close_gate(session)
    by_hand = session.scalars(select(model).where(model.source_key.is_(None))).unique()
    known = {_mark(entry): 0 for entry in by_hand}
    whose = columns["channel_id" if model is MetricsSnapshot else "organisation"]

    said = []

    def enter(row: Drawn[Values]) -> Iterator[Issue]:
        try:
            with session.begin_nested():
                entry = enter_reported(session, actor, model, row.value)
        except NotAllowedError:
            yield Issue(f"{row.number}.{whose}", "import-not-yours")
        except InvalidError as error:
            yield from name_columns(error, row.number, columns)
        else:
            said.append(f"{entry.organisation.abbreviation}: {entry.printed}")
            yield from find_repeated(known, _mark(entry), row.number, whose)

    return import_rows(session, drawn, issues, enter, is_dry_run=is_dry_run), said


def _mark(entry: AnyEntry) -> Hashable:
    """Return what makes two entries say the same."""
    if isinstance(entry, MetricsSnapshot):
        return entry.channel_id, entry.as_of
    about = tuple(sorted(entry.platforms))
    more = ("year_from", "year_to", "kind", "service", "contractor", "amount")
    return entry.organisation_id, about, entry.printed, *(getattr(entry, name, None) for name in more)
