"""What the watcher found, and when it last looked: for the desk, the technicians and auditors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import db
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotAllowedError
from app.messages.findings import FINDINGS, Said, say_finding
from app.models import Finding, RuleLook
from app.models.finding import ENDED_BY_HAND, FindingRule
from app.models.user import Actor
from app.queries.cursor import Page, as_flag, as_id, as_instant, fetch_page
from app.queries.secrecy import is_finding_shown_to
from app.queries.watch import RULES

SILENT: Final = timedelta(minutes=3)
"""A watcher that has not looked for so long does not work."""


class FindingState(StrEnum):
    """Whether the cause is still there."""

    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True)
class FindingFilter:
    """Which findings a list shows."""

    state: FindingState | None = None
    rule: FindingRule | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class FindingView:
    """A finding with its words."""

    finding: Finding

    @property
    def said(self) -> Said:
        """The words of its rule."""
        return FINDINGS[FindingRule(self.finding.rule)]

    @property
    def is_decided(self) -> bool:
        """Whether somebody said what was decided, which ended it."""
        return self.finding.ended_at is not None and self.finding.rule in ENDED_BY_HAND

    @property
    def ends_by_hand(self) -> bool:
        """Whether it is open until somebody says what was decided."""
        return self.finding.ended_at is None and self.finding.rule in ENDED_BY_HAND

    @property
    def sentence(self) -> str:
        """What is the matter."""
        return say_finding(FindingRule(self.finding.rule), self.finding.detail)


@dataclass(frozen=True)
class WatchState:
    """How the watcher is: when it last looked by each rule, which looks fail, and whether it works at all."""

    looks: Sequence[tuple[FindingRule, datetime | None]]
    failing: Sequence[FindingRule]
    looked_at: datetime | None
    is_silent: bool


def list_findings(
    session: Session, actor: Actor, wanted: FindingFilter, *, limit: int, after: str | None
) -> Page[FindingView]:
    """Return findings, the open ones first, then the newest first; of what is under an embargo only to who sees it.

    Raises NotAllowedError.
    """
    ensure_may_read(actor)
    query = select(Finding).where(Finding.rule.in_([rule.value for rule in FindingRule]))
    query = query.where(is_finding_shown_to(actor))
    if wanted.state is not None:
        is_open = Finding.ended_at.is_(None)
        query = query.where(is_open if wanted.state is FindingState.OPEN else ~is_open)
    if wanted.rule is not None:
        query = query.where(Finding.rule == wanted.rule.value)
    if wanted.id is not None:
        query = query.where(Finding.id == wanted.id)
    page = fetch_page(
        session,
        query,
        by=(Finding.ended_at.is_(None), Finding.opened_at, Finding.id),
        kinds=(as_flag, as_instant, as_id),
        limit=limit,
        after=after,
        descending=True,
    )
    return Page([FindingView(row) for row in page.items], page.next)


def find_watch_state(session: Session) -> WatchState:
    """Return how the watcher is."""
    rows = {row.rule: row for row in session.execute(select(RuleLook)).scalars()}
    known = [(rule.name, rows.get(rule.name.value)) for rule in RULES]
    began = datetime.fromtimestamp(0, tz=db.now(session).tzinfo)
    looks = [(name, row.looked_at if row and row.looked_at > began else None) for name, row in known]
    looked_at = max((at for _, at in looks if at is not None), default=None)
    now = session.execute(select(func.clock_timestamp())).scalar_one()
    return WatchState(
        looks,
        [name for name, row in known if row is not None and row.error is not None],
        looked_at,
        looked_at is None or looked_at < now - SILENT,
    )


def ensure_may_read(actor: Actor) -> None:
    """Raise NotAllowedError for everybody whom findings do not concern."""
    if not is_allowed(actor, Permission.READ_FINDINGS):
        raise NotAllowedError
