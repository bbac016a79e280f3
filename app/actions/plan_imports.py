"""Entering a whole plan of themes: all of it or nothing, and nothing twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.locking import IMPORT_GATE
from app.actions.themes import Plan, create_theme
from app.editorial.permissions import MATRIX, Permission
from app.editorial.themes import may_see_theme
from app.errors import InvalidError, Issue, NotAllowedError
from app.messages.themes import COLUMNS
from app.models import Theme
from app.models.user import Actor


@dataclass(frozen=True)
class Drawn:
    """A theme that a file draws up, and the number of its row there."""

    number: int
    plan: Plan


def import_plans(
    session: Session, actor: Actor, drawn: Sequence[Drawn], issues: Sequence[Issue], *, is_dry_run: bool
) -> list[Issue]:
    """Enter all themes, unless something is wrong with one of them; return what is wrong, `12.Art` being a field.

    A dry run tries each of them in the same way and leaves nothing. Two who bring in the same plan at once are taken one
    after the other. Raises InvalidError with everything wrong where it was meant, NotAllowedError for who plans nothing.
    """
    if actor.scopes is not None or not actor.holds(*MATRIX[Permission.PLAN]):
        raise NotAllowedError
    session.execute(select(func.pg_advisory_xact_lock(IMPORT_GATE)))
    known = _find_known(session, actor)
    found = list(issues) if drawn or issues else [Issue("file", "import-empty")]
    with session.begin_nested() as attempt:
        for row in drawn:
            found += _enter(session, actor, row, known)
        if found or is_dry_run:
            attempt.rollback()
    found.sort(key=_row_of)
    if found and not is_dry_run:
        raise InvalidError(issues=found)
    return found


def _enter(session: Session, actor: Actor, row: Drawn, known: dict[tuple[Any, ...], int]) -> Iterator[Issue]:
    plan = row.plan
    first = known.setdefault(_mark(plan), row.number)
    if first != row.number:
        key = "import-doubled" if first else "import-known"
        yield Issue(f"{row.number}.{COLUMNS['title']}", key, {"row": first})
        return
    try:
        create_theme(session, actor, plan)
    except NotAllowedError:
        yield Issue(f"{row.number}.{COLUMNS['lead_id']}", "import-not-allowed")
    except InvalidError as error:
        for issue in error.issues:
            column = COLUMNS[issue.field.partition(".")[0]]
            yield Issue(f"{row.number}.{column}", issue.key, issue.context)


def _find_known(session: Session, actor: Actor) -> dict[tuple[Any, ...], int]:
    """Return the marks of the themes that stand, as far as the actor may know of them: the others are nobody's business."""
    themes = session.execute(select(Theme).where(Theme.withdrawn_at.is_(None))).scalars().unique()
    return {_mark(theme): 0 for theme in themes if may_see_theme(actor, theme)}


def _mark(theme: Plan | Theme) -> tuple[Any, ...]:
    return theme.title, theme.kind, theme.lead_id, theme.starts_on, theme.ends_on


def _row_of(issue: Issue) -> int:
    number = issue.field.partition(".")[0]
    return int(number) if number.isdecimal() else 0
