"""What a service account may do: create, see and submit its own (SECURITY section 2). What is not named is refused."""

from app.models.user import Role
from tests.editorial.cast import MINISTRY, actor, cells, grant

SERVICE = actor(grant(Role.SERVICE))


@cells(
    "create for the house",
    "create for a body below",
    "read what it wrote elsewhere",
    "submit what it wrote elsewhere",
    "read a published foreign post",
    "read an image it brought in for the house",
    "create an image for the house",
    "create an image for a body below",
)
def test_a_service_may_do_exactly_this(ask, allowed):
    assert ask(SERVICE, MINISTRY) is allowed
