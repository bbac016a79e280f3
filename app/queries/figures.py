"""Figures for operators: how many deliveries are in which state, how many are overdue, and whether all is well."""

from collections.abc import Iterator

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models import Delivery
from app.models.delivery import DeliveryState


def count_figures(session: Session) -> Iterator[tuple[str, dict[str, str], float]]:
    """Yield name, labels and value of each figure."""
    rows = session.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
    counts = {state: count for state, count in rows}
    for state in DeliveryState:
        yield "redaktion_deliveries", {"state": state.value}, counts.get(state, 0)
    overdue = select(func.count()).where(
        Delivery.state == DeliveryState.WAITING, Delivery.due_at < func.now() - text("interval '2 minutes'")
    )
    yield "redaktion_deliveries_overdue", {}, session.execute(overdue).scalar_one()
    violations = session.execute(text("select count(*) from invariant_violations")).scalar_one()
    yield "redaktion_invariant_violations", {}, violations


def write_figures(session: Session) -> str:
    """Return the figures in the text format that Prometheus reads."""
    lines = []
    for name, labels, value in count_figures(session):
        pairs = ",".join(f'{key}="{label}"' for key, label in labels.items())
        lines.append(f"{name}{{{pairs}}} {value:g}" if pairs else f"{name} {value:g}")
    return "\n".join(lines) + "\n"
