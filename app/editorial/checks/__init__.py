"""Checks before approval, one file per rule: (revision, renderings, facts) -> issues. Keys, never prose."""

from collections.abc import Iterable, Sequence

from app.editorial.checks.length import find_length_issues
from app.editorial.checks.media import find_media_issues
from app.editorial.checks.signature import find_signature_issues
from app.errors import Issue
from app.models.post import Rendering, Revision


def find_issues(
    revision: Revision, renderings: Sequence[Rendering], *, signers: Sequence[str], register: Iterable[str]
) -> list[Issue]:
    """Return every issue that keeps the renderings of a revision from their channels."""
    issues = [] if renderings else [Issue("deliveries", "delivery-missing")]
    issues += find_length_issues(renderings)
    issues += find_media_issues(renderings)
    issues += find_signature_issues(revision, renderings, signers=signers, register=list(register))
    return issues
