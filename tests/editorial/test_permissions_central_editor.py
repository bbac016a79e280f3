"""What an editor of the central desk may do (SECURITY section 2). What is not named is refused."""

from app.editorial.permissions import Permission, is_allowed, may_approve
from app.models.user import Role
from tests.editorial.cast import CHANCELLERY, MINISTRY, actor, cells, central, channel, grant, post

DESK = actor(grant(Role.CENTRAL_EDITOR, CHANCELLERY))


@cells(
    "see reports of the house",
    "see reports of a body below",
    "see reports of a foreign house",
    "see a case against its own post",
    "read what the watcher found",
    "end what the watcher never ends",
    "see a case against a foreign post",
    "open a case against a foreign post",
    "execute a case on a central channel",
    "read a draft of the house",
    "read a draft of a body below",
    "read a foreign post from submission on",
    "read a foreign post sent back for changes",
    "read a published foreign post",
    "read an image of the house",
    "read an image of a body below",
    "read an image it brought in for the house",
    "create an image for the house",
    "create an image for a body below",
    "create on behalf of a house without channel",
    "read a draft on behalf",
    "write on behalf",
    "submit on behalf",
    "comment on a foreign post from submission on",
    "comment on a published foreign post",
    "mark urgent on behalf",
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
    "approve its own post on a central channel",
    "approve a foreign post on a central channel",
    "approve its own post on a central channel in mode ministry",
    "approve a body's post on a central channel in mode ministry",
    "approve a foreign post on a central channel in mode ministry",
    "withdraw its own post on a central channel",
    "withdraw a body's post on a central channel",
    "withdraw a foreign post on a central channel",
    "hold its own post on a central channel",
    "hold a body's post on a central channel",
    "hold a foreign post on a central channel",
    "take down its own post on the house's channel",
    "take down its own post on a central channel",
    "take down a body's post on a central channel",
    "resolve on a central channel",
    "act by hand on a central channel",
    "stop everything",
    "stop a channel of the house",
    "stop a foreign house's channel",
    "stop a central channel",
    "lift a stop of everything",
    "lift a stop of a channel of the house",
    "lift a stop of a foreign house's channel",
    "lift a stop of a central channel",
)
def test_a_central_editor_may_do_exactly_this(ask, allowed):
    assert ask(DESK, CHANCELLERY) is allowed


def test_the_central_desk_does_not_hold_or_withdraw_on_a_ministrys_own_channel():
    for permission in (Permission.WITHDRAW, Permission.HOLD):
        own = channel(MINISTRY.id)
        assert not is_allowed(DESK, permission, organisation_id=MINISTRY.id, channel=own)
        assert is_allowed(DESK, permission, organisation_id=MINISTRY.id, channel=central())


def test_the_central_desk_never_takes_down_what_a_ministry_said():
    for place in (channel(MINISTRY.id), central(), None):
        assert not is_allowed(DESK, Permission.TAKE_DOWN, organisation_id=MINISTRY.id, channel=place)


def test_the_central_desk_approves_on_a_channel_of_its_own_house_only_as_its_lead():
    own = channel(CHANCELLERY.id)
    lead = actor(grant(Role.CENTRAL_EDITOR, CHANCELLERY), grant(Role.MINISTRY_LEAD, CHANCELLERY))
    assert not may_approve(DESK, post(CHANCELLERY.id), own)
    assert may_approve(lead, post(CHANCELLERY.id), own)
