import pytest

from app.loading.rows import Fault, RegisterFaultsError, Row, find_duplicates, is_before, read_rows

COLUMNS = ("key", "since")


@pytest.fixture
def write(tmp_path):
    def write_file(content):
        path = tmp_path / "channels.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


def places(faults):
    return [(fault.file, fault.row, fault.column) for fault in faults]


def row(**cells):
    return Row("channels.csv", 7, cells)


def test_rows_are_read_with_the_line_they_start_on(write):
    rows, faults = read_rows(write("key,since\n\na,2013\nb,\n"), COLUMNS)
    assert faults == []
    assert [(row.number, row.cells) for row in rows] == [
        (3, {"key": "a", "since": "2013"}),
        (4, {"key": "b", "since": ""}),
    ]


def test_columns_may_stand_in_any_order(write):
    rows, _ = read_rows(write("since,key\n2013,a\n"), COLUMNS)
    assert rows[0]["key"] == "a"
    assert rows[0].optional("since") == "2013"


def test_a_byte_order_mark_is_no_fault(write):
    rows, faults = read_rows(write(b"\xef\xbb\xbfkey,since\na,2013\n"), COLUMNS)
    assert (len(rows), faults) == (1, [])


def test_an_empty_cell_is_none_when_it_is_optional():
    assert row(since="").optional("since") is None


def test_a_missing_file_is_named(tmp_path):
    rows, faults = read_rows(tmp_path / "channels.csv", COLUMNS)
    assert rows is None
    assert [str(fault) for fault in faults] == ["channels.csv: Die Datei fehlt."]


def test_a_folder_is_no_file(tmp_path):
    assert read_rows(tmp_path, COLUMNS)[0] is None


def test_an_empty_file_is_named(write):
    rows, faults = read_rows(write(""), COLUMNS)
    assert rows is None
    assert "leer" in faults[0].message


def test_missing_unknown_and_repeated_columns_are_named_together(write):
    rows, faults = read_rows(write("key,key,colour\na,b,c\n"), COLUMNS)
    assert rows is None
    assert places(faults) == [
        ("channels.csv", 1, "key"),
        ("channels.csv", 1, "since"),
        ("channels.csv", 1, "colour"),
    ]


def test_a_row_with_too_few_or_too_many_cells_is_named_and_the_rest_is_read(write):
    rows, faults = read_rows(write("key,since\na\nb,2013,x\nc,2014\n"), COLUMNS)
    assert places(faults) == [("channels.csv", 2, "since"), ("channels.csv", 3, "since")]
    assert [row["key"] for row in rows] == ["c"]


def test_a_row_with_broken_quoting_is_named_and_the_rest_is_read(write):
    rows, faults = read_rows(write('key,since\n"a"x,2013\nb,2014\n'), COLUMNS)
    assert places(faults) == [("channels.csv", 2, "")]
    assert [row["key"] for row in rows] == ["b"]


def test_an_open_quote_is_named_where_it_opens(write):
    _, faults = read_rows(write('key,since\na,2013\n"b,2014\nc,2015\n'), COLUMNS)
    assert places(faults) == [("channels.csv", 3, "")]


def test_a_cell_in_another_encoding_is_named(write):
    rows, faults = read_rows(write("key,since\na,2013\nDessau-Roßlau,2014\n".encode("latin-1")), COLUMNS)
    assert places(faults) == [("channels.csv", 3, "key")]
    assert "UTF-8" in faults[0].message
    assert [row["key"] for row in rows] == ["a"]


def test_a_file_in_utf_16_is_named(write):
    rows, faults = read_rows(write("key,since\na,2013\n".encode("utf-16")), COLUMNS)
    assert rows is None
    assert "UTF-16" in faults[0].message


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("a\x00b", "U+0000"),
        ("a\tb", "U+0009"),
        ("Deaktivie\u00adrung", "U+00AD"),
        ("a\u200bb", "U+200B"),
        (" a", "Leerzeichen"),
        ("a\u00a0", "Leerzeichen"),
        ("Du\u0308ben", "NFC"),
    ],
)
def test_a_cell_with_what_nobody_sees_is_named(write, cell, word):
    _, faults = read_rows(write(f"key,since\na,2013\n{cell},2014\n"), COLUMNS)
    assert places(faults) == [("channels.csv", 3, "key")]
    assert word in faults[0].message


def test_a_line_break_inside_a_cell_is_named_and_later_rows_keep_their_numbers(write):
    rows, faults = read_rows(write('key,since\n"a\nb",2013\nc,2014\n'), COLUMNS)
    assert places(faults) == [("channels.csv", 2, "key")]
    assert [row.number for row in rows] == [4]


@pytest.mark.parametrize("value", ["", "2013", "2019-06", "2019-05-26", "2020-02-29"])
def test_a_year_a_month_and_a_day_are_dates(value):
    assert list(row(since=value).check_fuzzy_date("since")) == []


@pytest.mark.parametrize(
    "value",
    ["13", "0000", "2019-13", "2019-6", "2019-02-29", "26.05.2019", "2013-2019", "2019-05-26 ", "٢٠١٩"],
)
def test_what_is_no_date_is_named(value):
    assert places(row(since=value).check_fuzzy_date("since")) == [("channels.csv", 7, "since")]


@pytest.mark.parametrize("value", ["2019", "2019-06", "20190526", "2019-02-30"])
def test_where_a_day_is_asked_for_a_year_is_not_enough(value):
    assert places(row(valid_from=value).check_date("valid_from")) == [("channels.csv", 7, "valid_from")]


def test_an_empty_required_cell_is_named():
    assert places(row(key="", since="").check_required("key", "since")) == [
        ("channels.csv", 7, "key"),
        ("channels.csv", 7, "since"),
    ]


def test_a_value_that_is_no_choice_is_named_with_the_choices():
    (fault,) = row(state="aktiv").check_choice("state", ("active", "trial"))
    assert str(fault) == (
        "channels.csv, Zeile 7, Spalte state: „aktiv“ ist nicht vorgesehen; möglich sind: active, trial."
    )


def test_an_unknown_reference_is_named():
    faults = row(organisation="MX").check_reference("organisation", {"MB"}, "organisations.csv")
    assert places(faults) == [("channels.csv", 7, "organisation")]


def test_nobody_complains_about_references_into_an_unreadable_file():
    assert list(row(organisation="MX").check_reference("organisation", None, "organisations.csv")) == []


@pytest.mark.parametrize(
    ("since", "until"), [("2019-06", "2019"), ("2013", "2019"), ("2019-05-26", "2019-05"), ("2019", "")]
)
def test_an_end_that_may_lie_after_the_beginning_is_fine(since, until):
    assert list(row(since=since, until=until).check_order("since", "until")) == []


def test_an_end_before_the_beginning_is_named():
    assert places(row(since="2019-06", until="2019-05-31").check_order("since", "until")) == [
        ("channels.csv", 7, "until")
    ]


def test_a_coarser_date_is_not_before_a_finer_one_it_contains():
    assert not is_before("2019", "2019-06")
    assert not is_before("2019-06", "2019")
    assert is_before("2018-12", "2019")


def test_a_repeated_row_is_named_with_the_first_one():
    rows = [
        Row("a.csv", number, {"key": key}) for number, key in ((2, "x"), (3, "y"), (4, "x"), (5, ""), (6, ""))
    ]
    (fault,) = find_duplicates(rows, "key")
    assert str(fault) == "a.csv, Zeile 4, Spalte key: „x“ steht schon in Zeile 2."


def test_a_row_repeated_in_another_file_is_named_with_that_file():
    (fault,) = find_duplicates([Row("a.csv", 2, {"key": "x"}), Row("b.csv", 3, {"key": "x"})], "key")
    assert fault.message == "„x“ steht schon in a.csv, Zeile 2."


def test_the_error_lists_every_fault_in_order():
    error = RegisterFaultsError([Fault("b.csv", 2, "key", "B."), Fault("a.csv", 9, "key", "A.")])
    assert str(error) == "a.csv, Zeile 9, Spalte key: A.\nb.csv, Zeile 2, Spalte key: B."
