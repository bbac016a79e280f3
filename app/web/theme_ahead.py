"""The theme on a composer's sheet: which one is chosen, what it puts before the post, and hanging the post on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.actions.content import Content
from app.actions.embargoes import assign_theme
from app.errors import InvalidError, Issue, NotAllowedError, WrongStateError
from app.models import Post, Theme
from app.models.channel import ChannelScope
from app.models.user import Actor
from app.queries.composing import Preview
from app.queries.theme_pages import has_gone_first
from app.web.forms import Entered


@dataclass(frozen=True)
class Ahead:
    """What the chosen theme puts before a post: the channels that wait for a central one, and those too early for its embargo."""

    theme: Theme
    waiting: Sequence[str]
    early: Sequence[str]


def find_ahead(
    session: Session, themes: Sequence[Theme], entered: Entered, preview: Preview, content: Content
) -> Ahead | None:
    """Return what the theme on the sheet puts before its channels; None without a theme."""
    theme = next((row for row in themes if str(row.id) == entered.text("theme")), None)
    if theme is None:
        return None
    own = [row.channel.label for row in preview.channels if row.channel.scope is ChannelScope.OWN]
    is_first = bool(own) and theme.is_central_first and not has_gone_first(session, theme.id)
    return Ahead(theme, own if is_first else [], _find_early(theme, preview, content))


def fields_of_theme(
    themes: Sequence[Theme], chosen: UUID | None, *, saved: UUID | None = None
) -> dict[str, str]:
    """Return the fields of a theme, none where the one that a post hangs on is not for this person to know of."""
    known = {row.id for row in themes}
    if saved is not None and saved not in known:
        return {}
    return {"theme": str(chosen) if chosen in known else "", "theme_saved": str(saved or "")}


def read_theme(fields: Mapping[str, str]) -> UUID | None:
    """Return the theme that a sheet says. Raises InvalidError for what is none."""
    try:
        return UUID(fields["theme"]) if fields.get("theme") else None
    except ValueError as error:
        raise InvalidError(issues=[Issue("theme_id", "theme-unknown")]) from error


def hang(session: Session, actor: Actor, post: Post, fields: Mapping[str, str]) -> None:
    """Hang a post on the theme of a sheet, if somebody has chosen another there. Raises InvalidError at that field."""
    if fields.get("theme", "") == fields.get("theme_saved", ""):
        return
    try:
        assign_theme(session, actor, post.id, read_theme(fields))
    except NotAllowedError as refusal:
        raise InvalidError(issues=[Issue("theme_id", "theme-not-left")]) from refusal
    except WrongStateError as refusal:
        raise InvalidError(issues=[Issue("theme_id", refusal.key, refusal.context)]) from refusal


def _find_early(theme: Theme, preview: Preview, content: Content) -> list[str]:
    """Return the channels on which the post is proposed for a time before the embargo ends."""
    until = theme.embargo_until
    if until is None:
        return []
    early = {row.channel_id for row in content.proposals if row.proposed.instant < until}
    return [row.channel.label for row in preview.channels if row.channel.id in early]
