"""The courses on which a theme keeps back what is due: an embargo, and a central channel that never went first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.actions.embargoes import assign_theme
from app.actions.publishing import sweep
from app.actions.themes import Plan as ThemePlan
from app.actions.themes import create_theme
from app.loading.life.office import Office
from app.loading.life.plan import Plan
from app.loading.life.steps import Course, Story, prepare
from app.models import Post
from app.models.theme import ThemeKind


def embargoed(office: Office, plan: Plan) -> Story:
    """Hang it on a theme whose embargo ends after its time: it is held at once."""
    post_id = yield from prepare(office, plan)
    yield plan.after(hours=4)
    until = plan.due_at + timedelta(hours=5)
    _hang(office, plan, post_id, ThemeKind.PRESS_RELEASE, by=plan.author, embargo_until=until)


def overtaken(office: Office, plan: Plan) -> Story:
    """Hang it on a theme of the cabinet that never appears on a central channel: it waits, and is held at last."""
    post_id = yield from prepare(office, plan)
    yield plan.after(hours=4)
    _hang(office, plan, post_id, ThemeKind.CABINET, by="desk1")
    yield plan.due_at + timedelta(minutes=31)
    sweep(office.session)


def _hang(
    office: Office,
    plan: Plan,
    post_id: UUID,
    kind: ThemeKind,
    *,
    by: str,
    embargo_until: datetime | None = None,
) -> None:
    lead_id = office.session.get_one(Post, post_id).organisation_id
    day = plan.due_at.date()
    theme = create_theme(
        office.session,
        office.cast[by],
        ThemePlan(
            title=plan.words["theme"],
            kind=kind,
            lead_id=lead_id,
            starts_on=day,
            ends_on=day,
            embargo_until=embargo_until,
        ),
    )
    assign_theme(office.session, office.cast[plan.author], post_id, theme.id)


COURSES: Final[Mapping[str, Course]] = {"embargoed": embargoed, "overtaken": overtaken}
