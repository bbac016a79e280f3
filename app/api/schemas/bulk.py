"""Several approvals in one request, each with an outcome of its own."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.actions.bulk import MOST_AT_ONCE
from app.api.problems import describe_problem, status_of
from app.api.schemas.fields import Answer, RefusedValue, Request
from app.api.schemas.problems import Problem
from app.errors import Refusal


class BulkItem(Request):
    """A post, and the hash of the revision that was opened."""

    post_id: UUID
    revision_sha256: Annotated[str, StringConstraints(max_length=64)]


def _once_each(items: list[BulkItem]) -> list[BulkItem]:
    if len({row.post_id for row in items}) < len(items):
        raise RefusedValue("post-doubled")
    return items


class BulkIn(Request):
    """The posts to approve at their proposed times, each once."""

    items: Annotated[list[BulkItem], Field(min_length=1, max_length=MOST_AT_ONCE), AfterValidator(_once_each)]


class BulkOutcome(Answer):
    """Whether one post is approved now, and otherwise the problem that a single approval would have answered."""

    post_id: UUID
    approved: bool
    problem: Problem | None


class BulkOut(Answer):
    """One outcome for each post."""

    items: list[BulkOutcome]

    @classmethod
    def of(cls, refused: Mapping[UUID, Refusal | None]) -> "BulkOut":
        """Return the answer for what was refused."""
        return cls(
            items=[
                BulkOutcome(post_id=post_id, approved=refusal is None, problem=_problem_of(refusal))
                for post_id, refusal in refused.items()
            ]
        )


def _problem_of(refusal: Refusal | None) -> Problem | None:
    if refusal is None:
        return None
    told = describe_problem(status_of(refusal), refusal.key, refusal.issues, **refusal.context)
    return Problem.model_validate(told)
