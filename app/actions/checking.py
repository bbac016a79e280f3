"""What stands between a post and its channels."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.content import signers_of
from app.editorial.checks import find_issues
from app.editorial.permissions import may_see
from app.errors import InvalidError, Issue, NotFoundError
from app.models import Organisation, Post, Revision
from app.models.user import Actor


def ensure_sendable(session: Session, post: Post) -> None:
    """Raise InvalidError with every issue that would keep the current revision from its channels."""
    issues = find_post_issues(session, post)
    if issues:
        raise InvalidError(issues=issues)


def check_post(session: Session, actor: Actor, post_id: UUID) -> list[Issue]:
    """Return what stands between a post and its channels, for those who see the whole post. Changes nothing."""
    post = session.get(Post, post_id)
    if post is None or not may_see(actor, post):
        raise NotFoundError
    return find_post_issues(session, post)


def find_post_issues(session: Session, post: Post) -> list[Issue]:
    """Return what stands between the current revision and its channels; empty where all is well."""
    revision: Revision = post.current_revision
    register = list(session.execute(select(Organisation.abbreviation)).scalars())
    signers = [organisation.abbreviation for organisation in signers_of(session, post, revision)]
    rows = [row for row in revision.renderings if row.variant.withdrawn_at is None]
    return find_issues(revision, rows, signers=signers, register=register)
