"""Golden: the tables of MW and IMG / Tourismus are printed as on pages 14 and 18, with what stands short explained."""

import io

import docx
import pytest
from docx.text.paragraph import Paragraph

from tests.reports.test_answer import ONE_PLATFORM, YEAR_FIRST, paper, tables

__all__ = ["paper"]
AGENCY = "Agentur KNO Magdeburg (inkl. Betreuung der Website)"
MW = [
    ONE_PLATFORM,
    ["2016", "-", "-"],
    ["2017", "-", "-"],
    [
        "2018",
        (
            "IMG Sachsen-Anhalt > Agentur KNO – Korrektur Nachoben, Magdeburg Follower-Kampagne, Einrichtung "
            "Twitter-Werbemaßnahmen, Mediabudget zur Bewerbung des MW-Twitterkanals > 1.000,00 Euro"
        ),
        "1680,00 Euro netto*",
    ],
    [
        "2018",
        (
            "IMG Sachsen-Anhalt > Agentur KNO, Magdeburg Einrichtung Twitter-Werbemaßnahmen, Mediabudget zur Bewerbung "
            "des MW-Twitterkanals > 650,00 Euro"
        ),
        "117,00 Euro netto*",
    ],
    [
        "2019",
        (
            "IMG Sachsen-Anhalt > Agentur KNO, Magdeburg Erstellung grafische Animation für AURA-Unternehmerpreis, "
            "Projektmanagement, Einrichtung Twitter-Werbemaßnahmen, Mediabudget zur Bewerbung der neuen "
            "Wettbewerbsphase 2019 > 610,00 Euro"
        ),
        "1260,00 Euro netto",
    ],
    [
        "2019",
        (
            "Agentur KNO, Magdeburg Einrichtung Twitter-Werbemaßnahmen, Mediabudget zur Bewerbung der "
            "MW-Stellenausschreibung „Social Media Manager“ > 323,00 Euro"
        ),
        "499,00 Euro netto",
    ],
]
TOURISM = [
    YEAR_FIRST,
    ["2016", "Facebook", "Media Consulta Berlin", "21.000,00 Euro netto"],
    ["2016", "Twitter Pinterest", "inhouse Pflege", "-"],
    ["2017", "Instagram Facebook Twitter", AGENCY, "71.000,00 Euro netto"],
    ["2017", "Pinterest", "inhouse Pflege", "-"],
    ["2017", "", "Werbebudget", "31.000,00 Euro netto"],
    ["2018", "Instagram Facebook Twitter Pinterest", AGENCY, "75.000,00 Euro netto"],
    ["2018", "", "Werbebudget", "18.500,00 Euro netto"],
    ["2019", "YouTube", AGENCY, "2.00,00 Euro netto"],
    ["2019", "Instagram", "Agentur KNO, Magdeburg", "14.000,00 Euro netto"],
    ["2019", "Facebook Twitter Pinterest", AGENCY, "55.000,00 Euro netto"],
    ["2019", "", "Werbebudget", "5.000,00 Euro netto"],
]


def said_of(paper, body):
    """The paragraphs below the heading of a body, in their order."""
    found, heading = [], ""
    for part in paper.iter_inner_content():
        if isinstance(part, Paragraph) and part.style.name.startswith("Heading"):
            heading = part.text
        elif isinstance(part, Paragraph) and heading == body:
            found.append(part.text)
    return found


@pytest.mark.parametrize(("body", "rows"), [("MW", MW), ("IMG / Tourismus", TOURISM)])
def test_costs_are_printed_row_by_row(paper, body, rows):
    [found] = tables(paper)[body]
    assert [[" ".join(cell.split()) for cell in row] for row in found] == rows


def test_what_is_said_of_no_year_stands_above_a_table_and_its_footnotes_below(paper):
    above, below = said_of(paper, "MW")
    assert (
        above
        == "Der Twitter- und YouTube-Kanal des Ministeriums werden inhouse durch MW-Mitarbeiter gepflegt."
    )
    assert below.startswith("*Kosten umfassen auch Projektmanagement für Online-Marketingmaßnahmen")
    assert said_of(paper, "LVwA") == ["entfällt"]
    [share] = said_of(paper, "StK")
    assert share.startswith("*Beauftragte Fotos")
    assert "rund 20" in share
    [about] = said_of(paper, "IMG / Standortmarketing")
    assert about.startswith("*schwer abzutrennen zum Onlinemarketing")


def test_abbreviations_and_short_addresses_in_use_are_listed(paper):
    [[_, *names]] = tables(paper)["Abkürzungen"]
    [[_, *addresses]] = tables(paper)["KurzURLs"]
    assert {"StK", "MULE", "LVwA", "LzpB", "StaLa"} <= {short for short, _ in names}
    assert ["http://lsaurl.de/youtubeMW/", "YouTube MW"] in addresses
    assert len(addresses) == 13


def test_a_report_of_its_own_explains_what_stands_short_in_it(people):
    file = people("desk1").get("/reports/channels", format="docx").content
    said = [part.text for part in docx.Document(io.BytesIO(file)).paragraphs]
    assert "Zur besseren Darstellung wurden Abkürzungen und KurzURLs verwendet." in said
    assert "MULE: Ministerium für Umwelt, Energie und Landwirtschaft" in said
    assert "http://lsaurl.de/youtubeMW/ führt zu „YouTube MW“" in said


def test_a_report_without_short_forms_says_nothing_of_them(people):
    file = people("desk1").get("/reports/channels", format="docx", organisation="MJ").content
    said = [part.text for part in docx.Document(io.BytesIO(file)).paragraphs]
    assert "KurzURLs:" not in said
    assert "MULE: Ministerium für Umwelt, Energie und Landwirtschaft" not in said


def test_the_report_on_costs_as_a_document_has_the_same_tables(people):
    file = people("desk1").get("/reports/costs", format="docx").content
    [found] = tables(docx.Document(io.BytesIO(file)))["IMG / Tourismus"]
    assert found == TOURISM
