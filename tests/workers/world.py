"""A channel as its readers see it: it may work, fail, lose its answer, or do what it says it did not."""

import random

from app.channels.base import Permanent, Receipt, Temporary, Unclear

WORKS, LOST, NO_EFFECT, BUSY, REST, REFUSED, CLOSED = (
    "works",
    "lost",
    "no effect",
    "busy",
    "rest",
    "refused",
    "closed",
)
ANSWERS = [WORKS, WORKS, LOST, NO_EFFECT, BUSY, REST, REFUSED, CLOSED]
WITHOUT_EFFECT = {
    NO_EFFECT: lambda: Unclear("silence"),
    BUSY: lambda: Temporary("busy"),
    REST: lambda: Temporary("429", retry_after=0.001),
    REFUSED: lambda: Permanent("422"),
    CLOSED: lambda: Permanent("401", access=True),
}


class World:
    """The channel as its readers see it. A channel of the class own_id never makes a second copy of one id."""

    removes_at_once = False
    can_find = True

    def __init__(self):
        self.copies = []
        self.answer = WORKS
        self.knows_our_ids = True

    def show(self, message):
        key = str(message.delivery_id)
        if self.knows_our_ids:
            self.copies = [copy for copy in self.copies if copy[0] != key]
        number = sum(copy[0] == key for copy in self.copies)
        self.copies.append((key, message.text))
        return Receipt(key if self.knows_our_ids else f"{key}-{number}-{random.random()}")  # noqa: S311 - an id

    def of(self, delivery_id):
        """The texts that stand there for this delivery."""
        return [words for key, words in self.copies if key == str(delivery_id)]

    def fail_if_told_to(self):
        failure = WITHOUT_EFFECT.get(self.answer)
        if failure is not None:
            raise failure()

    def publish(self, message, _deadline):
        self.fail_if_told_to()
        receipt = self.show(message)
        if self.answer == LOST:
            raise Unclear("reset")
        return receipt

    def remove(self, remote_id, _deadline):
        self.fail_if_told_to()
        self.copies = [copy for copy in self.copies if not remote_id.startswith(copy[0])]
        if self.answer == LOST:
            raise Unclear("reset")

    def find(self, message, _since, _deadline):
        return Receipt(str(message.delivery_id)) if self.of(message.delivery_id) else None
