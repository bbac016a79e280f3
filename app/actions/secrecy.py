"""What notifications must not tell: of what is under an embargo only those who may see it are told (SECURITY AZ-08)."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.actions.chain import find_reader
from app.editorial.permissions import may_see
from app.editorial.themes import may_see_theme
from app.models import Contribution, Finding, Notification, Post, Theme, User, Variant


def may_be_told(session: Session, notification: Notification, user: User) -> bool:
    """Tell whether an account may know today of what a notification is about."""
    match find_secret(session, notification):
        case Post() as post:
            return may_see(find_reader(session, user), post)
        case Theme() as theme:
            return may_see_theme(find_reader(session, user), theme)
    return True


def find_secret(session: Session, notification: Notification) -> Post | Theme | None:
    """Return the post or theme behind a notification that only a circle may know of today; None where all may."""
    match notification.object_type:
        case Contribution.__tablename__:
            theme = session.get_one(Contribution, notification.object_id).theme
            return theme if theme.is_in_circle else None
        case Post.__tablename__:
            post = session.get_one(Post, notification.object_id)
        case "delivery" | Variant.__tablename__:
            post = session.get_one(Variant, notification.object_id).post
        case Finding.__tablename__ if (about := _find_delivery(session, notification.object_id)) is not None:
            post = about.post
        case _:
            return None
    return post if post.theme is not None and post.theme.is_under_embargo else None


def _find_delivery(session: Session, finding_id: UUID) -> Variant | None:
    """Return the delivery that a finding is about, if it is about one."""
    finding = session.get_one(Finding, finding_id)
    return session.get(Variant, UUID(finding.subject_id)) if finding.subject_type == "delivery" else None
