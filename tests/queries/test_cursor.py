"""Where a list goes on: what was given is understood, everything else refused, and nothing breaks."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidError
from app.queries.cursor import as_id, as_instant, as_number, read_cursor, write_cursor

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def test_what_was_given_comes_back():
    keys = [datetime(2027, 3, 1, 10, 0, 0, 123456, tzinfo=UTC), uuid4(), 7, "PI Dessau-Roßlau"]
    assert read_cursor(write_cursor(keys), [as_instant, as_id, as_number, str]) == keys


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    for kinds in ([as_id], [as_instant, as_id], [as_number]):
        with pytest.raises(InvalidError):
            read_cursor(text, kinds)


@given(VALUES)
def test_no_value_breaks_it(value):
    text = urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    for kinds in ([as_id], [as_instant, as_id], [as_number], [str]):
        try:
            keys = read_cursor(text, kinds)
        except InvalidError as error:
            assert [(issue.field, issue.key) for issue in error.issues] == [("after", "cursor-invalid")]  # noqa: PT017
        else:
            assert [str(key) for key in keys] == [
                str(kind(part)) for kind, part in zip(kinds, value, strict=True)
            ]


@pytest.mark.parametrize("text", ["-1", "2147483648", "1e3", "", "٣٣٣٣٣٣٣٣٣٣٣٣"])
def test_a_number_must_fit_its_column(text):
    with pytest.raises(ValueError, match=r".*"):
        as_number(text)
