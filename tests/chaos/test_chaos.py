"""The short form of `python3 dev.py chaos`: 200 posts on three platforms, 10 kills, and what people do meanwhile."""

import pytest

from tests.chaos.__main__ import run, table, tell


@pytest.mark.xdist_group("whole office")
def test_whatever_dies_nothing_is_doubled_lost_early_or_wrong():
    course = run(posts=200, channels=3, kills=10, seed=7)
    told = "\n".join([*tell(course), *table([course])])
    assert course.verdict.is_well, told
    assert course.verdict.deliveries >= 530, told
    assert sum(course.blows.values()) >= 10, told
