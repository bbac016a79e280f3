"""The rules of `actions/secrecy` as conditions on notifications and findings: what is under an embargo is told to nobody outside."""

from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, Text, cast, select, union_all

from app.models import Contribution, Finding, Notification, Theme, Variant
from app.models.theme import Sensitivity
from app.models.user import Actor
from app.queries.visibility import is_theme_shown_to, is_whole_for, secret_posts


def is_about_secret() -> ColumnElement[bool]:
    """Return the condition that a notification is about what only a circle may know of today."""
    is_secret = Theme.is_under_embargo | (Theme.sensitivity == Sensitivity.CONFIDENTIAL)
    return Notification.object_id.in_(_things_of(secret_posts(), is_secret))


def is_tellable_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor may know today of what a notification is about."""
    return Notification.object_id.not_in(_things_of(_hidden_from(actor), ~is_theme_shown_to(actor)))


def is_finding_shown_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a finding is not about a delivery that an embargo hides from the actor."""
    return ~_is_about_delivery_of(_hidden_from(actor))


def _hidden_from(actor: Actor) -> Select[UUID]:
    return secret_posts().where(~is_whole_for(actor))


def _is_about_delivery_of(posts: Select[UUID]) -> ColumnElement[bool]:
    deliveries = select(cast(Variant.id, Text)).where(Variant.post_id.in_(posts))
    return (Finding.subject_type == "delivery") & Finding.subject_id.in_(deliveries)


def _things_of(posts: Select[UUID], themes: ColumnElement[bool]) -> CompoundSelect[UUID]:
    """Return the ids of these posts, of their deliveries and what was found of them, and of what was asked for these themes.

    They are few at any time.
    """
    deliveries = select(Variant.id).where(Variant.post_id.in_(posts))
    asked = select(Contribution.id).join(Theme, Theme.id == Contribution.theme_id).where(themes)
    found = select(Finding.id).where(_is_about_delivery_of(posts))
    return union_all(posts, deliveries, found, asked)
