"""Taking one-time codes: each counts once, also when it comes twice at the same moment (SECURITY AU-05).

Whoever calls this holds the account's row (`hold_account`), so that of two with the same code one comes second.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app import db, otp
from app.errors import NotReadyError, NotSignedInError
from app.keys import KeyFileError
from app.models import SecondFactor, User
from app.settings import Settings

log = structlog.get_logger()


def hold_account(session: Session, user_id: UUID) -> User:
    """Return an account, locked against whatever else signs in to it or changes how that is done."""
    return session.get_one(User, user_id, with_for_update={"key_share": True}, populate_existing=True)


def ensure_code(session: Session, user: User, code: str | None, *, settings: Settings) -> None:
    """Take the code that a sign-in needs where the account has a second factor. Raises NotSignedInError."""
    factor = session.get(SecondFactor, user.id, populate_existing=True)
    if factor is None or factor.confirmed_at is None:
        return
    if code is None:
        raise NotSignedInError(key="otp-required")
    if not take_code(session, factor, code, settings=settings):
        raise NotSignedInError(key="otp-wrong")


def take_code(session: Session, factor: SecondFactor, code: str, *, settings: Settings) -> bool:
    """Tell whether the code is right now and later than the last one taken; then it is the last one taken."""
    with key_needed():
        secret = otp.open_secret(
            factor.sealed_secret, user_id=factor.user_id, key_file=settings.second_factor_key_file
        )
    step = otp.find_step(secret, code, at=db.now(session), after=factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    session.flush()
    return True


@contextmanager
def key_needed() -> Iterator[None]:
    """Turn an unusable key into NotReadyError: the log says more to the operator than the answer to the world."""
    try:
        yield
    except KeyFileError as error:
        log.error("second_factor.key_unusable", reason=str(error))  # noqa: TRY400 - the place says nothing more
        raise NotReadyError(key="no-second-factor-key") from None
