"""No post is signed with another organisation's Kürzel (Anlage 1, page 9: it names who answers for the post)."""

from collections.abc import Sequence

from app.editorial.signature import find_foreign, sign
from app.errors import Issue
from app.models.post import Rendering, Revision


def find_signature_issues(
    revision: Revision, renderings: Sequence[Rendering], *, signers: Sequence[str], register: Sequence[str]
) -> list[Issue]:
    """Return an issue for each text that ends with the Kürzel of somebody outside the signers, or is nothing but one."""
    issues = []
    for index, rendering in enumerate(renderings):
        text = revision.text if rendering.text is None else rendering.text
        field = "text" if rendering.text is None else f"deliveries.{index}.text"
        template = rendering.variant.channel.signature
        foreign = find_foreign(text, template, signers, register)
        if foreign is not None:
            issues.append(Issue(field, "signature-foreign", {"abbreviation": foreign}))
        elif sign(text, template, signers) == sign("", template, signers):
            issues.append(Issue(field, "text.empty"))
    return issues
