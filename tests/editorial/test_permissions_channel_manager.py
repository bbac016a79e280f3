"""What a manager of channels may do: nothing with posts (SECURITY section 2). What is not named is refused."""

from dataclasses import replace

import pytest
from uuid_utils.compat import uuid7

from app.editorial.permissions import Permission, is_allowed, is_allowed_at, is_in_hand, may_resolve
from app.models import Channel, Delivery
from app.models.channel import ChannelScope
from app.models.delivery import DeliveryState, HoldReason
from app.models.user import MACHINE, Grant, Role, TokenScope
from tests.editorial.cast import CHANCELLERY, actor, cells, central, grant

MANAGER = actor(grant(Role.CHANNEL_MANAGER, CHANCELLERY))


@cells(
    "see reports of the house",
    "see reports of a body below",
    "see reports of a foreign house",
    "read a published foreign post",
)
def test_a_channel_manager_may_do_exactly_this(ask, allowed):
    assert ask(MANAGER, CHANCELLERY) is allowed


def test_a_channel_manager_connects_the_channels_named_in_the_account_and_no_other():
    mine, other = (Channel(id=uuid7(), scope=ChannelScope.CENTRAL) for _ in range(2))
    house = CHANCELLERY.id
    manager = actor(
        Grant(Role.CHANNEL_MANAGER, house, "StK", frozenset({house}), channels=frozenset({mine.id}))
    )
    assert is_allowed(manager, Permission.CONNECT, channel=mine)
    assert not is_allowed(manager, Permission.CONNECT, channel=other)
    assert not is_allowed(actor(grant(Role.CENTRAL_EDITOR, CHANCELLERY)), Permission.CONNECT, channel=mine)


def manager_of(*channels):
    ids = frozenset(row.id for row in channels)
    return actor(
        Grant(Role.CHANNEL_MANAGER, CHANCELLERY.id, "StK", frozenset({CHANCELLERY.id}), channels=ids)
    )


def test_a_channel_manager_serves_by_hand_and_proposes_on_the_channels_named_and_on_no_other():
    mine, other = central(), central()
    manager = manager_of(mine)
    for permission in (Permission.BY_HAND, Permission.PROPOSE_RESOLUTION):
        assert is_allowed_at(manager, permission, mine)
        assert not is_allowed_at(manager, permission, other)
    assert not is_allowed_at(manager, Permission.RESOLVE, mine)


def test_a_channel_manager_decides_only_about_what_they_posted_themselves():
    mine, other = central(), central()
    manager = manager_of(mine)
    assert may_resolve(manager, mine, posted_by_id=manager.user_id)
    for posted_by_id in (None, uuid7()):
        assert not may_resolve(manager, mine, posted_by_id=posted_by_id)
    assert not may_resolve(manager, other, posted_by_id=manager.user_id)
    assert not may_resolve(MACHINE, mine, posted_by_id=None)


@pytest.mark.parametrize("state", DeliveryState)
@pytest.mark.parametrize("reason", [None, *HoldReason])
def test_a_channel_manager_sees_what_asks_for_a_hand_on_their_channels_and_nothing_else(state, reason):
    mine = central()
    delivery = Delivery(channel_id=mine.id, state=state, hold_reason=reason)
    asks = state in {DeliveryState.UNCLEAR, DeliveryState.REMOVING} or reason in {
        HoldReason.MANUAL,
        HoldReason.CONFIRMED_ABSENT,
    }
    assert is_in_hand(manager_of(mine), delivery) is asks
    for somebody in (manager_of(central()), actor(grant(Role.CENTRAL_EDITOR, CHANCELLERY)), MACHINE):
        assert not is_in_hand(somebody, delivery)
    token = replace(manager_of(mine), scopes=frozenset(TokenScope))
    assert not is_in_hand(token, delivery)
