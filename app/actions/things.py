"""What a thing is called when somebody is told of it: whose, where, and for when; never what it says."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import berlin_minute
from app.models import Channel, Hook, Notification, Post, Rendering, Takedown, Variant


def shown_context(session: Session, row: Notification) -> Mapping[str, Any]:
    """Return what a notification's words may name: its own context, and what the thing is called by now."""
    return {
        "thing": name_thing(session, row.object_type, row.object_id),
        "object_type": row.object_type,
        "object_id": str(row.object_id),
        **row.context,
    }


def find_post_of_case(session: Session, about: Notification) -> UUID | None:
    """Return the post of the case that is told of; None for anything else, which stands in no post's file."""
    if about.object_type != Takedown.__tablename__:
        return None
    return session.execute(select(Takedown.post_id).where(Takedown.id == about.object_id)).scalar_one()


def name_thing(session: Session, object_type: str, object_id: UUID) -> str:
    """Return `Beitrag von MB für Landesportal (Di, 24.11.2026, 12:30 Uhr)`, or less where it is something else."""
    match object_type:
        case "post":
            return _name_post(session, session.get_one(Post, object_id), None)
        case "delivery":
            variant = session.get_one(Variant, object_id)
            return _name_post(session, variant.post, variant)
        case "channel":
            return f"Kanal {session.get_one(Channel, object_id).label}"
        case "hook":
            hook = session.get(Hook, object_id)
            return f"Webhook {hook.name}" if hook else "Gelöschter Webhook"
        case _:
            return ""


def _name_post(session: Session, post: Post, only: Variant | None) -> str:
    variants = [only] if only else [variant for variant in post.variants if variant.withdrawn_at is None]
    times = select(Rendering.proposed_at).where(
        Rendering.revision_id == post.current_revision_id,
        Rendering.variant_id.in_([variant.id for variant in variants]),
        Rendering.proposed_at.is_not(None),
    )
    first = session.execute(times.order_by(Rendering.proposed_at)).scalars().first()
    where = ", ".join(sorted(variant.channel.label for variant in variants))
    name = f"Beitrag von {post.organisation.abbreviation}" + (f" für {where}" if where else "")
    return f"{name} ({berlin_minute(first)})" if first else name
