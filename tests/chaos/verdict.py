"""What came of it all: the platforms' own memory beside the office's records."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import text

ROWS = """
    select d.id::text, c.label, d.state, d.hold_reason, d.due_at, d.payload::json ->> 'text' as text,
           concat_ws(', ', d.state, c.label, (
               select coalesce(a.outcome || ' ' || a.error, a.outcome) from delivery_attempt a
                where a.delivery_id = d.id and a.kind = 'publish' order by a.number desc limit 1
           )) as course
      from delivery d join channel c on c.id = d.channel_id where c.label = any(:labels)
"""
AFTER_STOP = "select count(*) from invariant_violations where clause like 'C10%'"
VIOLATIONS = "select clause, count(*) from invariant_violations group by clause"
ORDERED = {"by_person", "approval_lapsed", "emergency_stop"}
"""Why a delivery is held because somebody wanted it so; that is no failure."""
MOST_STOPPED = 0.02
AT_REST = {"sent", "held", "cancelled", "removed", "unclear"}
ZERO = ("doppelt", "verloren", "verfrüht", "anderer Text", "nach Rücknahme", "nach Stopp", "Verstöße")


@dataclass
class Verdict:
    """Counts by name, the reasons of what stands still unasked, and how late the rest arrived, in seconds."""

    deliveries: int = 0
    arrived: int = 0
    ordered: int = 0
    counts: Counter = field(default_factory=Counter)
    stopped: Counter = field(default_factory=Counter)
    lateness: list = field(default_factory=list)
    violations: dict = field(default_factory=dict)

    @property
    def is_well(self):
        few = sum(self.stopped.values()) <= MOST_STOPPED * self.deliveries
        return few and self.arrived > 0 and not any(self.counts[name] for name in ZERO)

    def late(self, share):
        """The lateness that this share of what arrived did not exceed."""
        ordered = sorted(self.lateness)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def judge(engine, platforms, sent):
    """Compare what stands on the platforms with what was approved, said and written down."""
    with engine.connect() as connection:
        rows = connection.execute(text(ROWS), {"labels": [one.label for one in platforms]}).all()
        after_stop = connection.execute(text(AFTER_STOP)).scalar_one()
        violations = {clause: count for clause, count in connection.execute(text(VIOLATIONS))}
    confirmed = {
        delivery_id
        for one in sent
        if one.change in {"cancel", "hold"}
        for delivery_id, status in one.answers
        if status == 200
    }
    verdict = Verdict(deliveries=len(rows), violations=violations)
    verdict.counts["nach Stopp"] = after_stop
    verdict.counts["Verstöße"] = sum(violations.values())
    for platform in platforms:
        own = {row.text: row for row in rows if row.label == platform.label}
        judge_platform(verdict, platform, own, confirmed)
    return verdict


def judge_platform(verdict, platform, own, confirmed):
    """Add to the verdict what one platform remembers; `own` are its deliveries by text."""
    standing, seen = Counter(platform.copies()), Counter()
    for words, when in platform.arrivals:
        seen[words] += 1
        row = own.get(words)
        if row is None:
            verdict.counts["anderer Text"] += 1
            continue
        verdict.arrived += 1
        verdict.lateness.append((when - row.due_at).total_seconds())
        verdict.counts["verfrüht"] += when < row.due_at
        verdict.counts["nach Rücknahme"] += row.id in confirmed or row.state == "cancelled"
    for words, row in own.items():
        verdict.counts["doppelt"] += max(seen[words], standing[words]) > 1
        is_lost = (row.state == "sent" and not standing[words]) or row.state not in AT_REST
        verdict.counts["verloren"] += is_lost
        is_ordered = row.state == "held" and row.hold_reason in ORDERED
        verdict.ordered += is_ordered
        if row.state in {"unclear", "held"} and not is_ordered:
            verdict.stopped[row.hold_reason or row.course] += 1
