"""What several tests of the API look at: problems, tables, and what is due now."""

import re
from contextlib import contextmanager
from datetime import datetime

import pytest
from sqlalchemy import select, text

from app import db
from app.actions.channels import register_channel
from app.models import EntrustedChannel, Membership, User
from app.models.channel import ApprovalMode, ChannelScope
from app.models.user import MACHINE
from app.settings import settings
from app.throttle import throttle
from app.workers.deliveries import deliver
from app.workers.schedule import wake_due

POST = frozenset(
    [
        "actions",
        "alternative_url",
        "author",
        "deliveries",
        "id",
        "joint_with",
        "message",
        "note_to_desk",
        "on_behalf",
        "organisation",
        "progress",
        "revision",
        "state",
        "text",
        "title",
        "updated_at",
    ]
)
MEMBERS = {"type", "title", "status", "detail", "key", "issues"}
UNFILLED = re.compile(r"\{[a-z_]+\}")
"""A placeholder of a sentence; a brace alone may be what a reader wrote."""


def assert_problem(answer, status, key=None):
    """The answer is a problem with every member (RFC 9457) and the security headers; return it."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    for header in ("strict-transport-security", "content-security-policy", "x-content-type-options"):
        assert header in answer.headers
    told = answer.json()
    assert set(told) >= MEMBERS
    assert told["status"] == status
    assert all(isinstance(told[name], str) and told[name] for name in ("type", "title", "detail", "key"))
    assert UNFILLED.search(told["detail"]) is None, told["detail"]
    for issue in told["issues"]:
        assert set(issue) == {"field", "key", "context"}
        assert UNFILLED.search(issue["context"]["message"]) is None, issue
    if key is not None:
        assert told["key"] == key, told
    return told


def tables():
    with db.transaction() as session:
        rows = session.execute(text("select tablename from pg_tables where schemaname = 'public' order by 1"))
        return [name for (name,) in rows if name != "alembic_version"]


def count_rows():
    """How many rows each table has."""
    query = 'select count(*) from "{}"'
    with db.transaction() as session:
        return {name: session.execute(text(query.format(name))).scalar_one() for name in tables()}


def count_rows_with(secret):
    """How many rows of the whole database say this, as far as the application may read it."""
    return sum(of_every_table("count(*) filter (where strpos(t::text, :secret) > 0)", secret=secret).values())


def fingerprint():
    """A hash over every row of each table, as far as the application may read it."""
    return of_every_table("md5(coalesce(string_agg(t::text, '|' order by t::text), ''))")


def of_every_table(aggregate, **values):
    """An aggregate over the rows t of each table, as far as the application may read it."""
    columns = """
        select string_agg(quote_ident(attname), ',' order by attnum) from pg_attribute
        where attrelid = cast(:name as regclass) and attnum > 0 and not attisdropped
            and has_column_privilege(attrelid, attnum, 'SELECT')
    """
    query = "select {} from (select {} from {}) t"
    with db.transaction() as session:
        readable = {
            name: session.execute(text(columns), {"name": f'"{name}"'}).scalar_one() for name in tables()
        }
        return {
            name: session.execute(text(query.format(aggregate, columns, f'"{name}"')), values).scalar_one()
            for name, columns in readable.items()
        }


def deliver_due():
    """Let the workers deliver what is due now."""
    for delivery_id in wake_due():
        deliver(delivery_id)


def run(statement, **values):
    """Change the office's data as nobody can through the API."""
    with db.transaction() as session:
        session.execute(text(statement), values)


def fetch(statement, **values):
    with db.transaction() as session:
        return session.execute(text(statement), values).all()


def moment(text):
    """An instant as answers write it: UTC with Z."""
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


def abilities(post):
    return {row["name"]: row["allowed"] for row in post["actions"]}


def only(post):
    """The one delivery of a post."""
    (delivery,) = post["deliveries"]
    return delivery


def on(post, channel):
    """The delivery of a post on the channel with this label."""
    (delivery,) = (row for row in post["deliveries"] if row["channel"] == channel)
    return delivery


def put_under_way(post, state):
    """Leave a waiting delivery as a worker would that is in mid-call, for longer than any test takes."""
    query = "update delivery set state = 'sending', lease_until = now() + interval '1 hour', unknown_since = now()"
    run(f"{query} where post_id = :id", id=post["id"])
    if state == "unclear":
        run("update delivery set state = 'unclear' where post_id = :id", id=post["id"])


def decide(person, verb, post, **fields):
    """Ask for a verb on a post."""
    return person.post(f"/posts/{post['id']}/{verb}", fields or None)


def approve(person, post, **terms):
    """Ask for an approval of what the post says now, or of another hash."""
    return decide(person, "approve", post, **({"revision_sha256": post["revision"]["sha256"]} | terms))


def proposal(person, channel="Landesportal", at="2030-03-01T10:00:00+01:00", **fields):
    """One of the deliveries as an editor hands it in."""
    return {"channel_id": person.channel(channel), "proposed_at": at} | fields


def register(platform, label, organisation="StK", scope=ChannelScope.CENTRAL):
    """Register a channel on a platform and entrust the demo's channel manager with it; return its id."""
    with db.transaction() as session:
        channel = register_channel(
            session,
            MACHINE,
            platform=platform,
            organisation=organisation,
            scope=scope,
            label=label,
            approval_mode=ApprovalMode.CENTRAL if scope is ChannelScope.CENTRAL else ApprovalMode.MINISTRY,
            environment=settings().environment,
            since="2026",
        )
        query = select(Membership).join(Membership.user).where(User.email == "kanal@redaktion.example")
        manager = session.execute(query).scalar_one()
        manager.entrusted.append(EntrustedChannel(channel_id=channel.id))
        return channel.id


@contextmanager
def installed_with(**values):
    """Let the installation have other settings for a while."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(f"REDAKTION_{name.upper()}", str(value))
        settings.cache_clear()
        yield
    settings.cache_clear()


@contextmanager
def limited(**values):
    """The installation has other limits for a while; what was counted in the store stays."""
    with installed_with(**values):
        throttle.cache_clear()
        yield
    throttle.cache_clear()
