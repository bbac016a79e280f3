"""What a refusal looks like (RFC 9457)."""

from typing import Any

from app.api.schemas.checks import IssueOut
from app.api.schemas.fields import Answer


class Problem(Answer):
    """A refusal: `key` is for machines, `detail` for people (German), `issues` name the fields to mend."""

    type: str
    title: str
    status: int
    detail: str
    key: str
    issues: list[IssueOut]
    context: dict[str, Any] | None = None
