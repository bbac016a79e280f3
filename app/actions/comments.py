"""Talking about a post inside its chain: comments on the whole or on a passage. Nothing of it is ever published."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import db
from app.actions.chain import find_chain
from app.actions.events import record
from app.actions.locking import lock_post
from app.actions.notifications import notify_organisation, notify_user
from app.actions.readers import find_houses, find_readers
from app.editorial.permissions import may_comment
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, WrongStateError
from app.models import Comment, Organisation, Post, Rendering, Revision, Variant, Wording
from app.models.notification import NotificationKind
from app.models.user import Actor


@dataclass(frozen=True)
class Passage:
    """A stretch of a revision's text, counted in characters, on one channel or in the text common to all."""

    revision: int
    begins: int
    ends: int
    quote: str
    channel_id: UUID | None = None


@dataclass(frozen=True)
class Remark:
    """What somebody wants to say, about which passage, and who is to be told of it by name."""

    text: str
    passage: Passage | None = None
    users: Sequence[UUID] = ()
    organisations: Sequence[str] = ()


def write_comment(session: Session, actor: Actor, post_id: UUID, remark: Remark) -> Comment:
    """Add a comment, and tell whoever is mentioned and everybody else in the chain.

    Raises InvalidError for a passage that does not read so, and for whoever cannot see the post.
    """
    post = _lock_talk(session, actor, post_id)
    users = _mentioned_users(session, post, remark.users)
    organisations = _mentioned_organisations(session, post, remark.organisations)
    comment = Comment(
        post_id=post.id,
        author_id=actor.user_id,
        revision_id=post.current_revision_id,
        mentioned_users=users,
        mentioned_organisations=organisations,
    )
    if remark.passage:
        _anchor(session, post, comment, remark.passage)
    session.add(comment)
    session.flush()
    session.add(Wording(comment_id=comment.id, number=1, text=remark.text))
    _record(session, actor, "post.comment", comment)
    _tell(session, actor, post, comment)
    return comment


def edit_comment(session: Session, actor: Actor, comment_id: UUID, *, text: str) -> Comment:
    """Word one's own comment anew; what it said before stays readable beside it."""
    comment = _lock_comment(session, actor, comment_id)
    if comment.author_id != actor.user_id:
        raise NotAllowedError
    session.add(Wording(comment_id=comment.id, number=len(comment.wordings) + 1, text=text))
    _record(session, actor, "post.edit_comment", comment)
    return comment


def resolve_comment(session: Session, actor: Actor, comment_id: UUID) -> Comment:
    """Say that a comment is settled. Raises WrongStateError if it is already."""
    comment = _lock_comment(session, actor, comment_id)
    if comment.resolved_at is not None:
        raise WrongStateError(key="comment-resolved")
    comment.resolved_at, comment.resolved_by_id = db.now(session), actor.user_id
    _record(session, actor, "post.resolve_comment", comment)
    return comment


def reopen_comment(session: Session, actor: Actor, comment_id: UUID) -> Comment:
    """Say that a comment is not settled after all. Raises WrongStateError if it is open."""
    comment = _lock_comment(session, actor, comment_id)
    if comment.resolved_at is None:
        raise WrongStateError(key="comment-open")
    comment.resolved_at = comment.resolved_by_id = None
    _record(session, actor, "post.reopen_comment", comment)
    return comment


def _lock_talk(session: Session, actor: Actor, post_id: UUID) -> Post:
    post = lock_post(session, actor, post_id)
    if not may_comment(actor, post):
        raise NotAllowedError
    return post


def _lock_comment(session: Session, actor: Actor, comment_id: UUID) -> Comment:
    post_id = session.execute(select(Comment.post_id).where(Comment.id == comment_id)).scalar_one_or_none()
    if post_id is None:
        raise NotFoundError
    _lock_talk(session, actor, post_id)
    return session.get_one(Comment, comment_id, populate_existing=True)


def _anchor(session: Session, post: Post, comment: Comment, passage: Passage) -> None:
    """Bind the comment to the passage, if it reads so. Raises InvalidError."""
    revision = session.execute(
        select(Revision).where(Revision.post_id == post.id, Revision.number == passage.revision)
    ).scalar_one_or_none()
    if revision is None:
        raise InvalidError(issues=[Issue("passage.revision", "revision-unknown")])
    text = revision.text
    if passage.channel_id:
        rendering = _rendering_on(session, revision, passage.channel_id)
        comment.variant_id = rendering.variant_id
        text = rendering.text if rendering.text is not None else text
    if text[passage.begins : passage.ends] != passage.quote:
        raise InvalidError(issues=[Issue("passage.quote", "passage-differs")])
    comment.revision_id = revision.id
    comment.begins, comment.ends, comment.quote = passage.begins, passage.ends, passage.quote


def _rendering_on(session: Session, revision: Revision, channel_id: UUID) -> Rendering:
    query = (
        select(Rendering)
        .join(Variant, Variant.id == Rendering.variant_id)
        .where(Rendering.revision_id == revision.id, Variant.channel_id == channel_id)
    )
    found = session.execute(query).scalar_one_or_none()
    if found is None:
        raise InvalidError(issues=[Issue("passage.channel_id", "channel-unknown")])
    return found


def _mentioned_users(session: Session, post: Post, wanted: Sequence[UUID]) -> list[UUID]:
    readers = {user.id for user in find_readers(session, post)} if wanted else set()
    issues = [
        Issue(f"mentions.users.{index}", "mention-unknown")
        for index, user_id in enumerate(wanted)
        if user_id not in readers
    ]
    if issues:
        raise InvalidError(issues=issues)
    return list(dict.fromkeys(wanted))


def _mentioned_organisations(session: Session, post: Post, wanted: Sequence[str]) -> list[UUID]:
    near = Organisation.id.in_(find_houses(session, post)) | Organisation.is_lead
    rows = session.execute(select(Organisation.abbreviation, Organisation.id).where(near))
    houses = {abbreviation: key for abbreviation, key in rows}
    issues = [
        Issue(f"mentions.organisations.{index}", "mention-unknown")
        for index, abbreviation in enumerate(wanted)
        if abbreviation not in houses
    ]
    if issues:
        raise InvalidError(issues=issues)
    return list(dict.fromkeys(houses[abbreviation] for abbreviation in wanted))


def _record(session: Session, actor: Actor, action: str, comment: Comment) -> None:
    record(session, actor, action, comment, object_id=comment.id, post_id=comment.post_id)
    session.refresh(comment)


def _tell(session: Session, actor: Actor, post: Post, comment: Comment) -> None:
    told = {"once": str(comment.id), "by": actor.name}
    mentioned, commented = NotificationKind.POST_MENTIONED, NotificationKind.POST_COMMENTED
    for organisation_id in comment.mentioned_organisations:
        notify_organisation(session, mentioned, organisation_id, post, **told)
    for user_id in comment.mentioned_users:
        notify_user(session, mentioned, user_id, post, **told)
    for user_id in find_chain(session, post):
        if user_id not in {actor.user_id, *comment.mentioned_users}:
            notify_user(session, commented, user_id, post, **told)
