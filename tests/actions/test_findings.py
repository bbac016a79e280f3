"""A finding is one row while it lasts, however many file it, and a new one when it comes back much later."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select, update

from app import db
from app.actions.findings import SAME_FOR, end_finding, file_finding
from app.models import Finding
from app.models.finding import FindingRule

RULE = FindingRule.POST_WITHOUT_ROW


def findings(session):
    query = select(Finding).order_by(Finding.opened_at).execution_options(populate_existing=True)
    return list(session.execute(query).scalars())


def test_what_is_filed_again_stays_one_finding_with_the_newest_detail(session):
    first = file_finding(session, RULE, "channel", "a", address="https://one.example")
    opened_at, seen_at = first.opened_at, first.last_seen_at
    again = file_finding(session, RULE, "channel", "a", address="https://two.example")
    assert findings(session) == [again]
    assert (again.id, again.opened_at) == (first.id, opened_at)
    assert again.last_seen_at > seen_at
    assert again.detail == {"address": "https://two.example"}


def test_another_subject_or_rule_is_another_finding(session):
    for rule, kind, subject in (
        (RULE, "channel", "a"),
        (RULE, "channel", "b"),
        (RULE, "queue", "a"),
        (FindingRule.QUEUE_OLD, "channel", "a"),
    ):
        file_finding(session, rule, kind, subject)
    assert len(findings(session)) == 4


def test_an_end_is_written_once_and_only_to_what_is_open(session):
    file_finding(session, RULE, "channel", "a")
    file_finding(session, RULE, "channel", "b")
    assert end_finding(session, RULE, "channel", "a")
    assert not end_finding(session, RULE, "channel", "a")
    assert [row.subject_id for row in findings(session) if row.ended_at is None] == ["b"]


def test_what_comes_back_soon_is_the_same_finding_and_later_a_new_one(session):
    first = file_finding(session, RULE, "channel", "a")
    end_finding(session, RULE, "channel", "a")
    assert file_finding(session, RULE, "channel", "a").id == first.id
    assert findings(session)[0].ended_at is None
    long_ago = func.clock_timestamp() - SAME_FOR - timedelta(seconds=1)
    session.execute(update(Finding).values(opened_at=long_ago, ended_at=long_ago))
    later = file_finding(session, RULE, "channel", "a")
    assert later.id != first.id
    assert [row.ended_at is None for row in findings(session)] == [False, True]


def test_ten_who_file_the_same_at_once_file_one(office):
    def file(_):
        with db.transaction() as session:
            return file_finding(session, RULE, "channel", "a").id

    with ThreadPoolExecutor(10) as crowd:
        ids = set(crowd.map(file, range(10)))
    with db.transaction() as session:
        assert [row.id for row in findings(session)] == list(ids)
