"""The tables of an answer have the columns that the Drucksache prints (pages 3 to 25)."""

from decimal import Decimal

import pytest

from app.models.inquiry import Block
from app.reports.printed import choose_layout, print_block, say_share
from app.reports.table import Table


@pytest.mark.parametrize(
    ("platforms", "heads"),
    [
        (["", "", ""], ["Jahr", "Leistung", "Kosten"]),
        (["Twitter", "Twitter"], ["Jahr", "Leistung", "Kosten"]),
        (["Facebook", "Facebook", "YouTube"], ["Plattform", "Jahr", "Leistung", "Kosten"]),
        (["Facebook", "Twitter", "Facebook"], ["Jahr", "Plattform", "Leistung", "Kosten"]),
    ],
)
def test_costs_are_printed_in_the_layout_that_their_rows_ask_for(platforms, heads):
    assert choose_layout(platforms) == heads


def test_a_share_is_said_without_needless_zeros():
    assert [say_share(Decimal(text)) for text in ("20.00", "12.50", "100")] == ["20", "12,5", "100"]


def test_a_block_of_which_nothing_is_known_says_so():
    pieces, below = print_block(Table("kosten", "Kosten", ["Stelle"], []), Block.COSTS)
    assert (pieces[0]["text"], below) == ("Hierzu ist nichts gemeldet.", [])


def cost(**said):
    row = dict.fromkeys(
        ("Stelle", "Plattform", "Plattform wie gedruckt", "Jahr", "Leistung", "Unterpositionen")
    )
    row |= dict.fromkeys(
        ("Auftragnehmer", "Kosten", "Betrag in Euro", "Anteil in Prozent", "Fußnoten", "Seite")
    )
    return row | {"Stelle": "MB", "Jahr": "2026"} | said


def printed(*rows):
    table = Table("kosten", "Kosten", list(rows[0]), [list(row.values()) for row in rows])
    _, [body] = print_block(table, Block.COSTS)
    return body["pieces"]


def test_footnotes_of_entries_by_hand_get_marks_of_their_own():
    photos = cost(Leistung="Fotos", Fußnoten="Anteil nach Nutzung")
    films = cost(Leistung="Filme", Fußnoten="Auch für das Portal")
    table, *notes = printed(photos, films)
    assert [row[1] for row in table["rows"]] == ["Fotos*", "Filme**"]
    assert [note["text"] for note in notes] == ["*Anteil nach Nutzung", "**Auch für das Portal"]


def test_a_contractor_that_the_service_names_is_not_said_twice():
    [table] = printed(
        cost(Leistung="Workshop (Amt 2.0)", Auftragnehmer="Amt 2.0"),
        cost(Leistung="Film", Auftragnehmer="Vorlaut"),
    )
    assert [row[1] for row in table["rows"]] == ["Workshop (Amt 2.0)", "Film\nAuftragnehmer: Vorlaut"]


def test_a_version_of_earlier_without_these_columns_is_printed_all_the_same():
    row = cost(Leistung="Film", Plattform="YouTube")
    del row["Plattform wie gedruckt"], row["Fußnoten"]
    [table] = printed(row, row | {"Plattform": "Facebook"})
    assert [cells[0] for cells in table["rows"]] == ["YouTube", "Facebook"]


def test_no_footnote_of_a_sentence_is_lost():
    said = cost(Jahr=None, Kosten="Wird mitbetreut.", Seite=11, Fußnoten="*schwer abzutrennen")
    assert [piece["text"] for piece in printed(said)] == ["Wird mitbetreut.", "*schwer abzutrennen"]
