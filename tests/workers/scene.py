"""Approved posts without a browser: the same actions the API calls, each in a transaction of its own."""

import threading
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from app import clock, db
from app.actions.approvals import Terms, approve_post
from app.actions.attempts import Ticket, make_ticket
from app.actions.channels import register_channel
from app.actions.content import Content, Proposal
from app.actions.deliveries import cancel_delivery, release_delivery
from app.actions.media import add_media
from app.actions.media_uses import MediaUse
from app.actions.posts import create_post
from app.actions.publishing import begin
from app.actions.stops import lift_stop, set_stop
from app.actions.submissions import submit_post
from app.grants import find_grants
from app.imaging import Reencoded
from app.models import Channel, Delivery, DeliveryAttempt, Event, Notification, Post, User
from app.models.channel import ApprovalMode, ChannelScope
from app.models.stop import StopScope
from app.models.user import MACHINE, Actor
from app.settings import settings
from app.workers import reconcile
from app.workers.deliveries import deliver
from app.workers.preparation import find_intact_images
from tests.api.parts import register
from tests.pictures import noise, opened

CONSOLE, PORTAL, GALLERY = "Konsole MB", "Landesportal", "Galerie MB"


class Scene:
    """What a test of the delivery protocol needs: people, approved deliveries, and a look at their rows."""

    def __init__(self, force):
        self.force = force
        self._actors = {}
        self._channels = {}

    def actor(self, name) -> Actor:
        """The demo person with this address, with today's rights."""
        if name not in self._actors:
            with db.transaction() as session:
                user = session.execute(
                    select(User).where(User.email == f"{name}@redaktion.example")
                ).scalar_one()
                grants = find_grants(session, user.id)
                self._actors[name] = Actor(user.id, user.person_id, user.name, grants, clock.now())
        return self._actors[name]

    def channel_id(self, label) -> UUID:
        if label not in self._channels:
            with db.transaction() as session:
                query = select(Channel.id).where(Channel.label == label)
                self._channels[label] = session.execute(query).scalar_one()
        return self._channels[label]

    def gallery(self) -> str:
        """The label of a channel of MB whose platform is handed its images ahead."""
        if GALLERY not in self._channels:
            self._channels[GALLERY] = register("mastodon", GALLERY, "MB", ChannelScope.OWN)
            self.set_channel(GALLERY, idempotency="own_id", can_find=True)
        return GALLERY

    def image(self, alt="Ein Schulhof", seed=1, **how) -> MediaUse:
        """An image that MB handed in."""
        content = noise(seed=seed, **how)
        image = opened(content)
        taken = Reencoded(content, f"image/{image.format.lower()}", *image.size)
        media = self.do(add_media, self.actor("mb"), taken, organisation=None, alt=alt)
        return MediaUse(media.id)

    def write(self, *labels, due_in=0, words="Neue Tablets für alle Schulen.", media=()) -> Post:
        """A submitted post of MB for these channels (default: its console), due in so many seconds."""
        with db.transaction() as session:
            due = clock.from_instant(moment(session, due_in))
            proposals = [Proposal(self.channel_id(label), due) for label in labels or (CONSOLE,)]
            content = Content("Intern", words, proposals, media=media)
            post = create_post(session, self.actor("mb"), organisation="MB", content=content)
            submit_post(session, self.actor("mb"), post.id, neutrality_declared=True, justifications=[])
            return post

    def approve(self, post, *, due_in=None, window_s=None) -> list[UUID]:
        """Let the post be approved by those who may; return the ids of its deliveries."""
        with db.transaction() as session:
            sha256 = session.get_one(Post, post.id).current_revision.sha256
            due = None if due_in is None else clock.from_instant(moment(session, due_in))
            labels = session.execute(
                text(
                    "select c.label from variant v join channel c on c.id = v.channel_id where post_id = :id"
                ),
                {"id": post.id},
            ).scalars()
            approvers = {"desk1" if label == PORTAL else "mb.lead" for label in labels}
        for name in sorted(approvers):
            with db.transaction() as session:
                approve_post(session, self.actor(name), post.id, Terms(sha256, due, window_s))
        with db.transaction() as session:
            query = select(Delivery.id).where(Delivery.post_id == post.id).order_by(Delivery.id)
            return list(session.execute(query).scalars())

    def approved(self, *labels, due_in=0, window_s=None, media=()) -> UUID:
        """One approved delivery (default: on MB's console, due now)."""
        return self.approve(self.write(*labels, due_in=due_in, media=media), window_s=window_s)[0]

    def crowd(self, number) -> list[UUID]:
        """As many approved deliveries, due now, spread over ten consoles of MB."""
        labels = [f"Konsole MB {place}" for place in range(10)]
        with db.transaction() as session:
            if not session.execute(select(Channel.id).where(Channel.label == labels[0])).first():
                for label in labels:
                    register_channel(
                        session,
                        MACHINE,
                        platform="console",
                        organisation="MB",
                        scope=ChannelScope.OWN,
                        label=label,
                        approval_mode=ApprovalMode.MINISTRY,
                        environment=settings().environment,
                        since="2026",
                    )
        ids = []
        while len(ids) < number:
            ids += self.approve(self.write(*labels[: number - len(ids)]))
        return ids

    def row(self, delivery_id) -> Delivery:
        with db.transaction() as session:
            return session.get_one(Delivery, delivery_id, options=[joinedload(Delivery.channel)])

    def state(self, delivery_id) -> str:
        """`waiting`, or `held:missed_window` where there is a reason."""
        row = self.row(delivery_id)
        return f"{row.state.value}:{row.hold_reason.value}" if row.hold_reason else row.state.value

    def post_state(self, delivery_id) -> str:
        with db.transaction() as session:
            return session.get_one(Post, session.get_one(Delivery, delivery_id).post_id).state.value

    def attempts(self, delivery_id) -> list[DeliveryAttempt]:
        with db.transaction() as session:
            query = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery_id)
            return list(session.execute(query.order_by(DeliveryAttempt.number)).scalars())

    def outcomes(self, delivery_id) -> list[str | None]:
        """What came of the calls that could have an effect."""
        calls = [row for row in self.attempts(delivery_id) if row.kind != "probe"]
        return [row.outcome.value if row.outcome else None for row in calls]

    def seen(self, delivery_id) -> list[str]:
        """What the looks at the channel saw."""
        return [row.outcome.value for row in self.attempts(delivery_id) if row.kind == "probe"]

    def told(self, delivery_id) -> list[str]:
        """The actions told about the delivery, oldest first."""
        with db.transaction() as session:
            query = select(Event.action).where(Event.object_id == delivery_id).order_by(Event.at)
            return list(session.execute(query).scalars())

    def notifications(self, kind=None) -> list[Notification]:
        """What lies in the outbox, oldest first."""
        with db.transaction() as session:
            query = select(Notification).order_by(Notification.created_at, Notification.once)
            rows = session.execute(query).scalars()
            return [row for row in rows if kind in {None, row.kind}]

    def begin(self, delivery_id) -> Ticket | None:
        """Commit an intent and stop there, as a worker that dies or freezes does."""
        delivery_id = UUID(str(delivery_id))
        intact = find_intact_images(delivery_id)
        with db.transaction() as session:
            return begin(session, delivery_id, settings=settings(), worker="frozen", intact_images=intact)

    def ticket(self, delivery_id) -> Ticket:
        """The ticket of the delivery's last intent, as its worker holds it."""
        attempt = [row for row in self.attempts(delivery_id) if row.kind == "publish"][-1]
        with db.transaction() as session:
            delivery = session.get_one(Delivery, delivery_id)
            return make_ticket(delivery, delivery.channel, attempt.id)

    def do(self, action, *arguments, **named):
        """Carry out an action in a transaction of its own."""
        with db.transaction() as session:
            return action(session, *arguments, **named)

    def shift(self, delivery_id, seconds):
        """Move the delivery and everything known of it by so many seconds, as if time had passed (negative)."""
        values = {"id": delivery_id, "by": seconds}
        self.force(
            "update approval set due_at = due_at + make_interval(secs => :by) where variant_id = :id",
            **values,
        )
        self.force(
            "update delivery_attempt set due_at = due_at + make_interval(secs => :by),"
            " intent_at = intent_at + make_interval(secs => :by),"
            " finished_at = finished_at + make_interval(secs => :by) where delivery_id = :id",
            **values,
        )
        columns = (
            "due_at",
            "prepared_until",
            "prepare_after",
            "next_attempt_at",
            "next_probe_at",
            "lease_until",
            "unknown_since",
            "woken_at",
        )
        moved = ", ".join(f"{name} = {name} + make_interval(secs => :by)" for name in columns)
        self.force(f"update delivery set {moved} where id = :id", **values)  # noqa: S608 - our own columns

    def set(self, delivery_id, **values):
        """Change columns of the delivery by hand."""
        setters = ", ".join(f"{name} = :{name}" for name in values)
        self.force(f"update delivery set {setters} where id = :id", id=delivery_id, **values)  # noqa: S608

    def channel(self, label=CONSOLE) -> Channel:
        with db.transaction() as session:
            return session.get_one(Channel, self.channel_id(label))

    def told_of_channel(self, label=CONSOLE) -> list[str]:
        """The actions told about the channel since it was registered, oldest first."""
        return self.told(self.channel_id(label))[1:]

    def set_channel(self, label=CONSOLE, **values):
        setters = ", ".join(f"{name} = :{name}" for name in values)
        self.force(f"update channel set {setters} where id = :id", id=self.channel_id(label), **values)  # noqa: S608

    def is_free(self, label=CONSOLE) -> bool:
        """Whether the channel's gap since its last post is over."""
        statement = (
            "select next_free_at is null or next_free_at <= clock_timestamp() from channel where id = :id"
        )
        return self.force(statement, id=self.channel_id(label))[0][0]

    def end_lease(self, delivery_id):
        """Let the current lease be over."""
        self.force(
            "update delivery set lease_until = now() - interval '1 second' where id = :id", id=delivery_id
        )

    def end_pause(self, delivery_id):
        """Let the back-off be over."""
        self.force("update delivery set next_attempt_at = null where id = :id", id=delivery_id)

    def release(self, delivery_id, *, due_in=0):
        """Let those who may approve let it go again."""
        with db.transaction() as session:
            post = session.get_one(Post, session.get_one(Delivery, delivery_id).post_id)
            terms = Terms(post.current_revision.sha256, clock.from_instant(moment(session, due_in)))
        self.do(release_delivery, self.actor("mb.lead"), delivery_id, terms)

    def violations(self) -> list[tuple]:
        """What the view of the invariants shows."""
        return [
            tuple(row)
            for row in self.force("select clause, delivery_id from invariant_violations order by 1")
        ]

    def cancel(self, delivery_id):
        self.do(cancel_delivery, self.actor("mb"), delivery_id, reason=None)

    def stop(self, channel=None, *, hold_all=False):
        """Set a stop, for everything or for one channel; return its id."""
        scope = StopScope.CHANNEL if channel else StopScope.ALL
        channel_id = self.channel_id(channel) if channel else None
        stop = self.do(
            set_stop,
            self.actor("desk1"),
            scope=scope,
            channel_id=channel_id,
            reason="Lage",
            hold_all=hold_all,
        )
        return stop.id

    def lift(self, stop_id):
        self.do(lift_stop, self.actor("desk1"), stop_id, reason="vorbei")

    def reconcile(self):
        """One round of the reconcile worker."""
        reconcile.sweep()

    def settle(self, delivery_id, rounds=3):
        """Let workers go on for as many rounds as it takes, without waiting for leases and pauses."""
        for _ in range(rounds):
            self.end_lease(delivery_id)
            self.end_pause(delivery_id)
            deliver(delivery_id)
            self.reconcile()


def moment(session, seconds):
    """The database's clock, so many seconds on."""
    query = text("select clock_timestamp() + make_interval(secs => :by)")
    return session.execute(query, {"by": seconds}).scalar_one()


def raising(error):
    """A channel's answer that is this error."""

    def answer(_):
        raise error

    return answer


def at_once(*workers):
    """Run these together in threads, behind one barrier; return what they returned, raise what they raised."""
    barrier, results = threading.Barrier(len(workers)), [None] * len(workers)

    def run(index, worker):
        barrier.wait(60)
        try:
            results[index] = worker()
        except Exception as error:  # noqa: BLE001 - raised again by the thread that waits
            results[index] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
        assert not thread.is_alive()
    return results
