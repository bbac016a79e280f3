"""Who asks and about what: the rows of SECURITY's matrix as questions, put to every role alike.

`own` is the house of the person asking with one body below it, `foreign` somebody else's.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from app.editorial.permissions import (
    Permission,
    is_allowed,
    is_allowed_at,
    is_allowed_on,
    may_approve,
    may_bring_in,
    may_comment,
    may_see,
    may_see_media,
    may_see_published,
)
from app.models import Channel, Media, Post
from app.models.channel import ApprovalMode, ChannelScope
from app.models.post import PostState
from app.models.user import Actor, Grant


@dataclass(frozen=True)
class House:
    """A ministry and one authority below it."""

    id: UUID
    body: UUID


MINISTRY, CHANCELLERY, FOREIGN = (House(uuid7(), uuid7()) for _ in range(3))


def grant(role, house=MINISTRY, *, can_approve=False, channels=()):
    ids = frozenset(row.id for row in channels)
    return Grant(role, house.id, "MI", frozenset({house.id, house.body}), can_approve, ids)


def grant_in_body(role, house=MINISTRY, *, can_approve=False):
    return Grant(role, house.body, "LVwA", frozenset({house.body}), can_approve)


def actor(*grants, person=None):
    return Actor(uuid7(), person or uuid7(), "Kim Beispiel", grants)


def channel(organisation, scope=ChannelScope.OWN, mode=ApprovalMode.MINISTRY):
    return Channel(id=uuid7(), organisation_id=organisation, scope=scope, approval_mode=mode)


def central(mode=ApprovalMode.CENTRAL):
    return channel(CHANCELLERY.id, ChannelScope.CENTRAL, mode)


def post(organisation, state=PostState.DRAFT, *, author_id=None, on_behalf=False):
    submitted_at = None if state is PostState.DRAFT else datetime(2026, 11, 22, 12, tzinfo=UTC)
    return Post(
        id=uuid7(),
        organisation_id=organisation,
        author_id=author_id or uuid7(),
        state=state,
        submitted_at=submitted_at,
        on_behalf=on_behalf,
    )


def _may(permission, pick, place=lambda _: None):
    return lambda who, own: is_allowed(who, permission, organisation_id=pick(own), channel=place(own))


def _works(permission, pick, **fields):
    return lambda who, own: is_allowed_on(who, permission, post(pick(own), **fields), channels=())


def _works_on_what_it_wrote(permission):
    return lambda who, _own: is_allowed_on(who, permission, post(FOREIGN.id, author_id=who.user_id))


def _sees(pick, state, look=may_see):
    return lambda who, own: look(who, post(pick(own), state))


def _sees_image(pick, *, is_mine=False):
    def sees(who, own):
        uploader_id = who.user_id if is_mine and who.user_id else uuid7()
        return may_see_media(who, Media(organisation_id=pick(own), uploader_id=uploader_id))

    return sees


def _approves(pick, place):
    return lambda who, own: may_approve(who, post(pick(own), PostState.SUBMITTED), place(own))


def _at(permission, place):
    return lambda who, own: is_allowed_at(who, permission, place(own))


def _own(house):
    return house.id


def _body(house):
    return house.body


def _foreign(_house):
    return FOREIGN.id


def _nobodys(_house):
    return None


def _on_own_channel(house):
    return channel(house.id)


def _on_foreign_channel(_house):
    return channel(FOREIGN.id)


def _on_central_channel(_house):
    return central()


def _on_ministry_mode(_house):
    return central(ApprovalMode.MINISTRY)


_PLACES = {
    "its own post on the house's channel": (_own, _on_own_channel),
    "its own post on a central channel": (_own, _on_central_channel),
    "a body's post on a central channel": (_body, _on_central_channel),
    "a foreign post on a central channel": (_foreign, _on_central_channel),
    "a foreign post on that house's channel": (_foreign, _on_foreign_channel),
}
_CHANNELS = {
    "a channel of the house": _on_own_channel,
    "a channel of a body below": lambda house: channel(house.body),
    "a foreign house's channel": _on_foreign_channel,
    "a central channel": _on_central_channel,
}
_STOPS = {
    "everything": (_nobodys, lambda _: None),
    "a channel of the house": (_own, _on_own_channel),
    "a foreign house's channel": (_foreign, _on_foreign_channel),
    "a central channel": (_nobodys, _on_central_channel),
}

QUESTIONS = {
    "read a draft of the house": _sees(_own, PostState.DRAFT),
    "read a draft of a body below": _sees(_body, PostState.DRAFT),
    "read a foreign draft": _sees(_foreign, PostState.DRAFT),
    "read a foreign post from submission on": _sees(_foreign, PostState.SUBMITTED),
    "read a foreign post sent back for changes": _sees(_foreign, PostState.CHANGES_REQUESTED),
    "read a published foreign post": _sees(_foreign, PostState.PUBLISHED, may_see_published),
    "read a scheduled foreign post as if published": _sees(_foreign, PostState.SCHEDULED, may_see_published),
    "write for the house": _works(Permission.WRITE, _own),
    "write for a body below": _works(Permission.WRITE, _body),
    "write for a foreign house": _works(Permission.WRITE, _foreign),
    "submit for the house": _works(Permission.SUBMIT, _own),
    "submit for a body below": _works(Permission.SUBMIT, _body),
    "submit for a foreign house": _works(Permission.SUBMIT, _foreign),
    "mark urgent for the house": _works(Permission.MARK_URGENT, _own),
    "mark urgent for a body below": _works(Permission.MARK_URGENT, _body),
    "mark urgent for a foreign house": _works(Permission.MARK_URGENT, _foreign),
    "mark urgent on behalf": _works(Permission.MARK_URGENT, _foreign, on_behalf=True),
    "comment on a draft of the house": _sees(_own, PostState.DRAFT, may_comment),
    "comment on a draft of a body below": _sees(_body, PostState.DRAFT, may_comment),
    "comment on a foreign draft": _sees(_foreign, PostState.DRAFT, may_comment),
    "comment on a foreign post from submission on": _sees(_foreign, PostState.SUBMITTED, may_comment),
    "comment on a published foreign post": _sees(_foreign, PostState.PUBLISHED, may_comment),
    "create for the house": _works(Permission.CREATE, _own),
    "create for a body below": _works(Permission.CREATE, _body),
    "create for a foreign house": _works(Permission.CREATE, _foreign),
    "create on behalf of a house without channel": _works(Permission.CREATE, _foreign, on_behalf=True),
    "read a draft on behalf": _works(Permission.READ_DRAFT, _foreign, on_behalf=True),
    "write on behalf": _works(Permission.WRITE, _foreign, on_behalf=True),
    "submit on behalf": _works(Permission.SUBMIT, _foreign, on_behalf=True),
    "read what it wrote elsewhere": _works_on_what_it_wrote(Permission.READ_DRAFT),
    "change what it wrote elsewhere": _works_on_what_it_wrote(Permission.WRITE),
    "submit what it wrote elsewhere": _works_on_what_it_wrote(Permission.SUBMIT),
    "manage users": _may(Permission.MANAGE_USERS, _nobodys),
    "read what the watcher found": _may(Permission.READ_FINDINGS, _nobodys),
    "end what the watcher never ends": _may(Permission.END_FINDING, _nobodys),
    "see reports of the house": _may(Permission.READ_REPORTS, _own),
    "see reports of a body below": _may(Permission.READ_REPORTS, _body),
    "see reports of a foreign house": _may(Permission.READ_REPORTS, _foreign),
    "read the whole record": _may(Permission.READ_EVENTS, _nobodys),
    "read an image of the house": _sees_image(_own),
    "read an image of a body below": _sees_image(_body),
    "read a foreign image": _sees_image(_foreign),
    "read an image it brought in for the house": _sees_image(_own, is_mine=True),
    "read an image it once brought in for a foreign house": _sees_image(_foreign, is_mine=True),
    "create an image for the house": lambda who, own: may_bring_in(who, own.id),
    "create an image for a body below": lambda who, own: may_bring_in(who, own.body),
    "create an image for a foreign house": lambda who, _: may_bring_in(who, FOREIGN.id),
    "approve its own post on a central channel": _approves(_own, _on_central_channel),
    "approve a foreign post on a central channel": _approves(_foreign, _on_central_channel),
    "approve its own post on a central channel in mode ministry": _approves(_own, _on_ministry_mode),
    "approve a body's post on a central channel in mode ministry": _approves(_body, _on_ministry_mode),
    "approve a foreign post on a central channel in mode ministry": _approves(_foreign, _on_ministry_mode),
    "approve its own post on the house's channel": _approves(_own, _on_own_channel),
    "approve a body's post on the body's channel": _approves(_body, lambda own: channel(own.body)),
    "approve a foreign post on that house's channel": _approves(_foreign, _on_foreign_channel),
    **{f"withdraw {name}": _may(Permission.WITHDRAW, *place) for name, place in _PLACES.items()},
    **{f"hold {name}": _may(Permission.HOLD, *place) for name, place in _PLACES.items()},
    **{f"take down {name}": _may(Permission.TAKE_DOWN, *place) for name, place in _PLACES.items()},
    **{f"resolve on {name}": _at(Permission.RESOLVE, place) for name, place in _CHANNELS.items()},
    **{f"act by hand on {name}": _at(Permission.BY_HAND, place) for name, place in _CHANNELS.items()},
    "see a case against its own post": _may(Permission.READ_TAKEDOWN, _own),
    "see a case against a foreign post": _may(Permission.READ_TAKEDOWN, _foreign),
    "open a case against a foreign post": _may(Permission.OPEN_TAKEDOWN, _foreign),
    "execute a case on a central channel": _may(Permission.EXECUTE_TAKEDOWN, _foreign, _on_central_channel),
    "execute a case on a foreign house's channel": _may(
        Permission.EXECUTE_TAKEDOWN, _foreign, _on_foreign_channel
    ),
    "answer to a case against its own post": _may(Permission.RESPOND_TAKEDOWN, _own),
    "answer to a case against a body's post": _may(Permission.RESPOND_TAKEDOWN, _body),
    "answer to a case against a foreign post": _may(Permission.RESPOND_TAKEDOWN, _foreign),
    **{f"stop {name}": _may(Permission.SET_STOP, *place) for name, place in _STOPS.items()},
    **{f"lift a stop of {name}": _may(Permission.LIFT_STOP, *place) for name, place in _STOPS.items()},
}


def cells(*may):
    """Every cell of a role's column: what is named is allowed, all else is refused."""
    assert set(may) <= set(QUESTIONS), set(may) - set(QUESTIONS)
    return pytest.mark.parametrize(
        ("ask", "allowed"),
        [pytest.param(ask, question in may, id=question) for question, ask in QUESTIONS.items()],
    )


def answers(who, house=MINISTRY):
    """Everything that the rules let somebody do."""
    return {question for question, ask in QUESTIONS.items() if ask(who, house)}
