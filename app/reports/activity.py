"""Reports «Beiträge», «Pünktlichkeit», «Freigabe» and «Löschverfahren»: what the newsroom did in a stretch of days."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.clock import berlin_minute
from app.messages.decisions import GROUNDS
from app.queries.activity import Decisions, Punctuality, Removals, Silence, Week
from app.reports.table import Cell, Table, make_table

POSTS, PUNCTUALITY, DECISIONS, REMOVALS = "Beiträge", "Pünktlichkeit", "Freigabe", "Löschverfahren"
_WEEKS: Final[Mapping[str, Callable[[Week], Cell]]] = {
    "Woche ab": lambda row: row.monday,
    "Stelle": lambda row: row.organisation,
    "Beiträge": lambda row: row.posts,
    "Davon auf Landeskanälen": lambda row: row.central,
    "Davon mit anderer Quelle": lambda row: row.sourced,
}
_PUNCTUALITY: Final[Mapping[str, Callable[[Punctuality], Cell]]] = {
    "Kanal": lambda row: row.channel,
    "Ausgespielt": lambda row: row.sent,
    "Davon binnen einer Minute": lambda row: row.punctual,
    "Verspätung: die Hälfte bis (Sekunden)": lambda row: _seconds(row.median_s),
    "95 von 100 bis (Sekunden)": lambda row: _seconds(row.p95_s),
    "Größte (Sekunden)": lambda row: _seconds(row.worst_s),
}
_DECISIONS: Final[Mapping[str, Callable[[Decisions], Cell]]] = {
    "Stelle": lambda row: row.organisation,
    "Freigegeben": lambda row: row.approved,
    "Wartezeit: die Hälfte bis (Stunden)": lambda row: _hours(row.median_h),
    "90 von 100 bis (Stunden)": lambda row: _hours(row.p90_h),
    "Zurückgegeben": lambda row: row.sent_back,
}
_REMOVALS: Final[Mapping[str, Callable[[Removals], Cell]]] = {
    "Stelle": lambda row: row.organisation,
    "Grund": lambda row: GROUNDS[row.ground],
    "Eröffnet": lambda row: row.opened,
    "Davon Hinweise": lambda row: row.hints,
    "Davon entfernt": lambda row: row.executed,
    "Davon offen": lambda row: row.running,
}


def report_posts(rows: Iterable[Week], silent: Iterable[Silence]) -> Table:
    """Return the posts by week and body as a table; below it the ministries of which nothing went out."""
    return make_table("beitraege", POSTS, _WEEKS, rows, [say_silence(row) for row in silent])


def report_punctuality(rows: Iterable[Punctuality]) -> Table:
    """Return by channel how late deliveries left."""
    return make_table("puenktlichkeit", PUNCTUALITY, _PUNCTUALITY, rows)


def report_decisions(rows: Iterable[Decisions]) -> Table:
    """Return by body how long approvals took and how many posts were sent back."""
    return make_table("freigabe", DECISIONS, _DECISIONS, rows)


def report_removals(rows: Iterable[Removals]) -> Table:
    """Return the cases against posts, by body and ground."""
    return make_table("loeschverfahren", REMOVALS, _REMOVALS, rows)


def say_silence(row: Silence) -> str:
    """Return of whom nothing was heard, and since when: `MF: kein Beitrag, zuletzt am 02.03.2026, 10:00 Uhr`."""
    since = f"zuletzt am {berlin_minute(row.last_at)}" if row.last_at else "noch nie einer"
    return f"{row.organisation}: kein Beitrag, {since}"


def _seconds(number: float) -> str:
    return f"{max(number, 0):.2f}".replace(".", ",")


def _hours(number: float | None) -> str | None:
    return None if number is None else f"{max(number, 0):.1f}".replace(".", ",")
