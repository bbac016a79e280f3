"""The hooks of the organisations that somebody manages, and what became of what they were told."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from app.actions.things import shown_context
from app.editorial.permissions import MATRIX, Permission, Scope, is_allowed
from app.errors import NotFoundError
from app.mail.words import say
from app.models import Hook, Letter, Notification, Organisation
from app.models.user import Actor
from app.queries.cursor import Page, as_id, fetch_page
from app.queries.secrecy import is_about_secret

LAST = 10
"""How many of the last letters a hook shows."""


def list_hooks(session: Session, actor: Actor, *, limit: int, after: str | None) -> Page[Hook]:
    """Return the hooks of the organisations whose hooks the actor manages, newest first."""
    query = (
        select(Hook).where(_is_managed(actor, Hook.organisation_id)).options(joinedload(Hook.organisation))
    )
    return fetch_page(session, query, by=[Hook.id], kinds=[as_id], limit=limit, after=after, descending=True)


def list_organisations_to_hook(session: Session, actor: Actor) -> Sequence[str]:
    """Return the abbreviations of the organisations whose hooks the actor manages."""
    query = select(Organisation.abbreviation).where(_is_managed(actor, Organisation.id))
    return session.execute(query.order_by(Organisation.abbreviation)).scalars().all()


def get_hook(session: Session, actor: Actor, hook_id: UUID, *, is_to_change: bool = False) -> Hook:
    """Return one hook, locked if it is to be changed. Raises NotFoundError for what the actor does not manage."""
    query = select(Hook).where(Hook.id == hook_id).execution_options(populate_existing=True)
    if is_to_change:
        query = query.with_for_update(of=Hook)
    hook = session.execute(query).scalar_one_or_none()
    if hook is None or not is_allowed(actor, Permission.MANAGE_HOOKS, organisation_id=hook.organisation_id):
        raise NotFoundError
    return hook


def find_last_letters(session: Session, hook_id: UUID) -> Sequence[Letter]:
    """Return the last that a hook was told or is to be told, newest first; nothing that is under an embargo today."""
    query = select(Letter).join(Letter.notification).where(Letter.hook_id == hook_id, ~is_about_secret())
    query = query.order_by(Letter.id.desc()).limit(LAST)
    return session.execute(query.options(joinedload(Letter.notification))).scalars().all()


def find_last_told(session: Session, hook_id: UUID) -> list[tuple[Letter, str]]:
    """Return the last letters as `find_last_letters` does, each with the subject that the hook reads."""
    letters = find_last_letters(session, hook_id)
    return [(row, _subject(session, row.notification)) for row in letters]


def _subject(session: Session, about: Notification) -> str:
    return say(about.kind, shown_context(session, about), link="").subject


def _is_managed(actor: Actor, organisation_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    if is_allowed(actor, Permission.MANAGE_HOOKS):
        return true()
    managing = MATRIX[Permission.MANAGE_HOOKS]
    return organisation_id.in_(actor.reach(*(role for role, scope in managing.items() if scope is Scope.OWN)))
