"""What a manager of channels may do: nothing with posts (SECURITY section 2). What is not named is refused."""

from uuid_utils.compat import uuid7

from app.editorial.permissions import Permission, is_allowed
from app.models import Channel
from app.models.channel import ChannelScope
from app.models.user import Grant, Role
from tests.editorial.cast import CHANCELLERY, actor, cells, grant

MANAGER = actor(grant(Role.CHANNEL_MANAGER, CHANCELLERY))


@cells(
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
