"""Who sees and plans themes: everybody signed in sees one, unless an embargo or its sensitivity keeps it in a circle."""

from typing import Final

from app.editorial.permissions import Permission, is_allowed
from app.models import Package, Theme
from app.models.user import Actor, Role

CIRCLE: Final = (Role.MINISTRY_EDITOR, Role.MINISTRY_LEAD)
"""Who works on the themes of a ministry; the desk works on all."""


def may_see_theme(actor: Actor, theme: Theme) -> bool:
    """Tell whether the actor may know of a theme: everybody, or those of its ministries and the desk. No token does."""
    if actor.user_id is None or actor.scopes is not None:
        return False
    if not theme.is_in_circle or actor.holds(Role.CENTRAL_EDITOR):
        return True
    ministries = {theme.lead_id, *(row.organisation_id for row in theme.ministries)}
    return not ministries.isdisjoint(actor.reach(*CIRCLE))


def may_plan(actor: Actor, theme: Theme) -> bool:
    """Tell whether the actor may change a theme, ask for contributions to it and take it back: its lead, and the desk."""
    return is_allowed(actor, Permission.PLAN, organisation_id=theme.lead_id)


def may_talk(actor: Actor, theme: Theme) -> bool:
    """Tell whether the actor takes part in talking about a theme: the desk, and whoever writes for a ministry and knows of it."""
    return may_see_theme(actor, theme) and actor.holds(Role.CENTRAL_EDITOR, *CIRCLE)


def may_decide(actor: Actor, theme: Theme) -> bool:
    """Tell whether the actor decides what becomes of a theme: the desk, and the head of the ministry that leads it."""
    leads = theme.lead_id in actor.reach(Role.MINISTRY_LEAD)
    return may_see_theme(actor, theme) and (actor.holds(Role.CENTRAL_EDITOR) or leads)


def may_see_package(actor: Actor, package: Package) -> bool:
    """Tell whether the actor may know of a package: whoever knows its theme; without one its organisation, desk and auditors."""
    if package.theme is not None:
        return may_see_theme(actor, package.theme)
    if actor.user_id is None or actor.scopes is not None:
        return False
    return actor.holds(Role.CENTRAL_EDITOR, Role.AUDITOR) or package.organisation_id in actor.reach(*CIRCLE)
