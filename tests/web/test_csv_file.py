"""Lists as CSV files: what a spreadsheet makes of them, and that they never lie in memory as a whole."""

import asyncio
import csv
from datetime import UTC, date, datetime
from io import StringIO
from itertools import pairwise

import pytest
from sqlalchemy import select

from app.errors import NotFoundError
from app.models import Organisation
from app.models.user import Actor
from app.queries.cursor import Page, as_id, fetch_page
from app.web.csv_file import csv_file
from app.web.visit import Visit

NOBODY = Visit(None, None, Actor(None, None, "Niemand", ()), "", "")


@pytest.fixture
def write(office):
    """Return a function that writes a file of single values, each in a page of its own, and returns its parts."""

    def make(*values):
        def fetch(session, after):
            place = int(after or 0)
            following = str(place + 1) if place + 1 < len(values) else None
            return Page(values[place : place + 1], following)

        return parts_of(csv_file(NOBODY, "werte", {"Wert": lambda value: value}, fetch))

    return make


def parts_of(answer):
    async def read():
        return [part async for part in answer.body_iterator]

    return asyncio.run(read())


def cells_of(parts):
    return [
        row[0]
        for row in csv.reader(StringIO("".join(parts).removeprefix("\ufeff"), newline=""), delimiter=";")
    ]


def test_a_spreadsheet_reads_umlauts_lines_quotes_dates_and_numbers(write):
    values = [
        'Straße; "groß"',
        "zwei\nZeilen",
        datetime(2026, 11, 24, 11, 30, tzinfo=UTC),
        date(2026, 1, 2),
        -7,
        None,
    ]
    parts = write(*values)
    assert parts[0].startswith('\ufeff"Wert"\r\n')
    told = ['Straße; "groß"', "zwei\nZeilen", "24.11.2026 12:30", "02.01.2026", "-7", ""]
    assert cells_of(parts) == ["Wert", *told]


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "＝1", "＠x"]
)
def test_no_text_becomes_a_formula(write, text):
    assert cells_of(write(text))[1] == f"'{text}"


def test_a_text_that_is_none_stays_as_it_is(write):
    assert cells_of(write("10 = 10", "a-b", ""))[1:] == ["10 = 10", "a-b", ""]


def test_each_page_is_fetched_only_when_the_one_before_was_taken(office):
    fetched = []

    def fetch(session, after):
        fetched.append(after)
        query = select(Organisation)
        return fetch_page(session, query, by=[Organisation.id], kinds=[as_id], limit=2, after=after)

    answer = csv_file(NOBODY, "stellen", {"Kürzel": lambda row: row.abbreviation}, fetch)
    assert fetched == [None], "the first page is there before anything is promised"
    names = cells_of(parts_of(answer))[1:]
    assert len(fetched) == -(-len(names) // 2) > 3
    assert len(set(names)) == len(names)
    assert all(a != b for a, b in pairwise(fetched))


def test_what_is_refused_is_refused_before_the_file_begins(office):
    def fetch(session, after):
        raise NotFoundError

    with pytest.raises(NotFoundError):
        csv_file(NOBODY, "nichts", {}, fetch)
