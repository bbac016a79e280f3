"""The story of a post, told with the generated client: address and password come as arguments.

Runs in the client's own environment and knows nothing of the application; every answer has its type.
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from redaktion_client import AuthenticatedClient, Client
from redaktion_client.api.approval import approve_post
from redaktion_client.api.deliveries import get_delivery
from redaktion_client.api.posts import create_post, get_timeline, submit_post
from redaktion_client.api.register import list_channels
from redaktion_client.api.sign_in import get_me, sign_in, sign_out
from redaktion_client.models import (
    ApproveIn,
    ChannelOut,
    HappeningOut,
    PostIn,
    PostOut,
    PostState,
    Problem,
    ProposalIn,
    Role,
    SubmitIn,
    TokenIn,
    TokenOut,
    WholeDeliveryOut,
)

ADDRESS, PASSWORD = sys.argv[1:]
PATIENCE_S = 30


def sign_in_as(name):
    """Return a client that speaks for a person of the demo."""
    body = TokenIn(email=f"{name}@redaktion.example", password=PASSWORD)
    answer = sign_in.sync(client=Client(ADDRESS, raise_on_unexpected_status=True), body=body)
    assert isinstance(answer, TokenOut)
    assert isinstance(answer.expires_at, datetime)
    return AuthenticatedClient(ADDRESS, token=answer.access_token, raise_on_unexpected_status=True)


def key():
    """Return a fresh Idempotency-Key."""
    return str(uuid4())


ministry, desk = sign_in_as("mb"), sign_in_as("desk1")
me = get_me.sync(client=ministry)
assert [(row.role, row.organisation) for row in me.roles] == [(Role.MINISTRY_EDITOR, "MB")]

(channel,) = list_channels.sync(client=ministry, platform="portal").items
assert isinstance(channel, ChannelOut)
due = datetime.now(UTC) + timedelta(seconds=3)
draft = create_post.sync(
    client=ministry,
    idempotency_key=key(),
    body=PostIn(
        organisation="MB",
        title="Intern: erzeugter Client",
        text="Neue Tablets für alle Schulen.",
        deliveries=[ProposalIn(channel_id=channel.id, proposed_at=due.isoformat())],
    ),
)
assert isinstance(draft, PostOut)
assert draft.state is PostState.DRAFT
assert isinstance(draft.id, UUID)

submitted = submit_post.sync(
    draft.id, client=ministry, idempotency_key=key(), body=SubmitIn(neutrality_declared=True)
)
assert isinstance(submitted, PostOut)
assert submitted.state is PostState.SUBMITTED

decision = ApproveIn(revision_sha256=submitted.revision.sha256)
refused = approve_post.sync(draft.id, client=ministry, idempotency_key=key(), body=decision)
assert isinstance(refused, Problem)
assert (refused.status, refused.key) == (403, "not-allowed")

approved = approve_post.sync(draft.id, client=desk, idempotency_key=key(), body=decision)
assert isinstance(approved, PostOut)
assert approved.state is PostState.SCHEDULED

(delivery,) = approved.deliveries
until = time.monotonic() + PATIENCE_S
while delivery.state != "sent":
    assert time.monotonic() < until, delivery
    time.sleep(0.2)
    delivery = get_delivery.sync(delivery.id, client=desk)
    assert isinstance(delivery, WholeDeliveryOut)
assert delivery.sent_at >= delivery.due_at
assert str(delivery.id) in delivery.remote_url

timeline = get_timeline.sync(draft.id, client=ministry).items
assert all(isinstance(row, HappeningOut) and isinstance(row.at, datetime) for row in timeline)
assert sign_out.sync_detailed(client=ministry).status_code == 204
assert isinstance(get_me.sync(client=ministry), Problem)
print(" ".join(row.action for row in timeline))  # noqa: T201 - the test reads it
