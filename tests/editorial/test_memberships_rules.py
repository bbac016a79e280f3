"""What a role in an organisation may look like."""

from datetime import date

import pytest
from uuid_utils.compat import uuid7

from app.editorial.memberships import Terms, find_membership_issues, in_a_year
from app.models.user import Role

TODAY, SOMEBODY, CHANNEL = date(2027, 3, 1), uuid7(), uuid7()


def fields(role, *, is_service=False, **terms):
    return [
        row.field for row in find_membership_issues(Terms(role, **terms), is_service=is_service, today=TODAY)
    ]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AGENCY, Role.SERVICE}))
def test_a_role_of_a_person_needs_no_days(role):
    assert fields(role) == []
    assert fields(role, valid_from=TODAY, valid_to=TODAY) == []
    assert fields(role, is_service=True) == ["role"]


def test_a_service_holds_its_own_role_only():
    assert fields(Role.SERVICE, is_service=True) == []
    assert fields(Role.SERVICE) == ["role"]


@pytest.mark.parametrize("role", Role)
def test_the_explicit_right_to_approve_is_given_to_editors_only(role):
    given = "can_approve" in fields(role, can_approve=True)
    assert given is (role is not Role.MINISTRY_EDITOR)


@pytest.mark.parametrize("role", Role)
def test_channels_are_named_for_managers_and_agencies_only(role):
    refused = "channel_ids" in fields(role, channel_ids=(CHANNEL,))
    assert refused is (role not in {Role.CHANNEL_MANAGER, Role.AGENCY})


@pytest.mark.req("AU-12")
def test_a_deputy_has_a_last_day():
    assert fields(Role.MINISTRY_LEAD, deputy_for_id=SOMEBODY) == ["valid_to"]
    assert fields(Role.MINISTRY_LEAD, deputy_for_id=SOMEBODY, valid_to=date(2029, 1, 1)) == []
    assert fields(Role.SERVICE, is_service=True, deputy_for_id=SOMEBODY, valid_to=TODAY) == ["deputy_for_id"]
    assert fields(Role.AGENCY, deputy_for_id=SOMEBODY, valid_to=TODAY) == ["deputy_for_id"]


@pytest.mark.req("AZ-07")
def test_an_agency_has_a_last_day_within_twelve_months():
    assert fields(Role.AGENCY) == ["valid_to"]
    assert fields(Role.AGENCY, valid_to=date(2028, 3, 1)) == []
    assert fields(Role.AGENCY, valid_to=date(2028, 3, 2)) == ["valid_to"]


def test_a_role_does_not_end_before_it_begins():
    assert fields(Role.ADMIN, valid_from=TODAY, valid_to=date(2027, 2, 28)) == ["valid_to"]


def test_a_year_after_the_leap_day_is_the_last_of_february():
    assert in_a_year(date(2028, 2, 29)) == date(2029, 2, 28)
    assert in_a_year(date(2027, 2, 28)) == date(2028, 2, 28)
