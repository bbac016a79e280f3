"""Where somebody is signed in right now."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.identity import IDLE
from app.models import SignIn
from app.models.user import Actor


def list_own_sign_ins(session: Session, actor: Actor) -> Sequence[SignIn]:
    """Return the actor's sign-ins that are good for something, the newest first."""
    query = select(SignIn).where(
        SignIn.user_id == actor.user_id,
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > func.now(),
        or_(SignIn.seen_at.is_(None), SignIn.seen_at > func.now() - IDLE),
    )
    return session.execute(query.order_by(SignIn.issued_at.desc(), SignIn.id.desc())).scalars().all()
