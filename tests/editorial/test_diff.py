"""What changed between two texts, word by word; and where a passage stands afterwards."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editorial.diff import WORD, Change, Segment, diff_words, find_passage

WORDS = st.lists(
    st.sampled_from(["Tablets", "für", "alle", "Schulen", ".", " ", "\n", "  ", "„", "👩‍🏫", "e\u0301"]),
    max_size=14,
).map("".join)
EQUAL, DELETE, INSERT = Change.EQUAL, Change.DELETE, Change.INSERT


def shown(old, new):
    marks = {EQUAL: "{}", DELETE: "[-{}-]", INSERT: "[+{}+]"}
    return "".join(marks[row.change].format(row.text) for row in diff_words(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("Gleich.", "Gleich.", "Gleich."),
        ("", "Neu.", "[+Neu.+]"),
        ("Alt.", "", "[-Alt.-]"),
        ("Tablets für Schulen.", "Tablets für alle Schulen.", "Tablets für [+alle +]Schulen."),
        ("Die 34 Mio. kommen.", "Die 43 Mio. kommen.", "Die [-34 -][+43 +]Mio. kommen."),
        ("Ein Satz. Noch einer.", "Ein Satz! Noch einer.", "Ein Satz[-. -][+! +]Noch einer."),
        ("Schule beginnt", "Schule\n\nbeginnt", "Schule[- -][+\n\n+]beginnt"),
        (" vorn", "vorn", "[- -]vorn"),
        ("Viel Erfolg 👩‍🏫", "Viel Erfolg 👨‍🏫", "Viel Erfolg [-👩‍🏫-][+👨‍🏫+]"),
        ("eins zwei drei", "drei zwei eins", None),
    ],
)
def test_words_that_stayed_went_and_came_are_told_apart(old, new, expected):
    if expected is not None:
        assert shown(old, new) == expected
    assert rebuilt(old, new) == (old, new)


def rebuilt(old, new):
    rows = diff_words(old, new)
    assert all(row.text for row in rows)
    assert all(first.change != second.change for first, second in pairwise(rows))
    return tuple(
        "".join(row.text for row in rows if row.change in {EQUAL, kind}) for kind in (DELETE, INSERT)
    )


@given(st.text(), st.text())
def test_both_texts_can_be_put_together_again_from_the_pieces(old, new):
    assert rebuilt(old, new) == (old, new)


def longest(old, new):
    """The length of a longest common subsequence, by the textbook."""
    row = [0] * (len(new) + 1)
    for word in old:
        last, row = row, [0]
        for index, other in enumerate(new):
            row.append(last[index] + 1 if word == other else max(last[index + 1], row[index]))
    return row[-1]


@given(WORDS, WORDS)
def test_no_more_words_are_marked_than_needed(old, new):
    assert rebuilt(old, new) == (old, new)
    kept = sum(
        len([word for word, _ in WORD.findall(row.text) if word])
        for row in diff_words(old, new)
        if row.change is EQUAL
    )
    words = [[word for word, _ in WORD.findall(text) if word] for text in (old, new)]
    assert kept == longest(*words)


@given(WORDS)
def test_a_text_compared_with_itself_is_equal_as_a_whole(text):
    assert diff_words(text, text) == ([Segment(EQUAL, text)] if text else [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 2500, "b a " * 2500),
        ("a!" * 5000, "!a" * 5000),
        (" ".join(map(str, range(2000))), "x " * 5000),
    ],
)
def test_ten_thousand_characters_that_have_nothing_in_common_do_not_take_long(old, new):
    began = process_time()
    assert rebuilt(old, new) == (old, new)
    assert process_time() - began < 5


def test_a_passage_is_found_where_it_moved_to():
    old, new = "Tablets für alle Schulen.", "Neue Tablets für alle Grundschulen und alle Schulen."
    start = old.index("für alle")
    found = find_passage(diff_words(old, new), start, start + len("für alle"))
    assert found is not None
    assert new[slice(*found)] == "für alle"


@pytest.mark.parametrize(
    "new", ["", "Tablets für manche Schulen.", "Tablets für  alle Schulen.", "für alle alle"]
)
def test_a_passage_that_changed_is_found_no_more(new):
    old = "Tablets für alle Schulen."
    start = old.index("für alle Schulen")
    assert find_passage(diff_words(old, new), start, start + len("für alle Schulen")) is None


@given(WORDS, WORDS, st.integers(0, 30), st.integers(1, 20))
def test_where_a_passage_is_found_it_reads_the_same(old, new, start, length):
    if start + length <= len(old):
        found = find_passage(diff_words(old, new), start, start + length)
        assert found is None or new[slice(*found)] == old[start : start + length]
