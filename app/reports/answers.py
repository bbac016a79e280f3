"""Reports «Personal», «Strategien» and «Abonnenten»: what bodies answered, beside the words they did it in."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.messages.reports import STRATEGY_KINDS, say_effort, say_persons
from app.models.metrics_snapshot import MetricsSnapshot
from app.models.staffing import StaffingRecord
from app.models.strategy import Strategy
from app.reports.pages import find_page
from app.reports.table import Cell, Table, make_table

STAFFING, STRATEGIES, FOLLOWERS = "Personal", "Strategien", "Abonnenten"
_STRATEGY_COLUMNS: Final[Mapping[str, Callable[[Strategy], Cell]]] = {
    "Stelle": lambda row: row.organisation.abbreviation,
    "Art": lambda row: STRATEGY_KINDS[row.kind],
    "Papier": lambda row: row.document,
    "Strategie": lambda row: row.printed,
    "Ziele": lambda row: "\n".join(goal.goal for goal in row.goals),
    "Seite": lambda row: find_page(row.source),
}
_FOLLOWER_COLUMNS: Final[Mapping[str, Callable[[MetricsSnapshot], Cell]]] = {
    "Stelle": lambda row: row.organisation.abbreviation,
    "Plattform": lambda row: row.platform.name,
    "Kanal": lambda row: row.channel.label if row.channel else None,
    "Gedruckt als": lambda row: row.handle,
    "Beigetreten seit": lambda row: row.joined,
    "Stand": lambda row: row.as_of,
    "Abonnenten": lambda row: row.followers,
    "Aufrufe": lambda row: row.views,
    "Angabe": lambda row: row.printed,
    "Quelle": lambda row: row.source,
}


def report_staffing(rows: Iterable[StaffingRecord], platforms: Mapping[str, str]) -> Table:
    """Return the staffing as a table; `platforms` are names by slug."""
    columns: Mapping[str, Callable[[StaffingRecord], Cell]] = {
        "Stelle": lambda row: row.organisation.abbreviation,
        "Plattform": lambda row: ", ".join(platforms.get(slug, slug) for slug in row.platforms),
        "Personen": say_persons,
        "Aufwand": say_effort,
        "Von außen": lambda row: row.external,
        "Mitarbeiter": lambda row: row.printed,
        "Seite": lambda row: find_page(row.source),
    }
    return make_table("personal", STAFFING, columns, rows)


def report_strategies(rows: Iterable[Strategy]) -> Table:
    """Return the strategies as a table, their goals in one cell."""
    return make_table("strategien", STRATEGIES, _STRATEGY_COLUMNS, rows)


def report_followers(rows: Iterable[MetricsSnapshot]) -> Table:
    """Return followers and views as a table."""
    return make_table("abonnenten", FOLLOWERS, _FOLLOWER_COLUMNS, rows)
