"""Work for every step a worker does, as it is left to others when a worker dies."""

from app.actions.deliveries import take_down
from app.actions.outcomes import record_outcome
from app.actions.reconcile import expire_leases
from app.channels.base import Receipt
from app.models.channel import ChannelScope
from app.workers import notifications, preflight, reconcile, takedowns
from app.workers.calls import channel_of
from app.workers.deliveries import deliver
from app.workers.preparation import prepare
from app.workers.schedule import wake_due, wake_unprepared
from tests.api.parts import register
from tests.workers.hands import confirm, post, say
from tests.workers.post_office import Outbox
from tests.workers.scene import CONSOLE, PORTAL

UNCHECKED, KEYED, BY_HAND = "Konsole MW", "Konsole mit Schlüssel", "Konsole von Hand"


CALLS = {"delivery.post_by_hand": 3, "delivery.post_by_hand_reminder": 1, "delivery.remove_by_hand": 1}
"""How often hands are called, whatever happens."""


class Work:
    """Something for every step: to send, given up by a dead worker, answered late, unseen, to remove.

    Of two unclear ones somebody has said what became of them, and a worker is to look once more; three wait for a
    hand, or did. And there is a channel whose account nobody has looked at yet.
    """

    def __init__(self, scene):
        self.scene, self.outbox = scene, Outbox(scene.force)
        for label, idempotency in ((KEYED, "key"), (BY_HAND, "manual")):
            register("console", label, "MB", ChannelScope.OWN)
            scene.set_channel(label, idempotency=idempotency, can_find=idempotency == "key", access_ok=True)
        self.absent, there = self.said(KEYED, "not_there"), self.said(KEYED, "there")
        self.to_remove_by_hand = self.asked_while_in_a_hand()
        self.for_a_hand = [scene.approved(BY_HAND), self.waiting_for_a_hand()]
        self.to_send = [
            there,
            self.answered_late(),
            self.unseen(),
            *[self.given_up(label) for label in (CONSOLE, PORTAL)],
            *[scene.approved(label, media=[scene.image()]) for label in (CONSOLE, PORTAL)],
            *self.with_images(),
        ]
        self.to_remove = [self.sent(CONSOLE), self.sent(PORTAL), self.asked_while_sending()]
        for delivery_id in self.to_remove[:2]:
            self.take_down(delivery_id)
        self.to_remove.append(self.to_remove_by_hand)
        scene.set_channel(UNCHECKED, endpoint="https://konsole.example", idempotency=None)

    def given_up(self, label):
        delivery_id = self.scene.approved(label)
        self.scene.begin(delivery_id)
        self.scene.end_lease(delivery_id)
        return delivery_id

    def with_images(self):
        """Nothing is handed over yet; and all was, a worker died while sending, and the platform has forgotten it."""
        images = [self.scene.image(seed=seed) for seed in (1, 2)]
        fresh, given_up = (self.scene.approved(self.scene.gallery(), media=images) for _ in range(2))
        prepare(given_up)
        self.scene.begin(given_up)
        self.scene.end_lease(given_up)
        self.scene.do(expire_leases)
        self.scene.end_pause(given_up)
        self.scene.set(given_up, prepared_until=None)
        self.scene.force("delete from prepared_image where delivery_id = :id", id=given_up)
        return fresh, given_up

    def answered_late(self):
        delivery_id = self.scene.approved()
        ticket = self.scene.begin(delivery_id)
        self.scene.end_lease(delivery_id)
        self.scene.do(expire_leases)
        receipt = channel_of(ticket).publish(ticket.message, 0)
        self.scene.do(record_outcome, ticket, receipt)
        return delivery_id

    def unseen(self, label=CONSOLE, *, is_there=True):
        """It may be there, nobody knows, and the look at the channel is due."""
        delivery_id = self.scene.approved(label)
        ticket = self.scene.begin(delivery_id)
        if is_there:
            channel_of(ticket).publish(ticket.message, 0)
        self.scene.end_lease(delivery_id)
        self.scene.do(expire_leases)
        self.scene.shift(delivery_id, -130)
        return delivery_id

    def said(self, label, outcome):
        """Two looks saw nothing, as it was not there yet, and somebody said what they saw after the quiet time."""
        delivery_id = self.unseen(label, is_there=False)
        for _ in range(2):
            self.scene.reconcile()
            self.scene.shift(delivery_id, -300)
        say(self.scene, delivery_id, outcome)
        if outcome == "there":
            ticket = self.scene.ticket(delivery_id)
            channel_of(ticket).publish(ticket.message, 0)
        return delivery_id

    def waiting_for_a_hand(self):
        """Somebody was called, nobody came, and a reminder is due."""
        delivery_id = self.scene.approved(BY_HAND)
        deliver(delivery_id)
        self.scene.shift(delivery_id, -310)
        return delivery_id

    def asked_while_in_a_hand(self):
        """Asked to be removed while somebody was posting it by hand, who then reported it."""
        delivery_id = self.scene.approved(BY_HAND)
        deliver(delivery_id)
        post(self.scene, delivery_id)
        self.take_down(delivery_id)
        say(self.scene, delivery_id, "there")
        return delivery_id

    def calls(self):
        """How often hands were called, by kind."""
        return {kind: len(self.scene.notifications(kind)) for kind in CALLS}

    def sent(self, label):
        delivery_id = self.scene.approved(label)
        deliver(delivery_id)
        return delivery_id

    def take_down(self, delivery_id):
        self.scene.do(take_down, self.scene.actor("mb.lead"), delivery_id, reason="Fehler")

    def asked_while_sending(self):
        delivery_id = self.scene.approved()
        ticket = self.scene.begin(delivery_id)
        self.take_down(delivery_id)
        receipt = channel_of(ticket).publish(ticket.message, 0)
        assert isinstance(receipt, Receipt)
        self.scene.do(record_outcome, ticket, receipt)
        return delivery_id

    def go_on(self):
        """What fresh workers do, with leases, pauses and the quiet time over."""
        for _ in range(3):
            for delivery_id in self.to_send + self.for_a_hand:
                self.scene.end_lease(delivery_id)
                self.scene.end_pause(delivery_id)
                self.scene.shift(delivery_id, -20)
                self.scene.set(delivery_id, prepare_after=None)
            for delivery_id in self.to_remove:
                self.scene.shift(delivery_id, -700)
            for delivery_id in (self.absent, self.to_send[0]):
                self.scene.shift(delivery_id, -70)
            self.scene.set_channel(UNCHECKED, next_check_at=None)
            for delivery_id in wake_unprepared():
                prepare(delivery_id)
            preflight.sweep()
            takedowns.sweep()
            reconcile.sweep()
            for delivery_id in wake_due():
                deliver(delivery_id)
            self.outbox.pass_time(3600)
            notifications.sweep()
        confirm(self.scene, self.to_remove_by_hand)
