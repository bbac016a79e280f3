"""What a thing is called when somebody is told of it: whose, where, and for when; never what it says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.actions.case_facts import describe_case
from app.clock import berlin_minute
from app.models import Channel, Delivery, Hook, Notification, Post, Rendering, Takedown, Variant

Times = Mapping[UUID, datetime]
"""By variant, for when it is approved, or proposed as long as it is not."""


@dataclass(frozen=True)
class Things:
    """What many notifications are about: as long as it is kept, the session knows it. The times lie by post."""

    kept: Sequence[object]
    times: Mapping[UUID, Times]


def shown_context(session: Session, row: Notification, things: Things | None = None) -> Mapping[str, Any]:
    """Return what a notification's words may name: its own context, and what the thing is called by now."""
    variants = _find_variants(session, row.object_type, row.object_id)
    first = _find_first_time(session, *variants, things) if variants else None
    if row.object_type == Takedown.__tablename__:
        facts = describe_case(session.get_one(Takedown, row.object_id))
    else:
        facts = {"leaves_at": first.isoformat() if first else None}
    return {
        "thing": _name_posts(*variants, first)
        if variants
        else _name(session, row.object_type, row.object_id),
        "object_type": row.object_type,
        "object_id": str(row.object_id),
        **facts,
        **row.context,
    }


def load_things(session: Session, rows: Sequence[Notification]) -> Things:
    """Load what notifications about posts and deliveries name, in as many statements for many as for one."""
    named = {
        kind: [row.object_id for row in rows if row.object_type == kind] for kind in ("post", "delivery")
    }
    of_post = (joinedload(Post.organisation), selectinload(Post.variants).joinedload(Variant.channel))
    posts = select(Post).where(Post.id.in_(named["post"])).options(*of_post)
    variants = (
        select(Variant)
        .where(Variant.id.in_(named["delivery"]))
        .options(joinedload(Variant.channel), joinedload(Variant.post).joinedload(Post.organisation))
    )
    whole = session.execute(posts).scalars().unique().all()
    parts = session.execute(variants).scalars().unique().all()
    return Things([*whole, *parts], _find_times(session, {*named["post"], *(row.post_id for row in parts)}))


def find_post_of_case(session: Session, about: Notification) -> UUID | None:
    """Return the post of the case that is told of; None for anything else, which stands in no post's file."""
    if about.object_type != Takedown.__tablename__:
        return None
    return session.execute(select(Takedown.post_id).where(Takedown.id == about.object_id)).scalar_one()


def _name(session: Session, object_type: str, object_id: UUID) -> str:
    """Return what is called by a name of its own; nothing for anything else."""
    match object_type:
        case "channel":
            return f"Kanal {session.get_one(Channel, object_id).label}"
        case "hook":
            hook = session.get(Hook, object_id)
            return f"Webhook {hook.name}" if hook else "Gelöschter Webhook"
    return ""


def _name_posts(post: Post, rows: Sequence[Variant], first: datetime | None) -> str:
    """Return `Beitrag von MB für Landesportal (Di, 24.11.2026, 12:30 Uhr)`, or less where less is known."""
    where = ", ".join(sorted(variant.channel.label for variant in rows))
    name = f"Beitrag von {post.organisation.abbreviation}" + (f" für {where}" if where else "")
    return f"{name} ({berlin_minute(first)})" if first else name


def _find_variants(
    session: Session, object_type: str, object_id: UUID
) -> tuple[Post, Sequence[Variant]] | None:
    """Return the post that a thing belongs to, and those of its variants that are meant; None for anything else."""
    match object_type:
        case "post":
            post = session.get_one(Post, object_id)
            return post, [variant for variant in post.variants if variant.withdrawn_at is None]
        case "delivery":
            variant = session.get_one(Variant, object_id)
            return variant.post, [variant]
        case "takedown":
            takedown = session.get_one(Takedown, object_id)
            return takedown.post, [row.variant for row in takedown.covered]
        case _:
            return None


def _find_first_time(
    session: Session, post: Post, variants: Sequence[Variant], things: Things | None
) -> datetime | None:
    """Return the first time of these variants of a post; None where its current revision shows none of them."""
    known = things.times if things and post.id in things.times else _find_times(session, {post.id})
    times = known.get(post.id, {})
    return min((times[variant.id] for variant in variants if variant.id in times), default=None)


def _find_times(session: Session, post_ids: Collection[UUID]) -> dict[UUID, Times]:
    """Return by post the times of what its current revision shows."""
    query = (
        select(Post.id, Rendering.variant_id, func.coalesce(Delivery.due_at, Rendering.proposed_at))
        .join(Rendering, Rendering.revision_id == Post.current_revision_id)
        .outerjoin(Delivery, Delivery.id == Rendering.variant_id)
        .where(Post.id.in_(post_ids))
    )
    found: dict[UUID, dict[UUID, datetime]] = {post_id: {} for post_id in post_ids}
    for post_id, variant_id, at in session.execute(query):
        found[post_id][variant_id] = at
    return dict(found)
