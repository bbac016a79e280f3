"""What an auditor may do: read everything, touch nothing (SECURITY section 2). What is not named is refused."""

from app.models.user import Role
from tests.editorial.cast import CHANCELLERY, actor, cells, grant

AUDITOR = actor(grant(Role.AUDITOR, CHANCELLERY))


@cells(
    "see reports of the house",
    "see reports of a body below",
    "see reports of a foreign house",
    "see a case against its own post",
    "see a case against a foreign post",
    "read the whole record",
    "read what the watcher found",
    "read a draft of the house",
    "read a draft of a body below",
    "read a foreign draft",
    "read a foreign post from submission on",
    "read a foreign post sent back for changes",
    "read a draft on behalf",
    "read what it wrote elsewhere",
    "read a published foreign post",
    "read an image of the house",
    "read an image of a body below",
    "read a foreign image",
    "read an image it brought in for the house",
    "read an image it once brought in for a foreign house",
)
def test_an_auditor_may_do_exactly_this(ask, allowed):
    assert ask(AUDITOR, CHANCELLERY) is allowed
