"""The secret address under which one's own calendar program reads what is planned: made, made anew, taken back."""

import secrets
from typing import Final

from sqlalchemy.orm import Session

from app import db
from app.actions.codes import hold_account
from app.actions.events import record
from app.actions.sign_in import digest_token
from app.errors import NotFoundError
from app.models import CalendarFeed
from app.models.user import Actor

FEED_TOKEN_PREFIX: Final = "rdc_"  # noqa: S105 - what makes a token recognisable, not a token


def renew_feed(session: Session, actor: Actor) -> str:
    """Return a new token for the actor's calendar feed, shown this once; one from before opens nothing any more."""
    token = FEED_TOKEN_PREFIX + secrets.token_urlsafe(32)
    feed = _find_own(session, actor) or CalendarFeed(user_id=actor.user_id)
    feed.token_sha256, feed.created_at = digest_token(token), db.now(session)
    session.add(feed)
    record(session, actor, "user.renew_feed", feed, object_id=feed.user_id)
    return token


def revoke_feed(session: Session, actor: Actor) -> None:
    """Take the address of the actor's calendar feed back, at once. Raises NotFoundError where there is none."""
    feed = _find_own(session, actor)
    if feed is None:
        raise NotFoundError
    session.delete(feed)
    record(session, actor, "user.revoke_feed", feed, object_id=feed.user_id)


def _find_own(session: Session, actor: Actor) -> CalendarFeed | None:
    """Return the actor's feed with the account held, so that of two who ask at one moment the second renews."""
    if actor.user_id is None:
        raise NotFoundError
    hold_account(session, actor.user_id)
    return session.get(CalendarFeed, actor.user_id, populate_existing=True)
