"""What is written nowhere is refused: unknown roles, unknown permissions, machines, and whoever wrote the text."""

from dataclasses import replace

import pytest
from uuid_utils.compat import uuid7

from app.editorial.permissions import MATRIX, Permission, has_written, is_allowed, may_approve, may_see
from app.models.post import PostState
from app.models.user import MACHINE, Role
from tests.editorial.cast import (
    CHANCELLERY,
    FOREIGN,
    MINISTRY,
    QUESTIONS,
    actor,
    answers,
    central,
    channel,
    grant,
    grant_in_body,
    post,
)

EVERY_ROLE = actor(*(grant(role) for role in Role))


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_held_by_somebody(permission):
    assert MATRIX[permission]


@pytest.mark.parametrize("unknown", ["post.approve", "post.delete", "", None])
def test_an_unknown_permission_is_given_to_nobody(unknown):
    assert not is_allowed(EVERY_ROLE, unknown, organisation_id=MINISTRY.id, channel=central())


def test_an_unknown_role_may_do_nothing_but_read_what_is_published():
    assert answers(actor(grant("intern"))) == {"read a published foreign post"}
    assert answers(actor()) == {"read a published foreign post"}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MINISTRY_EDITOR}))
def test_the_explicit_right_to_approve_is_one_of_editors_only(role):
    assert answers(actor(grant(role, can_approve=True))) == answers(actor(grant(role)))


def test_the_machine_may_do_nothing():
    assert answers(MACHINE) == set()


def test_the_machine_is_never_taken_for_a_writer_nor_for_an_approver():
    assert not has_written(MACHINE, {uuid7()})
    assert not may_approve(MACHINE, post(MINISTRY.id, PostState.SUBMITTED), central())


@pytest.mark.parametrize("permission", Permission)
def test_own_means_nothing_where_no_organisation_is_named(permission):
    lead = actor(grant(Role.MINISTRY_LEAD), grant(Role.MINISTRY_EDITOR))
    assert not is_allowed(lead, permission)
    assert not is_allowed(lead, permission, channel=channel(MINISTRY.id))


def test_a_central_right_needs_a_channel_that_is_central():
    desk = actor(grant(Role.CENTRAL_EDITOR, CHANCELLERY))
    assert is_allowed(desk, Permission.HOLD, channel=central())
    assert not is_allowed(desk, Permission.HOLD, channel=channel(MINISTRY.id))
    assert not is_allowed(desk, Permission.HOLD)


@pytest.mark.parametrize("role", [Role.MINISTRY_EDITOR, Role.MINISTRY_LEAD])
def test_the_right_of_a_body_below_never_reaches_up(role):
    deputy = actor(grant_in_body(role))
    allowed = answers(deputy)
    assert "write for a body below" in allowed
    for question in allowed - {"read a published foreign post"}:
        assert "body" in question, question


def test_a_deputy_acts_for_both_houses_and_loses_one_with_the_grant():
    at_home, as_deputy = grant(Role.MINISTRY_LEAD), grant(Role.MINISTRY_LEAD, FOREIGN)
    deputy = actor(at_home, as_deputy)
    for house in (MINISTRY, FOREIGN):
        assert may_see(deputy, post(house.id))
        assert is_allowed(deputy, Permission.WRITE, organisation_id=house.body)
    after = replace(deputy, grants=(at_home,))
    assert may_see(after, post(MINISTRY.id))
    assert not may_see(after, post(FOREIGN.id))


def test_roles_add_up_but_never_mix_their_houses():
    both = actor(grant(Role.MINISTRY_LEAD), grant(Role.MINISTRY_EDITOR, FOREIGN))
    assert is_allowed(both, Permission.WRITE, organisation_id=FOREIGN.id)
    assert not is_allowed(both, Permission.HOLD, organisation_id=FOREIGN.id)
    assert not may_approve(both, post(FOREIGN.id), channel(FOREIGN.id))


def test_all_roles_together_may_still_not_do_what_no_role_may():
    never = set(QUESTIONS) - answers(EVERY_ROLE)
    assert never == {
        "read a scheduled foreign post as if published",
        "create for a foreign house",
        "write for a foreign house",
        "change what it wrote elsewhere",
        "submit for a foreign house",
        "comment on a foreign draft",
        "mark urgent for a foreign house",
        "create an image for a foreign house",
        "approve a foreign post on that house's channel",
        "withdraw a foreign post on that house's channel",
        "hold a foreign post on that house's channel",
        "resolve on a foreign house's channel",
        "act by hand on a foreign house's channel",
        "take down a foreign post on a central channel",
        "take down a foreign post on that house's channel",
        "execute a case on a foreign house's channel",
        "answer to a case against a foreign post",
    }


@pytest.mark.req("FE-01")
def test_four_eyes_are_counted_by_person_not_by_account():
    person = uuid7()
    first, second = actor(person=person), actor(person=person)
    assert first.user_id != second.user_id
    assert has_written(first, {person, uuid7()})
    assert has_written(second, {person, uuid7()})
    assert not has_written(actor(), {person, uuid7()})
    assert not has_written(first, set())


@pytest.mark.req("FE-01")
def test_the_number_of_an_account_is_not_the_number_of_a_person():
    who = actor()
    assert not has_written(who, {who.user_id})
