"""The notes below a report that say what its short forms stand for, as below the Drucksache's table (page 9, R156)."""

from collections.abc import Iterator
from dataclasses import replace

from app.queries.short_forms import ShortForms
from app.reports.table import Table


def explain(table: Table, short: ShortForms) -> Table:
    """Return a table with the list of its abbreviations and short addresses below it."""
    return replace(table, notes=[*table.notes, *_say(short)])


def _say(short: ShortForms) -> Iterator[str]:
    used = [
        name for name, known in (("Abkürzungen", short.abbreviations), ("KurzURLs", short.addresses)) if known
    ]
    if used:
        yield f"Zur besseren Darstellung wurden {' und '.join(used)} verwendet."
    if short.abbreviations:
        yield "Abkürzungen:"
        yield from (f"{word}: {name}" for word, name in short.abbreviations.items())
    if short.addresses:
        yield "KurzURLs:"
        yield from (f"{address} führt zu „{channel}“" for address, channel in short.addresses.items())
