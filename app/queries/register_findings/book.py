"""The register opened once for all rules: who there is, which channels, what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.models.channel import Channel, Platform
from app.models.cost import CostItem
from app.models.metrics_snapshot import MetricsSnapshot
from app.models.organisation import Organisation
from app.models.printed import PrintedAbbreviation
from app.models.staffing import StaffingRecord
from app.models.strategy import Strategy
from app.queries.register_findings.finding import Answer


@dataclass(frozen=True)
class Book:
    """Every row of the register in its order."""

    organisations: Sequence[Organisation]
    abbreviations: Sequence[PrintedAbbreviation]
    platforms: dict[str, Platform]
    channels: Sequence[Channel]
    costs: Sequence[CostItem]
    staffing: Sequence[StaffingRecord]
    strategies: Sequence[Strategy]
    snapshots: Sequence[MetricsSnapshot]

    @property
    def answers(self) -> list[Answer]:
        """Everything bodies answered."""
        return [*self.costs, *self.staffing, *self.strategies, *self.snapshots]

    def name_platforms(self, slugs: Sequence[str]) -> list[str]:
        """Return the names of platforms."""
        return [self.platforms[slug].name if slug in self.platforms else slug for slug in slugs]


def open_book(session: Session) -> Book:
    """Return the register as it stands, without demo channels."""
    names = selectinload(Organisation.names)

    def fetch(model: Any, *ways: Any) -> Sequence[Any]:
        query = select(model).options(*ways)
        return session.scalars(query.order_by(model.source_key.asc().nulls_last(), model.id)).all()

    return Book(
        session.scalars(select(Organisation).options(names).order_by(Organisation.abbreviation)).all(),
        session.scalars(select(PrintedAbbreviation).order_by(PrintedAbbreviation.abbreviation)).all(),
        {row.slug: row for row in session.scalars(select(Platform))},
        session.scalars(
            select(Channel)
            .where(Channel.is_demo.is_(False))
            .options(joinedload(Channel.platform), joinedload(Channel.organisation))
            .order_by(Channel.source_key.asc().nulls_last(), Channel.label, Channel.id)
        ).all(),
        fetch(CostItem, selectinload(CostItem.positions), selectinload(CostItem.channels)),
        fetch(StaffingRecord),
        fetch(Strategy, selectinload(Strategy.goals)),
        fetch(MetricsSnapshot, joinedload(MetricsSnapshot.channel)),
    )
