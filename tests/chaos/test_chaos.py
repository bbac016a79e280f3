"""The short form of `python3 dev.py chaos`: 300 posts on three platforms, 15 kills, and what people do meanwhile."""

import pytest

from tests.chaos.__main__ import run, table, tell


@pytest.mark.xdist_group("whole office")
def test_whatever_dies_nothing_is_doubled_lost_early_or_wrong():
    course = run(posts=300, channels=3, kills=15, seed=7)
    told = "\n".join([*tell(course), *table([course])])
    assert course.verdict.is_well, told
    assert course.verdict.deliveries >= 800, told
    assert sum(course.blows.values()) >= 15, told
