"""Berichte on the page: what went out, in what days, for whose eyes; and the same as files."""

import re
from datetime import timedelta

import pytest

from app import clock
from tests.api.parts import deliver_due
from tests.factories import soon


@pytest.fixture
def published(people):
    mb = people("mb")
    post = people("desk1").approve(mb.submit(mb.write(at=soon(-5))))
    deliver_due()
    return post


@pytest.mark.usefixtures("published")
def test_what_went_out_is_counted_and_punctual(visitor):
    page = visitor("desk1").look("/reports")
    assert re.search(r"MB 1 1 0 %( –)+ 1 ", page.text), page.text
    assert "Landesportal 1 1 " in page.text
    assert "MF: kein Beitrag, noch nie einer" in page.text
    assert "MB: kein Beitrag" not in page.text
    assert "In diesen Tagen ist kein Löschverfahren eröffnet worden." in page.text


@pytest.mark.usefixtures("published")
def test_other_days_and_another_body_are_asked_for(visitor):
    yesterday = clock.today() - timedelta(days=1)
    page = visitor("desk1")
    assert "nichts erschienen" in page.look(f"/reports?until={yesterday}").text
    assert "nichts erschienen" in page.look("/reports?organisation=MF").text
    assert "nichts erschienen" not in page.look("/reports?organisation=MB").text


@pytest.mark.parametrize("days", ["since=9999-01-01", "until=2020-01-01&since=2021-01-01", "since=morgen"])
def test_days_that_cannot_be_are_named_and_the_usual_ones_shown(visitor, days):
    page = visitor("desk1").look(f"/reports?{days}")
    assert page.status == 422
    assert "Diese Tage lassen sich nicht zeigen" in page.text
    assert "Gezeigt sind die letzten zwölf Wochen." in page.text


@pytest.mark.usefixtures("published")
def test_a_ministry_sees_itself_and_technicians_nothing(visitor):
    assert "Landesportal 1 1 " in visitor("mb").look("/reports").text
    assert "nichts ausgespielt" in visitor("mf").look("/reports").text
    assert visitor("admin").look("/reports").status == 403
    assert 'href="/reports"' not in visitor("admin").look("/posts").page.text


@pytest.mark.usefixtures("published")
def test_every_table_is_a_file_of_the_same_days(visitor):
    page = visitor("desk1")
    assert '"MB";"1";"1"' in page.look("/reports/posts.csv").page.text
    assert '"MB"' not in page.look("/reports/posts.csv?until=2026-01-01&since=2025-12-01").page.text
    for name in ("punctuality", "decisions", "takedowns"):
        assert page.look(f"/reports/{name}.xlsx").page.content[:2] == b"PK"
    assert page.look("/reports/nichts.csv").status == 404
