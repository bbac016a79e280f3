"""What people do to a delivery and say of it, in any order, in the proofs over the delivery protocol."""

from uuid import UUID

from app import clock, db
from app.actions.approvals import Terms
from app.actions.by_hand import post_by_hand
from app.actions.deliveries import (
    cancel_delivery,
    hold_delivery,
    release_delivery,
    reschedule_delivery,
    take_down,
)
from app.actions.locking import lock_post
from app.actions.posts import edit_post
from app.actions.removal_by_hand import confirm_removal
from app.actions.resolutions import Word, resolve_delivery
from app.actions.submissions import submit_post
from app.errors import InvalidError, Refusal
from app.models import Post
from app.models.resolution import Sight
from app.settings import settings
from tests.workers.scene import moment

FIRST_TEXT = "Neue Tablets für alle Schulen. (MB)"
NOWHERE = "https://kanal.example/nirgends"


class People:
    """Those who write, approve, stop, take back, post by hand and say what became of it.

    A refusal is an answer like another. Where nobody can look after them they say what they see (A1), and whoever
    removes by hand has done so before they say it.
    """

    scene = None
    round = 0
    world = None
    is_by_hand = False
    """Whether the channel is served by hand, or was: then nobody but people can look."""

    def begin(self):
        self.approved_texts, self.stop_id = {FIRST_TEXT}, None
        self.another_post()

    def another_post(self, due_in=0):
        self.key: UUID = self.scene.approved(due_in=due_in)

    def ask(self, action, *arguments, **named):
        """Carry out a person's verb and tell whether it was done."""
        try:
            with db.transaction() as session:
                action(session, *arguments, **named)
        except InvalidError:
            raise
        except Refusal:
            return False
        return True

    def ask_lead(self, action, **named):
        return self.ask(action, self.scene.actor("mb.lead"), self.key, **named)

    def somebody_interferes(self, verb, *, flag=True):
        {
            "withdraw": self.withdraw,
            "hold": lambda: self.take_back(hold_delivery, "mb.lead", reason="Nein"),
            "hurry": self.hurry,
            "postpone": lambda: self.ask_lead(reschedule_delivery, due=self.due(3600)),
            "edit": lambda: self.edit_and_approve(f"Fassung {len(self.approved_texts)}."),
            "release": self.release,
            "take down": lambda: self.ask_lead(take_down, reason="Fehler"),
            "stop": self.stop_or_lift,
            "say": lambda: self.say(is_honest=flag),
            "post by hand": lambda: self.post_by_hand("now" if flag else "later"),
            "remove by hand": self.remove_by_hand,
            "connect": self.connect,
        }[verb]()

    def withdraw(self):
        self.take_back(cancel_delivery, "mb", reason=None)

    def hurry(self):
        self.ask_lead(reschedule_delivery, due=self.due(0))

    def take_back(self, action, name, **why):
        if self.ask(action, self.scene.actor(name), self.key, **why):
            assert self.world.copies_of(self.key) == [], "confirmed although it is there"

    def stop_or_lift(self):
        if self.stop_id is None:
            self.stop_id = self.scene.stop()
        else:
            self.scene.lift(self.stop_id)
            self.stop_id = None

    def edit_and_approve(self, words):
        author, post_id = self.scene.actor("mb"), self.post().id

        def edit(session):
            edit_post(session, author, lock_post(session, author, post_id), {"text": words})

        if self.ask(edit) and self.ask(
            submit_post, author, post_id, neutrality_declared=True, justifications=[]
        ):
            self.scene.approve(self.post(), due_in=0)
            self.approved_texts.add(f"{words} (MB)")

    def release(self):
        self.scene.set_channel(access_ok=True)
        terms = Terms(self.post().current_revision.sha256, self.due(0))
        self.ask(release_delivery, self.scene.actor("mb.lead"), self.key, terms)

    def say(self, *, is_honest):
        copies = self.world.copies_of(self.key)
        can_be_wrong = self.world.can_find and not self.is_by_hand
        is_there = not copies if can_be_wrong and not is_honest else bool(copies)
        address = copies[0].address if copies else NOWHERE
        there, absent = Word(Sight.THERE, "Gesehen.", address), Word(Sight.NOT_THERE, "Gesehen.")
        self.ask_lead(resolve_delivery, word=there if is_there else absent, settings=settings())

    def post_by_hand(self, effect):
        if self.ask_lead(post_by_hand, settings=settings()):
            message = self.scene.ticket(self.key).message
            if effect != "never":
                appear = self.world.show if effect == "now" else self.world.show_later
                appear(message, is_by_hand=True)

    def remove_by_hand(self):
        if self.scene.state(self.key) == "removing":
            self.world.take_off(self.key)
            self.ask_lead(confirm_removal, reason="Gelöscht.", settings=settings())

    def connect(self):
        """A channel served by hand gets a connection, on a platform that knows our ids."""
        if self.is_by_hand:
            self.world.knows_our_ids = self.world.can_find = True
            self.scene.set_channel(idempotency="own_id", can_find=True)

    def due(self, seconds):
        with db.transaction() as session:
            return clock.from_instant(moment(session, seconds))

    def post(self) -> Post:
        with db.transaction() as session:
            post = session.get_one(Post, self.scene.row(self.key).post_id)
            assert post.current_revision is not None
            return post
