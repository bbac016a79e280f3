"""What does not add up in the register, found anew at every look and stored nowhere.

The register keeps addresses, dates, amounts and words as they were printed, so its mistakes stay visible; here they are
named until somebody corrects them (REQUIREMENTS 1.7). One file per kind, each rule a function from the open book to
its findings.
"""

from typing import Final

from sqlalchemy.orm import Session

from app.queries.register_findings import channels, costs, names, words
from app.queries.register_findings.book import Book, open_book
from app.queries.register_findings.channels import find_channel_faults as find_channel_faults
from app.queries.register_findings.finding import RegisterFinding as RegisterFinding
from app.queries.register_findings.finding import RegisterRule as RegisterRule

RULES: Final = (*channels.RULES, *words.RULES, *names.RULES, *costs.RULES)


def find_register_findings(session: Session) -> list[RegisterFinding]:
    """Return everything that does not add up, rule by rule in the register's order; demo channels are left out."""
    book: Book = open_book(session)
    return [finding for rule in RULES for finding in rule(book)]
