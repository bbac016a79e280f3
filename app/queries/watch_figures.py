"""Figures of the watcher: what is open by each rule, how long ago it looked, and whether clocks allow anything to leave."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.messages.findings import FINDINGS
from app.models import Finding, PublishingControl, RuleLook
from app.models.finding import FindingRule
from app.queries.watch import RULES


def measure_watch(session: Session) -> Iterator[Metric]:
    """Yield the figures; a rule by which nobody has ever looked is infinitely long ago."""
    open_ones = select(Finding.rule, func.count()).where(Finding.ended_at.is_(None)).group_by(Finding.rule)
    counts = {rule: count for rule, count in session.execute(open_ones)}
    family = GaugeMetricFamily(
        "redaktion_findings", "Open findings of the watcher.", labels=["rule", "level"]
    )
    for rule in FindingRule:
        family.add_metric([rule.value, FINDINGS[rule].level.value], counts.get(rule.value, 0))
    yield family
    failing = select(func.count()).where(RuleLook.error.is_not(None))
    yield GaugeMetricFamily(
        "redaktion_watch_failing",
        "Rules by which the watcher could not look.",
        value=session.execute(failing).scalar_one(),
    )
    age = func.extract("epoch", func.clock_timestamp() - RuleLook.looked_at)
    ages = {rule: float(seconds) for rule, seconds in session.execute(select(RuleLook.rule, age))}
    looks = GaugeMetricFamily(
        "redaktion_watch_age_seconds", "How long ago the watcher last looked by a rule.", labels=["rule"]
    )
    for row in RULES:
        looks.add_metric([row.name.value], ages.get(row.name.value, float("inf")))
    yield looks
    is_ok = session.execute(select(PublishingControl.clock_ok)).scalar_one()
    yield GaugeMetricFamily("redaktion_clock_ok", "1 while the database's clock may be trusted.", value=is_ok)
