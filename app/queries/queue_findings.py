"""What is found in posts that wait for a decision.

What keeps a post from its channels is computed anew at every look; what else the checks say was kept when the post was
handed in, and is only read here.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.editorial.checks import find_issues
from app.errors import Issue
from app.models import Channel, CheckRun, Organisation, Post, Rendering, Revision, Variant
from app.models.check import CheckLevel
from app.queries.checks import find_last_runs, results_of

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
    """Return what stands in each post's way, what its ministry left undeclared (REQUIREMENTS R021), and what presses.

    A hint that asks nothing of anybody is shown with the post, not in a list.
    """
    names = {key: name for key, name in session.execute(select(Organisation.id, Organisation.abbreviation))}
    runs = find_last_runs(session, [post.current_revision_id for post in posts if post.current_revision_id])
    found = {}
    for post in posts:
        revision = post.current_revision
        rows = [row for row in revision.renderings if row.variant.withdrawn_at is None]
        signers = [names[key] for key in (post.organisation_id, *revision.joint_with)]
        issues = find_issues(revision, rows, signers=signers, register=names.values())
        found[post.id] = _undeclared(post) + issues + _pressing(runs.get(revision.id))
    return found


def _pressing(run: CheckRun | None) -> list[Issue]:
    """Return what a reason was asked for, what the assistant asks to look at, and that it could not be asked."""
    if run is None:
        return []
    pressing = [row.issue for row in results_of(run) if row.is_pressing and row.level is not CheckLevel.BLOCK]
    return [*pressing, Issue("text", "not-checked")] if run.is_not_checked else pressing


def _undeclared(post: Post) -> list[Issue]:
    if post.neutrality_declared is None:
        return [Issue("neutrality_declared", "declaration-missing")]
    return [] if post.neutrality_declared else [Issue("neutrality_declared", "declaration-denied")]
