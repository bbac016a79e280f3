"""Claims, decisions against a post as it is, and the grounds they rest on."""

from app import clock
from app.api.schemas.fields import Answer, Instant, Reason, Request
from app.editorial.grounds import PAPER, RESTS_ON
from app.messages import AFTER_REJECTION, GROUNDS
from app.models import Post
from app.models.channel import ChannelScope
from app.models.ground import Ground
from app.queries.decisions import Decision


class ClaimIn(Request):
    """Whether a claim that somebody else holds is to be taken over."""

    take_over: bool = False


class DecideIn(Request):
    """A ground of the closed list and a reason."""

    ground: Ground
    reason: Reason


class ClaimOut(Answer):
    """Who is looking at the post, and until when that holds."""

    by: str
    until: Instant

    @classmethod
    def of(cls, post: Post) -> "ClaimOut | None":
        """Return the answer for a post; none where nobody looks, or no longer."""
        if post.claimed_by is None or post.claimed_until is None or post.claimed_until <= clock.now():
            return None
        return cls(by=post.claimed_by.name, until=post.claimed_until)


class DecisionOut(Answer):
    """Why the post was sent back or rejected, by whom, and what its ministry can do now."""

    action: str
    by: str
    at: Instant
    ground: Ground | None
    ground_label: str | None
    reason: str
    next_step: str

    @classmethod
    def of(cls, row: Decision) -> "DecisionOut":
        """Return the answer for a decision."""
        return cls(
            action=row.action,
            by=row.by,
            at=row.at,
            ground=row.ground,
            ground_label=GROUNDS[row.ground] if row.ground else None,
            reason=row.reason,
            next_step=row.next_step,
        )


class SentenceOut(Answer):
    """A sentence of the strategy paper; `scope` where it is about one kind of channel only."""

    page: int
    section: str
    text: str
    scope: ChannelScope | None


class GroundOut(Answer):
    """A ground, what it rests on, and what a ministry can do once a post was rejected on it."""

    ground: Ground
    label: str
    source: str
    sentences: list[SentenceOut]
    after_rejection: str

    @classmethod
    def of(cls, ground: Ground) -> "GroundOut":
        """Return the answer for a ground."""
        return cls(
            ground=ground,
            label=GROUNDS[ground],
            source=PAPER,
            sentences=[SentenceOut.model_validate(row) for row in RESTS_ON[ground]],
            after_rejection=AFTER_REJECTION[ground],
        )


class GroundsOut(Answer):
    """The closed list of grounds."""

    items: list[GroundOut]
