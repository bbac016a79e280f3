"""Themes of one ministry, and what hangs on them."""

from uuid import UUID

from sqlalchemy import select

from app import db
from app.actions.embargoes import assign_theme
from app.actions.themes import Plan, change_theme, create_theme
from app.models import Organisation, Theme
from app.models.theme import ThemeKind
from tests.workers.scene import moment

HOUR_S = 3600


class Planning:
    """Themes of MB, and what hangs on them."""

    def __init__(self, scene):
        self.scene = scene

    def theme(self, kind=ThemeKind.EVENT, embargo_in=None) -> UUID:
        return self.scene.do(create_theme, self.scene.actor("desk1"), self.plan(kind, embargo_in)).id

    def plan(self, kind, embargo_in):
        with db.transaction() as session:
            query = select(Organisation.id).where(Organisation.abbreviation == "MB")
            until = None if embargo_in is None else moment(session, embargo_in)
            return Plan(
                title="Digitalpakt",
                kind=kind,
                lead_id=session.execute(query).scalar_one(),
                embargo_until=until,
            )

    def hang(self, delivery_id, theme_id, who="mb"):
        post_id = self.scene.row(delivery_id).post_id
        self.scene.do(assign_theme, self.scene.actor(who), post_id, theme_id)

    def change(self, theme_id, kind=ThemeKind.EVENT, embargo_in=None):
        with db.transaction() as session:
            version = session.get_one(Theme, theme_id).version
        plan = self.plan(kind, embargo_in)
        self.scene.do(change_theme, self.scene.actor("desk1"), theme_id, plan, version=version)

    def told(self, kind):
        """Which organisations are told of what, by the id of what it is about."""
        with db.transaction() as session:
            names = {row.id: row.abbreviation for row in session.execute(select(Organisation)).scalars()}
        rows = self.scene.notifications(kind)
        return sorted((names[row.organisation_id], str(row.object_id)) for row in rows)
