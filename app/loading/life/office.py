"""What people and workers do in the story: the office's own actions, carried out at the instant that is being told."""

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.addressing import address_due
from app.actions.approvals import Terms, approve_post
from app.actions.attempts import Outcome, Ticket
from app.actions.comments import Passage, Remark, write_comment
from app.actions.content import Content, Proposal
from app.actions.held_news import tell_of_held
from app.actions.locking import lock_post
from app.actions.media import add_media
from app.actions.media_uses import MediaUse
from app.actions.openings import note_opening
from app.actions.outcomes import record_outcome
from app.actions.posts import create_post, edit_post
from app.actions.preparation import find_images
from app.actions.publishing import begin
from app.actions.resolutions import Word, resolve_delivery
from app.actions.submissions import submit_post
from app.channels.base import Account
from app.channels.registry import Surroundings, connector
from app.clock import boot_time
from app.loading.life.cast import Cast
from app.loading.life.drawings import DRAWINGS, draw
from app.loading.life.past import PastClock
from app.loading.life.plan import Plan
from app.models import Channel, Delivery, EntrustedChannel, Membership, Organisation, Platform, Post, User
from app.settings import Settings

WORKER: Final = "vorfuehrung"
"""Who makes the story's calls; it is no worker's name, so that nobody takes them for one's."""
_AT_HOME: Final = frozenset({"console", "portal"})
"""The platforms that the story really calls: a folder and our own pages."""
_LASTING: Final = (Channel, EntrustedChannel, Membership, Organisation, Platform, User)
"""What is read again and again and hardly changes: it need not be fetched for each step."""


class Office:
    """The office as the story has it; posts and deliveries go by their ids, for every step begins afresh."""

    def __init__(
        self, session: Session, cast: Cast, told: PastClock, *, now: datetime, settings: Settings
    ) -> None:
        self.session, self.cast, self.told = session, cast, told
        self.now, self.settings = now, settings
        self._kept = [row for kind in _LASTING for row in session.execute(select(kind)).scalars()]

    def write(self, plan: Plan, *, text: str | None = None) -> UUID:
        """Let the plan's author write the post, with a text other than the plan's if one is given."""
        due = clock.from_instant(plan.due_at)
        proposals = [
            Proposal(self.cast.channels[name], due, plan.short if name == "short" else None)
            for name in plan.channels
        ]
        author = self.cast[plan.author]
        content = Content(
            plan.title,
            text or plan.text,
            proposals,
            note_to_desk=plan.note,
            joint_with=plan.joint,
            media=[self._bring_in(plan)] if plan.image else (),
        )
        return create_post(self.session, author, organisation=plan.organisation, content=content).id

    def _bring_in(self, plan: Plan) -> MediaUse:
        name = plan.image or ""
        author = self.cast[plan.author]
        media = add_media(
            self.session, author, draw(name), organisation=plan.organisation, alt=DRAWINGS[name][0]
        )
        return MediaUse(media.id)

    def edit(self, name: str, post_id: UUID, **changes: Any) -> None:
        """Let somebody change a post."""
        actor = self.cast[name]
        edit_post(self.session, actor, lock_post(self.session, actor, post_id), changes)

    def submit(self, plan: Plan, post_id: UUID) -> None:
        """Let the plan's author hand the post in."""
        submit_post(
            self.session,
            self.cast[plan.author],
            post_id,
            neutrality_declared=True,
            justifications=[],
            urgent_reason=plan.words["reason"] if plan.course == "urgent" else None,
        )

    def comment(self, name: str, post_id: UUID, text: str, *, quote: str | None = None) -> None:
        """Let somebody comment on the post, or on a passage of it."""
        passage = None
        if quote is not None:
            revision = self.session.get_one(Post, post_id).current_revision
            begins = revision.text.index(quote)
            passage = Passage(revision.number, begins, begins + len(quote), quote)
        write_comment(self.session, self.cast[name], post_id, Remark(text, passage))

    def approve(self, name: str, post_id: UUID, *, window_s: int | None = None) -> None:
        """Let somebody open and approve what of the post is theirs to approve."""
        actor = self.cast[name]
        note_opening(self.session, actor, post_id)
        sha256 = self.session.get_one(Post, post_id).current_revision.sha256
        approve_post(self.session, actor, post_id, Terms(sha256, window_s=window_s))

    def deliveries(self, post_id: UUID) -> list[UUID]:
        """Return the ids of the post's deliveries."""
        query = select(Delivery.id).where(Delivery.post_id == post_id).order_by(Delivery.id)
        return list(self.session.execute(query).scalars())

    def begin(self, delivery_id: UUID) -> Ticket | None:
        """Let a worker begin: every guard looks, and holds what may not leave."""
        intact = frozenset(image.sha256 for image in find_images(self.session, delivery_id))
        return begin(self.session, delivery_id, settings=self.settings, worker=WORKER, intact_images=intact)

    def deliver(self, post_id: UUID) -> None:
        """Let everything of the post leave that may: really onto our own pages and into the console's folder."""
        around = Surroundings(self.settings.base_url, self.settings.data_dir)
        for delivery_id in self.deliveries(post_id):
            ticket = self.begin(delivery_id)
            if ticket is not None and ticket.platform in _AT_HOME:
                channel = connector(ticket.platform, around, Account(ticket.channel_id))
                deadline = boot_time() + self.settings.call_budget_s
                record_outcome(self.session, ticket, channel.publish(ticket.message, deadline))

    def answer(self, post_id: UUID, outcome: Outcome) -> None:
        """Let the post's only delivery leave, and its channel give this answer."""
        (delivery_id,) = self.deliveries(post_id)
        ticket = self.begin(delivery_id)
        if ticket is not None:
            record_outcome(self.session, ticket, outcome)

    def say(self, name: str, post_id: UUID, word: Word) -> None:
        """Let somebody say what became of the post's only delivery."""
        (delivery_id,) = self.deliveries(post_id)
        resolve_delivery(self.session, self.cast[name], delivery_id, word, settings=self.settings)

    def tamper(self, post_id: UUID) -> None:
        """Change what was approved, past every action, as somebody with the database in their hands could."""
        (delivery_id,) = self.deliveries(post_id)
        delivery = self.session.get_one(Delivery, delivery_id)
        content = json.loads(delivery.payload)
        content["text"] = content["text"].replace("bleibt verboten", "ist erlaubt")
        delivery.payload = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def tell_people(self) -> None:
        """Let what just happened reach whom it concerns, in their application."""
        tell_of_held(self.session)
        address_due(self.session, settings=self.settings)

    def forget(self) -> None:
        """Begin afresh, as the next request or worker would; what never changes in the story may be kept."""
        self.session.flush()
        for row in list(self.session):
            if not isinstance(row, _LASTING) and row in self.session:
                self.session.expunge(row)
