"""Figures for operators, counted in the database: the same from every process, and after every restart.

Labels are states, queues and names of processes; never a text, a person or a channel's name.
"""

from collections.abc import Iterator
from typing import Any, Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, case, func, or_, select, text
from sqlalchemy.orm import Session

from app.actions.predecessors import waits_for_central, waits_for_package
from app.actions.restore_mode import is_restoring
from app.models import Delivery, Hook, Letter, MailWay, Package, Variant, WorkerHeartbeat
from app.models.delivery import DeliveryState
from app.models.letter import LetterState, Medium
from app.queries.visibility import secret_posts
from app.queries.watch.queue_old import measure_queues
from app.queries.watch_figures import measure_watch

LATENESS_S: Final = (1, 2, 5, 15, 30, 60, 300, 900, 1800, 3600)
OVERDUE: Final = text("interval '2 minutes'")
LYING: Final = text("interval '15 minutes'")
ARCHIVE_AGE: Final = text("""
    select extract(epoch from clock_timestamp() - coalesce(last_archived_time, stats_reset))
    from pg_stat_archiver where current_setting('archive_mode') <> 'off'
""")


class OfficeFigures(Collector):
    """The figures of one moment, in the shape Prometheus' own library writes out."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def collect(self) -> Iterator[Metric]:
        """Yield each figure with its explanation."""
        yield _count_states(self._session)
        yield _gauge(
            "redaktion_deliveries_overdue",
            "Deliveries waiting for more than two minutes after their time, and not for a central channel or their package.",
            _count(
                self._session,
                DeliveryState.WAITING,
                Delivery.due_at < func.now() - OVERDUE,
                ~waits_for_central(),
                ~waits_for_package(),
            ),
        )
        yield _gauge(
            "redaktion_deliveries_unclear",
            "Deliveries of which nobody knows whether they are on their channel.",
            _count(self._session, DeliveryState.UNCLEAR),
        )
        violations = self._session.execute(text("select count(*) from invariant_violations")).scalar_one()
        yield _gauge("redaktion_invariant_violations", "Broken promises; must be 0.", violations)
        meaning = "1 while the database is a restored one: nothing leaves and nothing is removed."
        yield _gauge("redaktion_restore_mode", meaning, is_restoring(self._session))
        yield _measure_lateness(self._session)
        yield _measure_queues(self._session)
        yield _measure_unclear(self._session)
        yield _measure_canaries(self._session)
        yield _measure_archive(self._session)
        yield _count_letters(self._session)
        yield _measure_mail(self._session)
        yield _count_lying(self._session)
        yield _count_hooks(self._session)
        yield from measure_watch(self._session)


def write_figures(session: Session) -> bytes:
    """Return the figures in the text format that Prometheus reads."""
    registry = CollectorRegistry()
    registry.register(OfficeFigures(session))
    return generate_latest(registry)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _count(session: Session, state: DeliveryState, *conditions: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).where(Delivery.state == state, *conditions)).scalar_one()


def _count_states(session: Session) -> Metric:
    """Count deliveries by state, but for what is under an embargo.

    Whoever operates the office is outside its circle, and that there is one more can be the news.
    """
    open_ones = select(Delivery.state, func.count()).where(Delivery.post_id.not_in(secret_posts()))
    rows = session.execute(open_ones.group_by(Delivery.state))
    counts = {state: count for state, count in rows}
    family = GaugeMetricFamily(
        "redaktion_deliveries", "Deliveries by state, without those under an embargo.", labels=["state"]
    )
    for state in DeliveryState:
        family.add_metric([state.value], counts.get(state, 0))
    return family


def _measure_lateness(session: Session) -> Metric:
    """How many seconds after its time, or its package's, each delivery stood on its channel, of all that ever did."""
    was_bound = or_(Package.cancelled_at.is_(None), Package.cancelled_at > Package.fires_at)
    packed = select(Variant.id, Package.fires_at).join(Package, Package.id == Variant.package_id)
    fired = packed.where(was_bound).subquery()
    since = func.greatest(Delivery.due_at, fired.c.fires_at)
    late = func.extract("epoch", Delivery.sent_at - since)
    counts = [func.count().filter(late <= bound) for bound in LATENESS_S]
    query = select(func.count(), func.coalesce(func.sum(late), 0), *counts).select_from(Delivery)
    query = query.outerjoin(fired, fired.c.id == Delivery.id).where(Delivery.sent_at.is_not(None))
    row = session.execute(query).one()
    total, seconds, *below = row
    buckets = [(str(float(bound)), count) for bound, count in zip(LATENESS_S, below, strict=True)]
    return HistogramMetricFamily(
        "redaktion_delivery_lateness_seconds",
        "How long after its time a delivery stood on its channel.",
        buckets=[*buckets, ("+Inf", total)],
        sum_value=float(seconds),
    )


def _measure_queues(session: Session) -> Metric:
    """How long the oldest due work of each queue has waited for its worker; 0 where nothing is due."""
    family = GaugeMetricFamily(
        "redaktion_queue_age_seconds", "How long the oldest due work of a queue has waited.", labels=["queue"]
    )
    for queue, age in measure_queues(session).items():
        family.add_metric([queue], age)
    return family


def _measure_unclear(session: Session) -> Metric:
    oldest = select(_oldest(Delivery.unknown_since)).where(Delivery.state == DeliveryState.UNCLEAR)
    return _gauge(
        "redaktion_unclear_age_seconds",
        "For how long the oldest unclear delivery has been unclear.",
        float(session.execute(oldest).scalar_one() or 0),
    )


def _measure_canaries(session: Session) -> Metric:
    """How long ago each part of the office last did some work: a worker its canary, the others a turn."""
    family = GaugeMetricFamily(
        "redaktion_canary_age_seconds",
        "How long ago a worker last worked off its canary, by what it serves.",
        labels=["worker", "part"],
    )
    rows = session.execute(
        select(WorkerHeartbeat.worker, WorkerHeartbeat.parts, _age(WorkerHeartbeat.seen_at))
    )
    for worker, parts, age in rows:
        for part in parts:
            family.add_metric([worker, part], float(age))
    return family


def _measure_archive(session: Session) -> Metric:
    """How long ago the database last handed a piece of its log to the backup; 0 where it keeps no archive."""
    age = session.execute(ARCHIVE_AGE).scalar_one_or_none()
    return _gauge(
        "redaktion_archive_age_seconds",
        "How long ago the database last archived its log.",
        float(age or 0),
    )


def _count_letters(session: Session) -> Metric:
    query = select(Letter.state, func.count()).where(Letter.medium == Medium.MAIL).group_by(Letter.state)
    counts = {state: count for state, count in session.execute(query)}
    family = GaugeMetricFamily("redaktion_letters", "Mails by state.", labels=["state"])
    for state in LetterState:
        family.add_metric([state.value], counts.get(state, 0))
    return family


def _measure_mail(session: Session) -> Metric:
    failing = session.execute(select(_age(MailWay.failing_since))).scalar_one_or_none()
    return _gauge(
        "redaktion_mail_failing_seconds",
        "For how long the mail server has taken nothing; 0 while it does.",
        float(failing or 0),
    )


def _count_lying(session: Session) -> Metric:
    """How many mails should have been tried a quarter of an hour ago; one that was put off counts from its next turn."""
    turn = func.greatest(Letter.due_at, Letter.next_attempt_at)
    lying = select(func.count()).where(
        Letter.medium == Medium.MAIL, Letter.state == LetterState.WAITING, turn < func.now() - LYING
    )
    meaning = "Mails that nobody has tried for more than 15 minutes after their turn."
    return _gauge("redaktion_letters_overdue", meaning, session.execute(lying).scalar_one())


def _count_hooks(session: Session) -> Metric:
    state = case(
        (Hook.disabled_at.is_not(None), "disabled"),
        (Hook.paused_at.is_not(None), "paused"),
        (Hook.failing_since.is_not(None), "failing"),
        else_="working",
    )
    counts = {name: count for name, count in session.execute(select(state, func.count()).group_by(state))}
    family = GaugeMetricFamily("redaktion_hooks", "Hooks of organisations by state.", labels=["state"])
    for name in ("working", "failing", "paused", "disabled"):
        family.add_metric([name], counts.get(name, 0))
    return family


def _age(since: Any) -> ColumnElement[Any]:
    """Return how many seconds ago an instant was."""
    return func.extract("epoch", func.clock_timestamp() - since)


def _oldest(since: Any) -> ColumnElement[Any]:
    """Return how many seconds ago the earliest of some instants was; null if there is none."""
    return func.max(_age(since))
