"""Keeping what was found in a revision when it was handed in and when it was approved; nothing rewrites it later."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.actions.checking import Checked
from app.editorial.checks import VERSION
from app.editorial.checks.results import Result, find_unjustified, justify
from app.errors import Issue, JustificationMissingError
from app.models import CheckRun, Post
from app.models.check import CheckOccasion
from app.models.user import Actor


def ensure_justified(results: Sequence[Result], justifications: Sequence[dict[str, Any]]) -> None:
    """Raise JustificationMissingError with a line for each rule that asks for a reason and was given none."""
    missing = find_unjustified(justify(results, justifications))
    if missing:
        raise JustificationMissingError(
            issues=[
                Issue(row.issue.field, row.issue.key, {**row.issue.context, "rule": row.rule})
                for row in missing
            ]
        )


def keep_run(
    session: Session, actor: Actor, post: Post, occasion: CheckOccasion, checked: Checked
) -> CheckRun:
    """Write down the results with the post's current revision."""
    run = CheckRun(
        post_id=post.id,
        revision_id=post.current_revision_id,
        organisation_id=post.organisation_id,
        occasion=occasion,
        by_id=actor.user_id,
        results=[row.stored() for row in justify(checked.results, post.justifications)],
        is_not_checked=checked.is_not_checked,
        rules=VERSION,
        assistant=checked.said.rules,
        lexicon=checked.said.lexicon,
    )
    session.add(run)
    session.flush()
    return run
