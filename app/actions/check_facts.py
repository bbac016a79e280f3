"""What the checks must know beside a text: who signs, what else leaves on a channel, which periods there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.actions.periods import find_periods
from app.editorial.checks import Due, Facts, Period
from app.models import Delivery, Organisation, Post, Rendering, Theme, ThemeMinistry, Variant
from app.models.delivery import DeliveryState
from app.models.post import PostState

REACH = timedelta(hours=2)
"""How far around a time others are looked for; no rule looks further."""


def gather_facts(
    session: Session,
    renderings: Sequence[Rendering],
    signers: Sequence[str],
    *,
    post_id: UUID | None,
    due: Due | None = None,
) -> Facts:
    """Return the facts for these renderings; the post's own deliveries are no neighbours of it."""
    facts = Facts(
        signers=signers,
        register=list(session.execute(select(Organisation.abbreviation)).scalars()),
        periods=_find_periods(session, [due.at] if due else [row.proposed_at for row in renderings]),
        due=due,
        foreign_theme=_find_foreign_theme(session, post_id) if post_id else None,
    )
    times = [(row.variant.channel.id, facts.due_of(row).at) for row in renderings]
    planned = _find_planned(session, times, post_id) if times else {}
    return Facts(**{**vars(facts), "planned": planned})


def _find_foreign_theme(session: Session, post_id: UUID) -> str | None:
    """Return who leads the post's theme, if the post's organisation neither leads it nor takes part in it."""
    takes_part = exists().where(
        ThemeMinistry.theme_id == Theme.id, ThemeMinistry.organisation_id == Post.organisation_id
    )
    query = (
        select(Organisation.abbreviation)
        .select_from(Post)
        .join(Theme, Theme.id == Post.theme_id)
        .join(Organisation, Organisation.id == Theme.lead_id)
        .where(Post.id == post_id, Post.organisation_id != Theme.lead_id, ~takes_part)
    )
    return session.execute(query).scalar_one_or_none()


def _find_periods(session: Session, times: Sequence[datetime]) -> list[Period]:
    """Return the pre-election periods in which something is due at these times."""
    return [
        Period(f"{row.territory}, {row.day:%d.%m.%Y}", row.quiet_from, row.quiet_to)
        for row in find_periods(session, times)
    ]


def _find_planned(
    session: Session, times: Sequence[tuple[UUID, datetime]], post_id: UUID | None
) -> Mapping[UUID, Sequence[datetime]]:
    """Return when others leave on these channels around these times: what is approved, and what was handed in.

    What is under an embargo is left out: that something is planned can be the news.
    """
    secret = select(Post.id).join(Theme, Theme.id == Post.theme_id).where(Theme.is_under_embargo)
    approved = select(Delivery.channel_id, Delivery.due_at).where(
        or_(
            *(
                and_(Delivery.channel_id == channel_id, Delivery.due_at.between(at - REACH, at + REACH))
                for channel_id, at in times
            )
        ),
        Delivery.state.in_([DeliveryState.WAITING, DeliveryState.SENDING]),
        Delivery.post_id.is_distinct_from(post_id),
        Delivery.post_id.not_in(secret),
    )
    proposed = (
        select(Variant.channel_id, Rendering.proposed_at)
        .join(Variant, Variant.id == Rendering.variant_id)
        .join(Post, and_(Post.id == Variant.post_id, Post.current_revision_id == Rendering.revision_id))
        .where(
            or_(
                *(
                    and_(
                        Variant.channel_id == channel_id,
                        Rendering.proposed_at.between(at - REACH, at + REACH),
                    )
                    for channel_id, at in times
                )
            ),
            ~Variant.is_approved,
            Variant.withdrawn_at.is_(None),
            Post.state == PostState.SUBMITTED,
            Post.id.is_distinct_from(post_id),
            Post.id.not_in(secret),
        )
    )
    found = defaultdict(list)
    for channel_id, at in [*session.execute(approved), *session.execute(proposed)]:
        found[channel_id].append(at)
    return found
