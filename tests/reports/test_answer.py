"""Golden: the answer made of the Drucksache's own data has its tables, in its columns, with its amounts."""

import io

import docx
import pytest
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from tests.reports.test_reports import IN_THE_COST_COLUMN

PLATFORM_FIRST = ["Plattform", "Jahr", "Leistung", "Kosten"]
YEAR_FIRST = ["Jahr", "Plattform", "Leistung", "Kosten"]
ONE_PLATFORM = ["Jahr", "Leistung", "Kosten"]


@pytest.fixture
def paper(people):
    """The answer to the questions of the Drucksache as DOCX."""
    desk = people("desk1")
    blocks = ["channels", "costs", "staffing", "strategies"]
    body = {
        "number": "KA 7/2776",
        "title": "Auftritte der Landesregierung in sozialen Medien",
        "members": ["Kim Muster"],
        "deadline": "2036-03-01",
        "as_of": "2026-03-01",
        "questions": [
            {"label": str(number), "wording": f"Frage {number}", "block": block}
            for number, block in enumerate(blocks, start=3)
        ],
    }
    inquiry = desk.post("/inquiries", body).json()
    version = desk.post(f"/inquiries/{inquiry['id']}/versions").json()
    file = desk.get(f"/inquiry-versions/{version['id']}", format="docx").content
    return docx.Document(io.BytesIO(file))


def tables(paper):
    """Heading -> the tables below it, each as its rows of texts."""
    found, heading = {}, ""
    for part in paper.iter_inner_content():
        if isinstance(part, Paragraph) and part.style.name.startswith("Heading"):
            heading = part.text
        if isinstance(part, WordTable):
            rows = [[cell.text for cell in row.cells] for row in part.rows]
            found.setdefault(heading, []).append(rows)
    return found


def test_costs_stand_body_by_body_in_the_columns_of_the_drucksache(paper):
    found = tables(paper)
    for body, heads in {
        "StK": PLATFORM_FIRST,
        "MULE": ONE_PLATFORM,
        "IMG / Standortmarketing": PLATFORM_FIRST,
        "IMG / Kreativwirtschaft": ONE_PLATFORM,
    }.items():
        assert found[body][0][0] == heads, body


def test_every_amount_of_the_cost_column_is_printed(paper):
    costs = [
        row[-1] for body in tables(paper).values() for rows in body for row in rows if rows[0][-1] == "Kosten"
    ]
    said = "\n".join(costs).replace(".", "").replace(" ", "")
    for amounts in IN_THE_COST_COLUMN.values():
        for amount in amounts.split():
            whole, cents = amount.split(".")
            assert f"{whole},{cents}" in said or (cents == "00" and whole in said), amount


def test_all_channels_and_those_who_have_none_are_in_the_table(paper):
    [channels] = tables(paper)["Frage 3"]
    assert channels[0] == [
        "Ressort",
        "Bereich/Behörde",
        "Plattform",
        "Nutzername",
        "Zeitraum",
        "Grund für Deaktivierung",
    ]
    assert len([row for row in channels[1:] if row[2] != "entfällt"]) == 52


def test_heads_of_tables_repeat_and_words_are_german(paper):
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in paper.tables)  # noqa: SLF001 - the only way to it
    assert 'w:lang w:val="de-DE"' in paper.styles["Normal"].element.xml
