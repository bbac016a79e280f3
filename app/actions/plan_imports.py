"""Entering a whole plan of themes: all of it or nothing, and nothing twice."""

from collections.abc import Hashable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.importing import Drawn, close_gate, find_repeated, import_rows, name_columns
from app.actions.themes import Plan, create_theme
from app.editorial.permissions import MATRIX, Permission
from app.editorial.themes import may_see_theme
from app.errors import InvalidError, Issue, NotAllowedError
from app.messages.themes import COLUMNS
from app.models import Theme
from app.models.user import Actor


def import_plans(
    session: Session, actor: Actor, drawn: Sequence[Drawn[Plan]], issues: Sequence[Issue], *, is_dry_run: bool
) -> list[Issue]:
    """Enter all themes, unless something is wrong with one of them; return what is wrong, `12.Art` being a field.

    Two who bring in the same plan at once are taken one after the other. Raises InvalidError with everything wrong where
    it was meant, NotAllowedError for who plans nothing.
    """
    if actor.scopes is not None or not actor.holds(*MATRIX[Permission.PLAN]):
        raise NotAllowedError
    close_gate(session)
    known = _find_known(session, actor)

    def enter(row: Drawn[Plan]) -> Iterator[Issue]:
        return _enter(session, actor, row, known)

    return import_rows(session, drawn, issues, enter, is_dry_run=is_dry_run)


def _enter(session: Session, actor: Actor, row: Drawn[Plan], known: dict[Hashable, int]) -> Iterator[Issue]:
    repeated = list(find_repeated(known, _mark(row.value), row.number, COLUMNS["title"]))
    if repeated:
        yield from repeated
        return
    try:
        create_theme(session, actor, row.value)
    except NotAllowedError:
        yield Issue(f"{row.number}.{COLUMNS['lead_id']}", "import-not-allowed")
    except InvalidError as error:
        yield from name_columns(error, row.number, COLUMNS)


def _find_known(session: Session, actor: Actor) -> dict[Hashable, int]:
    """Return the marks of the themes that stand, as far as the actor may know of them: the others are nobody's business."""
    themes = session.execute(select(Theme).where(Theme.withdrawn_at.is_(None))).scalars().unique()
    return {_mark(theme): 0 for theme in themes if may_see_theme(actor, theme)}


def _mark(theme: Plan | Theme) -> Hashable:
    return theme.title, theme.kind, theme.lead_id, theme.starts_on, theme.ends_on
