"""A channel as its readers see it: it may work, fail, lose its answer, be late, or do what it says it did not."""

from itertools import count
from typing import NamedTuple

from app.channels.base import Permanent, Receipt, Temporary, Unclear

WORKS, LOST, LATE, NO_EFFECT, BUSY, REST, REFUSED, CLOSED = (
    "works",
    "lost",
    "late",
    "no effect",
    "busy",
    "rest",
    "refused",
    "closed",
)
ANSWERS = [WORKS, WORKS, WORKS, LOST, LATE, NO_EFFECT, BUSY, REST, REFUSED, CLOSED]
WITHOUT_EFFECT = {
    NO_EFFECT: lambda: Unclear("silence"),
    BUSY: lambda: Temporary("busy"),
    REST: lambda: Temporary("429", retry_after=0.001),
    REFUSED: lambda: Permanent("422"),
    CLOSED: lambda: Permanent("401", access=True),
}


class Copy(NamedTuple):
    """What stands there: for which delivery, with which words, under which id."""

    key: str
    words: str
    remote_id: str

    @property
    def address(self):
        return f"https://kanal.example/{self.remote_id}"


class World:
    """The channel as its readers see it. One that knows our ids never makes a second copy of one.

    `late` is what was asked for and what nobody waits for any more, but what may still be carried out.
    """

    removes_at_once = False

    def __init__(self, *, knows_our_ids=True, can_find=True):
        self.copies, self.late, self.numbers = [], [], count()
        self.answer = WORKS
        self.knows_our_ids, self.can_find = knows_our_ids, can_find

    def show(self, message, *, is_by_hand=False):
        """Let the message stand there. What a hand posts bears no id of ours."""
        key = str(message.delivery_id)
        is_known = self.knows_our_ids and not is_by_hand
        remote_id = key if is_known else f"{key}-{next(self.numbers)}"
        self.copies = [copy for copy in self.copies if copy.remote_id != remote_id]
        self.copies.append(Copy(key, message.text, remote_id))
        return Receipt(remote_id, self.copies[-1].address)

    def carry_out_late(self):
        """Do now what nobody waits for any more."""
        while self.late:
            message, is_by_hand = self.late.pop()
            self.show(message, is_by_hand=is_by_hand)

    def show_later(self, message, *, is_by_hand=False):
        """Let the message stand there when nobody waits for it any more."""
        self.late.append((message, is_by_hand))

    def take_off(self, key):
        """Let nothing of this delivery stand there."""
        self.copies = [copy for copy in self.copies if copy.key != str(key)]

    def copies_of(self, key):
        return [copy for copy in self.copies if copy.key == str(key)]

    def publish(self, message, _deadline):
        self._fail_if_told_to()
        if self.answer == LATE:
            self.show_later(message)
            raise Unclear("silence")
        receipt = self.show(message)
        if self.answer == LOST:
            raise Unclear("reset")
        return receipt

    def remove(self, remote_id, _deadline):
        self._fail_if_told_to()
        self.copies = [copy for copy in self.copies if remote_id not in {copy.remote_id, copy.address}]
        if self.answer in {LOST, LATE}:
            raise Unclear("reset")

    def find(self, message, _since, _deadline):
        self._fail_if_told_to()
        key = str(message.delivery_id)
        copies = [copy for copy in self.copies_of(key) if not self.knows_our_ids or copy.remote_id == key]
        return Receipt(copies[0].remote_id, copies[0].address) if copies else None

    def _fail_if_told_to(self):
        failure = WITHOUT_EFFECT.get(self.answer)
        if failure is not None:
            raise failure()


def compare(row, world, approved_texts):
    """What the row says is what readers see, now and whatever is still carried out late."""
    seen = [copy.words for copy in world.copies_of(row.id)]
    awaited = [message for message, _ in world.late if message.delivery_id == row.id]
    assert len(seen) <= 1, "two copies"
    assert set(seen) <= set(approved_texts), "a text nobody approved"
    if row.state in {"waiting", "held", "cancelled", "removed"}:
        assert seen == [], f"{row.state} although it is there"
        assert awaited == [], f"{row.state} although it may still come"
    if row.state == "sent":
        assert len(seen) == 1, "sent and not there"
        assert row.sent_sha256 == row.payload_sha256
