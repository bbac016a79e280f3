"""What a manager of channels may do: nothing with posts (SECURITY section 2). What is not named is refused."""

from app.models.user import Role
from tests.editorial.cast import CHANCELLERY, actor, cells, grant

MANAGER = actor(grant(Role.CHANNEL_MANAGER, CHANCELLERY))


@cells(
    "read a published foreign post",
)
def test_a_channel_manager_may_do_exactly_this(ask, allowed):
    assert ask(MANAGER, CHANCELLERY) is allowed
