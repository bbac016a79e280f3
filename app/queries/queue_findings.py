"""What is found in posts that wait for a decision, computed anew at every look and stored nowhere."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.editorial.checks import find_issues
from app.errors import Issue
from app.models import Channel, Organisation, Post, Rendering, Revision, Variant

WITH_TEXTS: Final = (
    joinedload(Post.current_revision)
    .selectinload(Revision.renderings)
    .joinedload(Rendering.variant)
    .joinedload(Variant.channel)
    .joinedload(Channel.platform),
    selectinload(Post.variants).joinedload(Variant.channel),
)
"""What the checks look at, fetched for all posts at once."""


def find_findings(session: Session, posts: Sequence[Post]) -> dict[UUID, list[Issue]]:
    """Return what the checks find in each post, and what its ministry left undeclared (REQUIREMENTS R021)."""
    names = {key: name for key, name in session.execute(select(Organisation.id, Organisation.abbreviation))}
    found = {}
    for post in posts:
        revision = post.current_revision
        rows = [row for row in revision.renderings if row.variant.withdrawn_at is None]
        signers = [names[key] for key in (post.organisation_id, *revision.joint_with)]
        found[post.id] = _undeclared(post) + find_issues(
            revision, rows, signers=signers, register=names.values()
        )
    return found


def _undeclared(post: Post) -> list[Issue]:
    if post.neutrality_declared is None:
        return [Issue("neutrality_declared", "declaration-missing")]
    return [] if post.neutrality_declared else [Issue("neutrality_declared", "declaration-denied")]
