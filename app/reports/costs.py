"""Report «Kosten»: what each body reported, and the sums that may be drawn from it (REQUIREMENTS R130, R134)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.messages.reports import AWARDS, BASES, BUDGETS, COST_KINDS, NOTHINGS, UNREADABLE, say_years
from app.models.cost import CostItem
from app.reports.pages import find_page
from app.reports.table import Cell, Table, make_table

TITLE: Final = "Kosten"


def report_costs(items: Iterable[CostItem], platforms: Mapping[str, str]) -> Table:
    """Return the costs as a table, a row for each item; `platforms` are names by slug."""
    items = list(items)
    columns: Mapping[str, Callable[[CostItem], Cell]] = {
        "Stelle": lambda item: item.organisation.abbreviation,
        "Plattform": lambda item: _name_platforms(item, platforms),
        "Plattform wie gedruckt": lambda item: (
            item.printed_platform if item.source_key else _name_platforms(item, platforms)
        ),
        "Jahr": lambda item: item.printed_period or say_years(item.year_from, item.year_to),
        "Leistung": lambda item: item.service,
        "Unterpositionen": lambda item: "\n".join(row.printed for row in item.positions),
        "Auftragnehmer": lambda item: item.contractor,
        "Vergabe": lambda item: AWARDS[item.award] if item.award else None,
        "Kosten": lambda item: item.printed,
        "Betrag in Euro": lambda item: item.amount,
        "Netto oder brutto": lambda item: BASES[item.basis] if item.basis else None,
        "Ohne Betrag": _say_why_none,
        "Anteil in Prozent": lambda item: item.share,
        "Geschätzt": lambda item: "ja" if item.is_estimate else None,
        "Art": lambda item: COST_KINDS[item.kind] if item.kind else None,
        "Werbung": lambda item: BUDGETS[item.advertising] if item.advertising else None,
        "Auf Kanälen Dritter": lambda item: "ja" if item.is_third_party else None,
        "Nicht abzutrennen": lambda item: item.not_separable,
        "Fußnoten": lambda item: "\n".join(_find_footnotes(item)),
        "Seite": lambda item: find_page(item.source),
    }
    reasons = dict.fromkeys(item.share_reason for item in items if item.share_reason)
    return make_table("kosten", TITLE, columns, items, [reason for reason in reasons if reason])


def _name_platforms(item: CostItem, platforms: Mapping[str, str]) -> str:
    return ", ".join(platforms.get(slug, slug) for slug in item.platforms)


def _find_footnotes(item: CostItem) -> list[str]:
    """Return what has to be said below a table about an item: its share, and what cannot be separated (R135, R142)."""
    reasons = (item.share_reason, item.not_separable, *(row.not_separable for row in item.positions))
    said = dict.fromkeys(" ".join(reason.split()) for reason in reasons if reason)
    return [reason for reason in said if reason not in (item.service or "")]


def _say_why_none(item: CostItem) -> str | None:
    """Return which kind of nothing an item without an amount is."""
    if item.amount is not None:
        return None
    return NOTHINGS[item.nothing] if item.nothing else UNREADABLE
