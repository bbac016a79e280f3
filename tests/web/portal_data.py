"""Published posts for the portal's tests, put straight into the tables, and the site that shows them."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock

from fastapi import FastAPI
from fastapi.testclient import TestClient
from uuid_utils.compat import uuid7

from app import web
from app.editorial.payload import Image, digest, render
from app.envelope import Envelope
from app.models import (
    Approval,
    Channel,
    Delivery,
    Organisation,
    OrganisationName,
    Platform,
    Post,
    Rendering,
    Revision,
    User,
    Variant,
)
from app.models.channel import ApprovalMode, ChannelScope, ChannelState, Idempotency
from app.models.delivery import DeliveryState
from app.models.organisation import OrganisationKind
from app.models.post import PostState
from app.storage import storage
from app.web.deps import read_session
from tests.pictures import noise
from tests.web.listening import listening

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DUE = datetime(2099, 1, 1, tzinfo=UTC)
TITLE = "Interner Arbeitstitel, streng vertraulich"
WAY = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.REMOVING, DeliveryState.REMOVED)


def make_organisation(session, abbreviation, name, *, kind=OrganisationKind.MINISTRY, is_lead=False):
    organisation = Organisation(abbreviation=abbreviation, kind=kind, is_lead=is_lead)
    organisation.names = [OrganisationName(name=name)]
    session.add(organisation)
    session.flush()
    return organisation


def make_channel(
    session, organisation, label="Landesportal", *, platform="portal", state=ChannelState.ACTIVE
):
    if session.get(Platform, platform) is None:
        session.add(Platform(slug=platform, name=platform, limit=5000))
        session.flush()
    channel = Channel(
        platform_slug=platform,
        organisation_id=organisation.id,
        scope=ChannelScope.CENTRAL,
        state=state,
        label=label,
        approval_mode=ApprovalMode.CENTRAL,
        idempotency=Idempotency.OWN_ID,
        signature=" ({abbreviation})",
    )
    session.add(channel)
    session.flush()
    return channel


def publish(
    session,
    channel,
    organisation,
    text,
    *,
    joint_with=(),
    minutes=0,
    state=DeliveryState.SENT,
    **said,
):
    """Bring a text to the state wanted, by the legal steps only; `minutes` after noon.

    `said` is what a payload holds besides: `alternative_url`, `content_warning`, `media`.
    """
    sent_at = NOON + timedelta(minutes=minutes)
    delivery = _make_delivery(session, channel, organisation, text, joint_with, said)
    for step in WAY[: WAY.index(state) + 1] if state in WAY else ():
        delivery.state, delivery.lease_until = step, DUE
        if step is not DeliveryState.SENDING:
            delivery.remote_id, delivery.sent_at = str(delivery.id), sent_at
        session.flush()
    return delivery


def kept(alt, kind="JPEG", seed=1, size=(64, 48)):
    """An image of a payload whose bytes are in the storage."""
    content = noise(kind, size=size, seed=seed)
    return Image(storage().keep(content), f"image/{kind.lower()}", *size, len(content), alt)


def take_down(session, delivery):
    delivery.state = DeliveryState.REMOVING
    session.flush()


@contextmanager
def visit(session):
    """Yield a client that reads the portal through the test's own session."""
    with TestClient(make_site(session), base_url="http://127.0.0.1:8000") as client:
        yield client


def serve(session):
    """Return the address of a real server that shows the portal through the test's own session, for a `with`."""
    return listening(make_site(session))


def make_site(session):
    """Return the pages in their envelope. One request at a time: they share the session."""
    app, lock = FastAPI(), Lock()
    web.mount(app)

    def shared_session():
        with lock:
            yield session

    app.dependency_overrides[read_session] = shared_session
    return Envelope(app)


def _make_delivery(session, channel, organisation, text, joint_with, said):
    author, approver = _make_user(session), _make_user(session)
    post = Post(organisation_id=organisation.id, author_id=author.id, state=PostState.SCHEDULED)
    session.add(post)
    session.flush()
    revision = Revision(
        post_id=post.id,
        number=1,
        editor_id=author.id,
        title=TITLE,
        text="Entwurf, nie freigegeben",
        joint_with=[partner.id for partner in joint_with],
        sha256="",
    )
    variant = Variant(post_id=post.id, channel_id=channel.id)
    session.add_all([revision, variant])
    session.flush()
    post.current_revision_id = revision.id
    signers = [signer.abbreviation for signer in (organisation, *joint_with)]
    payload = render(channel, text=text, abbreviations=signers, **({"alternative_url": None} | said))
    when = {"due_at": DUE, "window_s": 1800}
    approval = Approval(
        variant_id=variant.id,
        revision_id=revision.id,
        approver_id=approver.id,
        payload_sha256=digest(payload),
        **when,
    )
    rendering = Rendering(
        revision_id=revision.id,
        variant_id=variant.id,
        payload=payload,
        payload_sha256=digest(payload),
        proposed_at=DUE,
        proposed_wall=DUE.replace(tzinfo=None),
        proposed_zone="Europe/Berlin",
        proposed_fold=0,
    )
    session.add_all([approval, rendering])
    session.flush()
    delivery = Delivery(
        id=variant.id,
        post_id=post.id,
        channel_id=channel.id,
        revision_id=revision.id,
        approval_id=approval.id,
        payload=payload,
        payload_sha256=digest(payload),
        due_wall=DUE.replace(tzinfo=None),
        due_zone="Europe/Berlin",
        due_fold=0,
        state=DeliveryState.WAITING,
        **when,
    )
    session.add(delivery)
    session.flush()
    return delivery


def _make_user(session):
    user = User(email=f"{uuid7()}@beispiel.invalid", name="Erika Beispiel", password_hash="-")
    session.add(user)
    session.flush()
    return user
