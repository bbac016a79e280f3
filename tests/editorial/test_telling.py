"""Who is told how: every kind has its terms and its words, and quiet hours are quiet also when the clocks change."""

from datetime import datetime, time

import pytest
from jinja2 import meta

from app import clock
from app.editorial.telling import TERMS, Group, Terms
from app.editorial.wishes import DEFAULTS, NO_WISHES, Wishes, end_of_quiet, next_at, plan_mail
from app.mail import words
from app.models.notification import NotificationKind
from app.models.notification_choice import Choice

NIGHT = Wishes({}, quiet_from=time(22), quiet_until=time(6, 30))
NOON = Wishes({}, quiet_from=time(12), quiet_until=time(13))
PLAIN, URGENT = Terms(Group.DELIVERIES, frozenset()), Terms(Group.DELIVERIES, frozenset(), is_urgent=True)
MANDATORY = Terms(Group.DELIVERIES, frozenset(), is_mandatory=True)


def at(text):
    return datetime.fromisoformat(text)


def test_every_kind_has_terms_and_every_group_something_to_choose():
    assert set(TERMS) == set(NotificationKind)
    assert {terms.group for terms in TERMS.values()} == set(Group)
    assert set(DEFAULTS) == set(Group)


@pytest.mark.parametrize("kind", NotificationKind)
def test_every_kind_has_its_words(kind):
    environment = words.environment()
    source = (words.FOLDER / "kinds" / f"{kind}.jinja").read_text(encoding="utf-8")
    template = environment.get_template(f"kinds/{kind}.jinja")
    assert {"subject", "text"} <= set(template.blocks) <= set(words.BLOCKS)
    assert ("task" in template.blocks) == ("who" in template.blocks)
    assert not meta.find_undeclared_variables(environment.parse(source)) & {"text", "title", "token"}


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-23T21:59", "2026-11-23T21:59"),
        ("2026-11-23T22:00", "2026-11-24T06:30"),
        ("2026-11-24T06:29", "2026-11-24T06:30"),
        ("2026-11-24T06:30", "2026-11-24T06:30"),
    ],
)
def test_quiet_hours_go_over_midnight(now, until):
    assert end_of_quiet(NIGHT, at(now)) == at(until)


def test_quiet_hours_within_a_day():
    assert end_of_quiet(NOON, at("2026-11-23T12:30")) == at("2026-11-23T13:00")
    assert end_of_quiet(NOON, at("2026-11-23T13:00")) == at("2026-11-23T13:00")


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2027-03-28T06:30", "2027-03-28T04:30:00Z"),
        ("2027-03-28T02:30", "2027-03-28T01:30:00Z"),
        ("2026-10-25T06:30", "2026-10-25T05:30:00Z"),
        ("2026-10-25T02:30", "2026-10-25T01:30:00Z"),
    ],
)
def test_the_end_of_quiet_is_one_instant_also_when_the_clocks_change(wall, instant):
    assert clock.rfc3339(clock.settle(at(wall))) == instant


def test_the_next_time_of_day_is_later_today_or_tomorrow():
    assert next_at(time(7, 30), at("2026-11-23T07:29")) == at("2026-11-23T07:30")
    assert next_at(time(7, 30), at("2026-11-23T07:30")) == at("2026-11-24T07:30")


@pytest.mark.parametrize("choice", Choice)
def test_what_is_mandatory_goes_at_once_whatever_somebody_chose_and_whenever(choice):
    wishes = Wishes({Group.DELIVERIES: choice}, quiet_from=time(22), quiet_until=time(6))
    now = at("2026-11-23T23:00")
    assert plan_mail(MANDATORY, wishes, now) == (Choice.AT_ONCE, now)


def test_what_is_urgent_passes_quiet_hours_and_the_digest_but_not_a_no():
    now = at("2026-11-23T23:00")
    for choice, planned in (
        (Choice.AT_ONCE, Choice.AT_ONCE),
        (Choice.DIGEST, Choice.AT_ONCE),
        (Choice.IN_APP, Choice.IN_APP),
    ):
        wishes = Wishes({Group.DELIVERIES: choice}, quiet_from=time(22), quiet_until=time(6))
        assert plan_mail(URGENT, wishes, now)[0] is planned
    assert plan_mail(URGENT, NIGHT, now) == (Choice.AT_ONCE, now)


def test_what_can_wait_waits_for_morning_or_digest():
    now = at("2026-11-23T23:00")
    assert plan_mail(PLAIN, NIGHT, now) == (Choice.AT_ONCE, at("2026-11-24T06:30"))
    wishes = Wishes({Group.DELIVERIES: Choice.DIGEST}, digest_at=time(8))
    assert plan_mail(PLAIN, wishes, now) == (Choice.DIGEST, at("2026-11-24T08:00"))
    assert plan_mail(PLAIN, NO_WISHES, now) == (Choice.AT_ONCE, now)
