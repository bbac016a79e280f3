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
