"""Tables that last: what is kept comes back as it was, and what changed between two versions is found."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from app.reports.keeping import compare, pack, sum_of, unpack
from app.reports.table import Table

TABLE = Table(
    "kosten",
    "Kosten",
    ["Stelle", "Betrag", "Stand", "Um", "Zahl", "Nichts"],
    [["StK", Decimal("1041.240"), date(2019, 7, 8), datetime(2019, 7, 8, 9, tzinfo=UTC), 52, None]],
    ["ohne Angabe"],
)


def test_a_table_comes_back_from_json_as_it_was():
    assert unpack(json.loads(json.dumps(pack(TABLE)))) == TABLE


def test_equal_content_has_equal_sums_however_its_keys_are_ordered():
    assert sum_of({"a": 1, "b": [2]}) == sum_of({"b": [2], "a": 1})
    assert sum_of({"a": 1}) != sum_of({"a": 2})


def test_a_changed_row_went_and_came():
    changed = Table("kosten", "Kosten", ["Stelle", "Betrag"], [["StK", Decimal("2.00")], ["MF", None]])
    before = Table("kosten", "Kosten", ["Stelle", "Betrag"], [["StK", Decimal("1.00")], ["MF", None]])
    found = compare({"costs": pack(before)}, {"costs": pack(changed)})
    assert [(row.is_new, row.row[1]) for row in found] == [(False, Decimal("1.00")), (True, Decimal("2.00"))]


def test_a_block_that_only_one_version_has_is_all_difference():
    found = compare({}, {"costs": pack(TABLE)})
    assert [(row.block, row.is_new) for row in found] == [("costs", True)]


def test_a_column_that_only_the_later_version_has_makes_no_difference_of_its_own():
    before = Table("kosten", "Kosten", ["Stelle", "Betrag"], [["StK", Decimal("1.00")], ["MF", None]])
    later = Table(
        "kosten",
        "Kosten",
        ["Stelle", "Fußnoten", "Betrag"],
        [["StK", "*", Decimal("1.00")], ["MF", None, None]],
    )
    assert compare({"costs": pack(before)}, {"costs": pack(later)}) == []
