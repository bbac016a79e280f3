"""What a technical administrator may do: stop everything, publish nothing, read no draft (SECURITY section 2). What is not named is refused."""

from app.editorial.permissions import Permission, is_allowed
from app.models.user import Role
from tests.editorial.cast import CHANCELLERY, actor, cells, grant

ADMIN = actor(grant(Role.ADMIN, CHANCELLERY))


@cells(
    "read a published foreign post",
    "stop everything",
    "stop a channel of the house",
    "stop a foreign house's channel",
    "stop a central channel",
    "manage users",
    "read what the watcher found",
)
def test_an_admin_may_do_exactly_this(ask, allowed):
    assert ask(ADMIN, CHANCELLERY) is allowed


def test_an_admin_cannot_lift_the_stop_that_an_admin_set():
    assert is_allowed(ADMIN, Permission.SET_STOP)
    assert not is_allowed(ADMIN, Permission.LIFT_STOP)
