"""What the newsroom did in a stretch of days: posts by week, how punctual they were, how long decisions took, removals.

The desk, the channel manager and the auditor see every body, a ministry its own and those below it (R037, R114).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from app import clock
from app.models import Approval, Channel, Delivery, Event, Organisation, Post, Revision, Takedown, Variant
from app.models.channel import ChannelScope
from app.models.ground import Ground
from app.models.takedown import TakedownKind, TakedownState
from app.models.user import Actor
from app.queries.days import ensure_days
from app.queries.reported import ReportFilter, find_wanted_ids, reach_of
from app.queries.theme_pages import list_ministries

Columns = TypeVarTuple("Columns")
LONGEST: Final = timedelta(days=400)
PUNCTUAL_S: Final = 60


class Week(NamedTuple):
    """How many posts of a body went out for the first time in a week, by its Monday.

    `central` of them on a channel of the state, `sourced` with another place where the same can be read.
    """

    monday: date
    organisation: str
    posts: int
    central: int
    sourced: int


class Punctuality(NamedTuple):
    """How late deliveries of a channel left, in seconds: half of them, nineteen of twenty, the latest; how many in time."""

    channel: str
    sent: int
    punctual: int
    median_s: float
    p95_s: float
    worst_s: float


class Decisions(NamedTuple):
    """How long posts of a body waited for the first approval after they were handed in, in hours; and how many came back."""

    organisation: str
    approved: int
    median_h: float | None
    p90_h: float | None
    sent_back: int


class Removals(NamedTuple):
    """Cases against posts of a body that were opened on a ground: all, mere hints, and those that ended with a removal."""

    organisation: str
    ground: Ground
    opened: int
    hints: int
    executed: int
    running: int


class Silence(NamedTuple):
    """A ministry of which nothing went out in these days, and when something last did."""

    organisation: str
    last_at: datetime | None


@dataclass(frozen=True)
class Span:
    """A stretch of days, both included; of everybody's, or of an organisation and those below it."""

    since: date
    until: date
    organisation: str | None = None

    def __post_init__(self) -> None:
        """Raise InvalidError for days that are none, too many, or out of reach."""
        ensure_days(self.since, self.until, LONGEST)

    @property
    def begin(self) -> datetime:
        """Return the first instant."""
        return clock.start_of(self.since)

    @property
    def end(self) -> datetime:
        """Return the instant after the last."""
        return clock.start_of(self.until + timedelta(days=1))

    @property
    def mondays(self) -> list[date]:
        """Return the Monday of each week that a day of the span lies in."""
        first = self.since - timedelta(days=self.since.weekday())
        return [first + timedelta(weeks=number) for number in range((self.until - first).days // 7 + 1)]


def count_posts(session: Session, actor: Actor, span: Span) -> Sequence[Week]:
    """Return the posts that went out for the first time, by week and body. Raises NotAllowedError."""
    first = (
        select(
            Delivery.post_id,
            func.min(Delivery.sent_at).label("at"),
            func.bool_or(Channel.scope == ChannelScope.CENTRAL).label("is_central"),
        )
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(Delivery.sent_at.is_not(None))
        .group_by(Delivery.post_id)
        .having(_within(func.min(Delivery.sent_at), span))
        .subquery()
    )
    begins = array([clock.start_of(day) for day in span.mondays])  # SQL never converts to wall time
    week = func.width_bucket(first.c.at, begins).label("week")
    query = (
        select(
            week,
            Organisation.abbreviation,
            func.count(),
            func.count(case((first.c.is_central, 1))),
            func.count(Revision.alternative_url),
        )
        .select_from(first)
        .join(Post, Post.id == first.c.post_id)
        .join(Revision, Revision.id == Post.current_revision_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .group_by(week, Organisation.abbreviation)
        .order_by(week, Organisation.abbreviation)
    )
    rows = session.execute(_narrow(session, actor, query, span))
    return [Week(span.mondays[week - 1], *rest) for week, *rest in rows]


def measure_punctuality(session: Session, actor: Actor, span: Span) -> Sequence[Punctuality]:
    """Return by channel how late what left did so, after the time it was last set to. Raises NotAllowedError."""
    late = func.extract("epoch", Delivery.sent_at - Delivery.due_at)
    query = (
        select(
            Channel.label,
            func.count(),
            func.count(case((late <= PUNCTUAL_S, 1))),
            _share(0.5, late),
            _share(0.95, late),
            func.max(late),
        )
        .select_from(Delivery)
        .join(Channel, Channel.id == Delivery.channel_id)
        .join(Post, Post.id == Delivery.post_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(_within(Delivery.sent_at, span))
        .group_by(Channel.label)
        .order_by(Channel.label)
    )
    rows = session.execute(_narrow(session, actor, query, span))
    return [Punctuality(label, sent, ok, *map(float, seconds)) for label, sent, ok, *seconds in rows]


def measure_decisions(session: Session, actor: Actor, span: Span) -> Sequence[Decisions]:
    """Return by body how long the first approval took, and how many posts were sent back. Raises NotAllowedError."""
    first = (
        select(Variant.post_id, func.min(Approval.created_at).label("at"))
        .join(Variant, Variant.id == Approval.variant_id)
        .group_by(Variant.post_id)
        .having(_within(func.min(Approval.created_at), span))
        .subquery()
    )
    submitted = (
        select(Event.post_id, func.max(Event.at).label("at"))
        .join(first, first.c.post_id == Event.post_id)
        .where(Event.action == "post.submit", Event.at <= first.c.at)
        .group_by(Event.post_id)
        .subquery()
    )
    hours = func.extract("epoch", first.c.at - submitted.c.at) / 3600
    approved = (
        select(Organisation.abbreviation, func.count(), _share(0.5, hours), _share(0.9, hours))
        .select_from(first)
        .join(submitted, submitted.c.post_id == first.c.post_id)
        .join(Post, Post.id == first.c.post_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .group_by(Organisation.abbreviation)
    )
    back = (
        select(Organisation.abbreviation, func.count())
        .select_from(Event)
        .join(Post, Post.id == Event.post_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Event.action == "post.request_changes", _within(Event.at, span))
        .group_by(Organisation.abbreviation)
    )
    sent_back = {name: count for name, count in session.execute(_narrow(session, actor, back, span))}
    found = {
        name: Decisions(name, count, float(median), float(p90), sent_back.pop(name, 0))
        for name, count, median, p90 in session.execute(_narrow(session, actor, approved, span))
    }
    found |= {name: Decisions(name, 0, None, None, count) for name, count in sent_back.items()}
    return [found[name] for name in sorted(found)]


def count_removals(session: Session, actor: Actor, span: Span) -> Sequence[Removals]:
    """Return the cases opened in these days, by body and ground. Raises NotAllowedError."""
    query = (
        select(
            Organisation.abbreviation,
            Takedown.ground,
            func.count(),
            func.count(case((Takedown.kind == TakedownKind.NOTICE_ONLY, 1))),
            func.count(case((Takedown.state == TakedownState.EXECUTED, 1))),
            func.count(case((Takedown.ended_at.is_(None), 1))),
        )
        .join(Post, Post.id == Takedown.post_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(_within(Takedown.opened_at, span))
        .group_by(Organisation.abbreviation, Takedown.ground)
        .order_by(Organisation.abbreviation, Takedown.ground)
    )
    return [Removals(*row) for row in session.execute(_narrow(session, actor, query, span))]


def find_silent(session: Session, actor: Actor, span: Span) -> Sequence[Silence]:
    """Return the ministries of which nothing went out, those longest silent first. Raises NotAllowedError."""
    query = (
        select(Post.organisation_id, func.max(Delivery.sent_at))
        .join(Delivery, Delivery.post_id == Post.id)
        .where(Delivery.sent_at < span.end)
        .group_by(Post.organisation_id)
    )
    last: dict[UUID, datetime] = {key: at for key, at in session.execute(query) if at is not None}
    known = _whose(session, actor, span)
    rows = [
        Silence(row.abbreviation, last.get(row.id))
        for row in list_ministries(session)
        if (known is None or row.id in known) and (row.id not in last or last[row.id] < span.begin)
    ]
    return sorted(rows, key=lambda row: (row.last_at is not None, row.last_at, row.organisation))


def _narrow(session: Session, actor: Actor, query: Select[*Columns], span: Span) -> Select[*Columns]:
    known = _whose(session, actor, span)
    return query if known is None else query.where(Post.organisation_id.in_(known))


def _whose(session: Session, actor: Actor, span: Span) -> frozenset[UUID] | None:
    """Return the bodies that somebody reads of and asks for; None for all. Raises NotAllowedError."""
    read, asked = reach_of(actor), find_wanted_ids(session, ReportFilter(span.organisation))
    if asked is None:
        return read
    return frozenset(asked) if read is None else read & frozenset(asked)


def _within(at: Any, span: Span) -> ColumnElement[bool]:
    return and_(at >= span.begin, at < span.end)


def _share(share: float, value: Any) -> ColumnElement[Any]:
    return func.percentile_cont(share).within_group(value.asc())
