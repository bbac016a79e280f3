"""Who writes for others, who only audits, and whether somebody's action comes in time: the rules beside the matrix."""

import pytest

from app.editorial.permissions import (
    MATRIX,
    ON_BEHALF,
    Permission,
    Scope,
    acts_on_behalf,
    is_on_behalf,
    reads_as_auditor,
)
from app.models import Organisation
from app.models.organisation import WITHOUT_CHANNEL
from app.models.post import PostState
from app.models.user import Role
from tests.editorial.cast import CHANCELLERY, FOREIGN, MINISTRY, actor, grant, post

DESK = actor(grant(Role.CENTRAL_EDITOR, CHANCELLERY))
EDITOR = actor(grant(Role.MINISTRY_EDITOR))
AUDITOR = actor(grant(Role.AUDITOR, CHANCELLERY))


def house(organisation_id, *, is_without_channel):
    return Organisation(id=organisation_id, answer=WITHOUT_CHANNEL if is_without_channel else None)


@pytest.mark.parametrize(
    ("who", "organisation", "is_without_channel", "expected"),
    [
        (DESK, FOREIGN, True, True),
        (DESK, FOREIGN, False, False),
        (DESK, CHANCELLERY, True, False),
        (EDITOR, FOREIGN, True, False),
        (EDITOR, MINISTRY, True, False),
    ],
)
def test_the_desk_writes_on_behalf_of_a_house_without_a_channel_and_nobody_else_does(
    who, organisation, is_without_channel, expected
):
    house_ = house(organisation.id, is_without_channel=is_without_channel)
    assert bool(is_on_behalf(who, house_)) is expected


@pytest.mark.parametrize(
    ("who", "organisation", "on_behalf", "expected"),
    [
        (DESK, FOREIGN, True, True),
        (DESK, FOREIGN, False, False),
        (DESK, CHANCELLERY, True, False),
        (EDITOR, MINISTRY, True, False),
        (EDITOR, MINISTRY, False, False),
    ],
)
def test_an_act_is_on_behalf_where_the_post_is_and_the_house_is_not_ones_own(
    who, organisation, on_behalf, expected
):
    assert bool(acts_on_behalf(who, post(organisation.id, on_behalf=on_behalf))) is expected


def test_what_the_desk_may_do_on_behalf_is_closed():
    named = {"READ_DRAFT", "CREATE", "WRITE", "SUBMIT", "MARK_URGENT", "COMMENT"}
    assert {permission.name for permission in ON_BEHALF} == named


def test_reading_is_logged_where_nothing_but_the_auditors_role_shows_an_unpublished_post():
    both = actor(grant(Role.AUDITOR, CHANCELLERY), grant(Role.MINISTRY_EDITOR))
    assert reads_as_auditor(AUDITOR, post(MINISTRY.id)) is True
    assert reads_as_auditor(AUDITOR, post(MINISTRY.id, PostState.PUBLISHED)) is False
    assert reads_as_auditor(both, post(MINISTRY.id)) is False
    assert reads_as_auditor(both, post(FOREIGN.id)) is True
    assert reads_as_auditor(EDITOR, post(FOREIGN.id)) is False
    assert reads_as_auditor(EDITOR, post(MINISTRY.id)) is False


EVENTS = {
    "MINISTRY_EDITOR": Scope.SEEN,
    "MINISTRY_LEAD": Scope.SEEN,
    "CENTRAL_EDITOR": Scope.SEEN,
    "CHANNEL_MANAGER": Scope.ASSIGNED,
    "AUDITOR": Scope.ALL,
    "ADMIN": Scope.TECHNICAL,
}


def test_how_far_each_role_sees_into_the_record():
    assert {role.name: scope for role, scope in MATRIX[Permission.READ_EVENTS].items()} == EVENTS
    assert len(set(Scope)) == len({scope.value for scope in Scope})


def test_who_manages_hooks():
    assert MATRIX[Permission.MANAGE_HOOKS] == {Role.MINISTRY_LEAD: Scope.OWN, Role.ADMIN: Scope.ALL}
