"""Names under which a body was printed, beside what the register calls it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from app.models.organisation import Organisation
from app.queries.register_findings.book import Book
from app.queries.register_findings.finding import Answer, RegisterFinding, RegisterRule, find_in


def find_other_names(book: Book) -> Iterator[RegisterFinding]:
    """Yield bodies printed under a name that is not their current one, or that the register does not know at all."""
    organisations = {row.id: row for row in book.organisations}
    found: dict[tuple[Organisation, str], list[Answer]] = defaultdict(list)
    for row in book.answers:
        organisation = organisations[row.organisation_id]
        if row.printed_organisation not in {None, organisation.name, organisation.abbreviation}:
            found[organisation, row.printed_organisation or ""].append(row)
    for (organisation, printed), rows in found.items():
        names = {name.name for name in organisation.names}
        if printed in names:
            sentence = f"Gedruckt als „{printed}“; im Verzeichnis heißt die Stelle „{organisation.name}“."
            yield find_in(RegisterRule.NAME, printed, rows, sentence)
        elif not any(name in printed for name in names):
            sentence = f"Gedruckt als „{printed}“; unter diesem Namen kennt das Verzeichnis keine Stelle."
            yield find_in(RegisterRule.NAME_UNKNOWN, printed, rows, sentence)


def find_other_abbreviations(book: Book) -> Iterator[RegisterFinding]:
    """Yield abbreviations whose printed meaning fits none of the bodies that carry them."""
    for row in book.abbreviations:
        bearers = [
            organisation
            for organisation in book.organisations
            if f"{organisation.abbreviation} ".startswith(f"{row.abbreviation} ")
        ]
        if bearers and not any(
            name.name.startswith(row.name) for organisation in bearers for name in organisation.names
        ):
            names = ", ".join(organisation.name for organisation in bearers)
            yield RegisterFinding(
                RegisterRule.NAME,
                row.abbreviation,
                row.abbreviation,
                ", ".join(organisation.abbreviation for organisation in bearers),
                f"Die Abkürzung „{row.abbreviation}“ ist gedruckt als „{row.name}“; so heißt aber niemand: {names}.",
                row.source,
            )


RULES: Final = (find_other_names, find_other_abbreviations)
