"""What the words of answers name: accounts and platforms without a channel in the register, addresses, copied texts."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from app.models.cost import CostItem
from app.models.metrics_snapshot import MetricsSnapshot
from app.models.organisation import Organisation
from app.models.staffing import StaffingRecord
from app.models.strategy import Strategy
from app.queries.register_findings.book import Book
from app.queries.register_findings.channels import is_address_of
from app.queries.register_findings.finding import Answer, RegisterFinding, RegisterRule, find_in

ADDRESS: Final = re.compile(r"(?:https?://|www\.)[\w.-]+/[\w.%/@+-]*[\w/]")
COPIED_FROM: Final = 60
"""So long an answer is not given twice in the same words by chance; «Betreuung durch Agentur» is."""


def find_platforms_without_channel(book: Book) -> Iterator[RegisterFinding]:
    """Yield platforms that a body answers for though neither it nor anything below it has a channel there."""
    held = defaultdict(set)
    for channel in book.channels:
        above: Organisation | None = channel.organisation
        while above is not None:
            held[above.id].add(channel.platform_slug)
            above = above.parent
    found: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    rows: list[CostItem | StaffingRecord | Strategy] = [*book.costs, *book.staffing, *book.strategies]
    for row in rows:
        if isinstance(row, CostItem) and row.is_third_party:
            continue
        for slug in row.platforms:
            if slug not in held[row.organisation_id]:
                found[row.organisation.abbreviation, slug].append(row)
    for (_, slug), about in found.items():
        (name,) = book.name_platforms([slug])
        sentence = f"Zu {name} gibt es Angaben, im Verzeichnis aber keinen Kanal."
        yield find_in(RegisterRule.UNREGISTERED, name, about, sentence)


def find_accounts_without_channel(book: Book) -> Iterator[RegisterFinding]:
    """Yield accounts named by address or in a list of followers that are no channel of the register."""
    handles = {channel.handle.lower() for channel in book.channels if channel.handle}
    found: dict[str, list[Answer]] = defaultdict(list)
    for row in book.answers:
        for address in _addresses_in(row):
            account = address.rstrip("/").rpartition("/")[2]
            if _is_platforms(book, address) and "lsaurl" not in address:
                found[account.lower()].append(row)
        if isinstance(row, MetricsSnapshot) and row.channel is None and row.handle:
            found[row.handle.lstrip("@").lower()].append(row)
    for account, rows in found.items():
        if account not in handles:
            sentence = f"Das Konto „{account}“ wird genannt, steht aber nicht im Verzeichnis."
            yield find_in(RegisterRule.UNREGISTERED, account, rows, sentence)


def find_strange_addresses(book: Book) -> Iterator[RegisterFinding]:
    """Yield answers with an address that belongs to no known platform."""
    for row in book.answers:
        for address in dict.fromkeys(_addresses_in(row)):
            if not _is_platforms(book, address):
                sentence = f"Die Adresse „{address}“ passt zu keiner Plattform."
                yield find_in(RegisterRule.ADDRESS, address, [row], sentence)


def find_copied_answers(book: Book) -> Iterator[RegisterFinding]:
    """Yield answers that several bodies gave in the very same words."""
    found: dict[str, list[Answer]] = defaultdict(list)
    said: list[StaffingRecord | Strategy] = [*book.staffing, *book.strategies]
    for row in said:
        found[row.printed].append(row)
    for printed, rows in found.items():
        if len(printed) >= COPIED_FROM and len({row.organisation_id for row in rows}) > 1:
            sentence = f"Mehrere Stellen antworten wortgleich: „{printed[:COPIED_FROM]} …“"
            yield find_in(RegisterRule.COPIED, "Gleicher Wortlaut", rows, sentence)


def _addresses_in(row: Answer) -> list[str]:
    """Return the addresses in what is printed of an answer and of its parts."""
    parts = [part.printed for part in row.positions] if isinstance(row, CostItem) else []
    return [address for text in (row.printed, *parts) for address in ADDRESS.findall(text)]


def _is_platforms(book: Book, address: str) -> bool:
    """Tell whether an address is one of a platform with a pattern."""
    patterns = [row.url_pattern for row in book.platforms.values() if row.url_pattern]
    return any(is_address_of(address, pattern) for pattern in patterns)


RULES: Final = (
    find_platforms_without_channel,
    find_accounts_without_channel,
    find_strange_addresses,
    find_copied_answers,
)
