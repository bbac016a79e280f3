"""The start list of the lexicon: every row says who, how, since when and from where."""

import csv
from datetime import date
from typing import get_args

from app.editorial.neutrality import assess
from app.editorial.neutrality.lexicon import Kind, Match
from app.loading.neutrality import FOLDER, load_lexicon


def rows():
    with (FOLDER / "terms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_term_is_complete_and_stands_once():
    for row in rows():
        assert row["kind"] in get_args(Kind)
        assert row["match"] in get_args(Match)
        assert row["strength"] in {"strong", "needs_context"}
        assert date.fromisoformat(row["valid_from"])
        assert all(row[name] for name in ("actor", "surface", "source"))
    keys = [(row["actor"], row["kind"], row["surface"]) for row in rows()]
    assert len(keys) == len(set(keys)) > 300


def test_a_term_counts_only_while_it_is_valid():
    text = "Danke, BSW!"
    assert [flag.indicator for flag in assess(text, load_lexicon(day=date(2026, 11, 22))).flags] == ["I04"]
    assert assess(text, load_lexicon(day=date(2023, 1, 1))).flags == ()


def test_persons_in_the_start_list_are_made_up():
    assert {row["source"] for row in rows() if row["kind"] == "person"} == {
        "erfunden, nur für die Vorführung"
    }
