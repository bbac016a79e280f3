"""What an agency may do: write on the channels named in its account (SECURITY section 2, AZ-07), never approve."""

import pytest

from app.editorial.permissions import Permission, is_allowed_on, may_approve
from app.models.channel import ChannelScope
from app.models.post import PostState
from app.models.user import Role
from tests.editorial.cast import FOREIGN, MINISTRY, actor, cells, central, channel, grant, post

pytestmark = pytest.mark.req("AZ-07")
OWN, CENTRAL, OTHER = channel(MINISTRY.id), central(), central()
AGENCY = actor(grant(Role.AGENCY, channels=[OWN, CENTRAL]))
DRAFTING = (Permission.READ_DRAFT, Permission.CREATE, Permission.WRITE)


@cells(
    "read a published foreign post",
    "read an image it brought in for the house",
    "create an image for the house",
    "create an image for a body below",
)
def test_an_agency_may_do_nothing_without_a_channel_that_is_named(ask, allowed):
    assert ask(AGENCY, MINISTRY) is allowed


def may(permission, *channels, house=MINISTRY.id):
    return is_allowed_on(AGENCY, permission, post(house), channels=channels)


@pytest.mark.parametrize("permission", DRAFTING)
def test_an_agency_drafts_on_the_channels_named_in_its_account(permission):
    assert may(permission, OWN)
    assert may(permission, CENTRAL)
    assert may(permission, OWN, CENTRAL)
    assert may(permission, OWN, house=MINISTRY.body)
    assert not may(permission, OTHER)
    assert not may(permission, OWN, OTHER)
    assert not may(permission)
    assert not may(permission, OWN, house=FOREIGN.id)


def test_an_agency_submits_to_its_ministry_only():
    assert OWN.scope is ChannelScope.OWN
    assert may(Permission.SUBMIT, OWN)
    assert not may(Permission.SUBMIT, CENTRAL)
    assert not may(Permission.SUBMIT, OWN, CENTRAL)
    assert not may(Permission.SUBMIT)


def test_an_agency_never_approves():
    with_right = actor(grant(Role.AGENCY, can_approve=True, channels=[OWN]))
    assert not may_approve(with_right, post(MINISTRY.id, PostState.SUBMITTED), OWN)


def test_the_channels_of_one_contract_do_not_count_in_another():
    both = actor(grant(Role.AGENCY, channels=[OWN]), grant(Role.AGENCY, FOREIGN, channels=[CENTRAL]))
    assert not is_allowed_on(both, Permission.WRITE, post(MINISTRY.id), channels=[CENTRAL])
    assert is_allowed_on(both, Permission.WRITE, post(FOREIGN.id), channels=[CENTRAL])
