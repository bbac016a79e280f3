"""What the lead of a ministry may do (SECURITY section 2). What is not named is refused."""

from app.editorial.permissions import may_approve
from app.models.channel import ApprovalMode
from app.models.user import Role
from tests.editorial.cast import MINISTRY, actor, cells, central, channel, grant, grant_in_body, post

LEAD = actor(grant(Role.MINISTRY_LEAD))


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
    "approve its own post on a central channel in mode ministry",
    "approve a body's post on a central channel in mode ministry",
    "approve its own post on the house's channel",
    "approve a body's post on the body's channel",
    "withdraw its own post on the house's channel",
    "withdraw its own post on a central channel",
    "withdraw a body's post on a central channel",
    "hold its own post on the house's channel",
    "hold its own post on a central channel",
    "hold a body's post on a central channel",
    "take down its own post on the house's channel",
    "take down its own post on a central channel",
    "take down a body's post on a central channel",
    "resolve on a channel of the house",
    "resolve on a channel of a body below",
    "act by hand on a channel of the house",
    "act by hand on a channel of a body below",
    "stop a channel of the house",
    "lift a stop of a channel of the house",
)
def test_a_ministry_lead_may_do_exactly_this(ask, allowed):
    assert ask(LEAD, MINISTRY) is allowed


def test_the_lead_of_a_body_approves_for_the_body_but_not_for_the_ministry_above():
    lead = actor(grant_in_body(Role.MINISTRY_LEAD))
    assert may_approve(lead, post(MINISTRY.body), channel(MINISTRY.body))
    assert not may_approve(lead, post(MINISTRY.id), channel(MINISTRY.id))
    assert not may_approve(lead, post(MINISTRY.id), central(ApprovalMode.MINISTRY))
