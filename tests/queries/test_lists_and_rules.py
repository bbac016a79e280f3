"""What a list shows is what the rules on one page allow: conditions of queries and predicates agree, post by post."""

import pytest
from sqlalchemy import select

from app import db
from app.editorial.permissions import may_approve, may_see, may_see_published
from app.grants import find_grants
from app.models import Channel, Post, User, Variant
from app.models.user import MACHINE, Actor
from app.queries.visibility import is_for, is_visible_to, is_whole_for
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due
from tests.factories import soon


@pytest.fixture
def posts(people):
    """Posts of three organisations on their way: drafts, submitted, sent back, approved, published, withdrawn."""
    desk = people("desk1")
    with db.transaction() as session:
        portal = session.execute(select(Channel).where(Channel.label == "Landesportal")).scalar_one()
        portal.approval_mode = "ministry"
        editor = session.execute(select(User).where(User.email == "mw@redaktion.example")).scalar_one()
        editor.memberships[0].can_approve = True
    for name, organisation, own in (
        ("mb", "MB", "Konsole MB"),
        ("mw", "MW", "Konsole MW"),
        ("mb", "LzpB", None),
    ):
        author = people(name)
        channels = ["Landesportal", own] if own else ["Landesportal"]
        author.write(organisation, channels)
        author.submit(author.write(organisation, channels))
        desk.approve(author.submit(author.write(organisation, channels, at=soon(-1))))
        back = author.submit(author.write(organisation, channels))
        desk.post(f"/posts/{back['id']}/request-changes", {"ground": "factual", "reason": "x"})
        gone = author.write(organisation, channels)
        author.post(f"/posts/{gone['id']}/withdraw")
    desk.submit(desk.write("StK"))
    desk.write("StK")
    for delivery_id in wake_due():
        deliver(delivery_id)


def everybody(session):
    users = session.execute(select(User).order_by(User.email)).scalars()
    actors = [Actor(user.id, user.person_id, user.email, find_grants(session, user.id)) for user in users]
    return [*actors, MACHINE]


@pytest.mark.req("AZ-02")
def test_lists_show_exactly_what_the_rules_allow(posts):
    with db.transaction() as session:
        rows = session.execute(select(Post)).scalars().all()
        assert len({post.state for post in rows}) == 5
        for actor in everybody(session):
            whole = set(session.execute(select(Post.id).where(is_whole_for(actor))).scalars())
            assert whole == {post.id for post in rows if may_see(actor, post)}, actor.name
            if actor is not MACHINE:
                seen = set(session.execute(select(Post.id).where(is_visible_to(actor))).scalars())
                allowed = {row.id for row in rows if may_see(actor, row) or may_see_published(actor, row)}
                assert seen == allowed, actor.name


def test_the_queue_asks_for_exactly_what_one_may_approve(posts):
    with db.transaction() as session:
        pairs = session.execute(
            select(Post, Variant, Channel)
            .join(Variant, Variant.post_id == Post.id)
            .join(Channel, Channel.id == Variant.channel_id)
        ).all()
        for actor in everybody(session):
            query = select(Variant.id).join(Post, Post.id == Variant.post_id)
            query = query.join(Channel, Channel.id == Variant.channel_id).where(is_for(actor))
            found = set(session.execute(query).scalars())
            allowed = {variant.id for post, variant, channel in pairs if may_approve(actor, post, channel)}
            assert found == allowed, actor.name
