"""What an editor of a ministry may do (SECURITY section 2). What is not named is refused."""

from app.editorial.permissions import may_approve
from app.models.user import Role
from tests.editorial.cast import FOREIGN, MINISTRY, actor, answers, cells, channel, grant, grant_in_body, post

EDITOR = actor(grant(Role.MINISTRY_EDITOR))


@cells(
    "see reports of the house",
    "see reports of a body below",
    "see a case against its own post",
    "answer to a case against its own post",
    "answer to a case against a body's post",
    "read a draft of the house",
    "read a draft of a body below",
    "read a published foreign post",
    "read an image of the house",
    "read an image of a body below",
    "read an image it brought in for the house",
    "create an image for the house",
    "create an image for a body below",
    "create for the house",
    "create for a body below",
    "write for the house",
    "write for a body below",
    "submit for the house",
    "submit for a body below",
    "comment on a draft of the house",
    "comment on a draft of a body below",
    "mark urgent for the house",
    "mark urgent for a body below",
    "withdraw its own post on the house's channel",
    "withdraw its own post on a central channel",
    "withdraw a body's post on a central channel",
)
def test_a_ministry_editor_may_do_exactly_this(ask, allowed):
    assert ask(EDITOR, MINISTRY) is allowed


def test_with_the_explicit_right_an_editor_also_approves_for_the_houses_own_channels():
    trusted = actor(grant(Role.MINISTRY_EDITOR, can_approve=True))
    assert answers(trusted) - answers(EDITOR) == {
        "approve its own post on the house's channel",
        "approve a body's post on the body's channel",
    }


def test_the_explicit_right_in_a_body_does_not_reach_the_ministry_above():
    trusted = actor(grant_in_body(Role.MINISTRY_EDITOR, can_approve=True))
    assert may_approve(trusted, post(MINISTRY.body), channel(MINISTRY.body))
    assert not may_approve(trusted, post(MINISTRY.id), channel(MINISTRY.id))


def test_the_explicit_right_in_one_house_is_none_where_it_is_not_given():
    both = actor(grant(Role.MINISTRY_EDITOR, can_approve=True), grant(Role.MINISTRY_EDITOR, FOREIGN))
    assert may_approve(both, post(MINISTRY.id), channel(MINISTRY.id))
    assert not may_approve(both, post(FOREIGN.id), channel(FOREIGN.id))
