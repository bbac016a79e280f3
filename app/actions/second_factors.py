"""A person's second factor: set up by themselves, taken away by others only (SECURITY AU-05, ADR 0015)."""

from uuid import UUID

from sqlalchemy.orm import Session

from app import db, otp
from app.actions.codes import hold_account, key_needed, take_code
from app.actions.events import record
from app.actions.managing import find_managed
from app.actions.notifications import notify_user
from app.actions.sign_in import end_sign_ins, is_right_password
from app.errors import InvalidError, Issue, NotFoundError, SignInIncompleteError, WrongStateError
from app.models import SecondFactor, User
from app.models.notification import NotificationKind
from app.models.user import Actor
from app.settings import Settings


def begin_second_factor(
    session: Session, actor: Actor, *, password: str, settings: Settings
) -> tuple[str, str]:
    """Return a new secret and its otpauth address, shown this once; it counts once `confirm_second_factor` was called.

    Raises SignInIncompleteError before the initial password was changed, InvalidError for a wrong one, and
    WrongStateError where there is a second factor: only others take it away.
    """
    user = _hold_own_account(session, actor)
    if user.password_is_initial:
        raise SignInIncompleteError(key="password-change-required")
    if user.password_hash is None or not is_right_password(user.password_hash, password):
        raise InvalidError(issues=[Issue("password", "password-wrong")])
    factor = _find_unconfirmed(session, user) or SecondFactor(user_id=user.id)
    secret = otp.make_secret()
    with key_needed():
        factor.sealed_secret = otp.seal_secret(
            secret, user_id=user.id, key_file=settings.second_factor_key_file
        )
    factor.created_at, factor.last_step = db.now(session), 0
    session.add(factor)
    record(session, actor, "user.second_factor_begin", user, object_id=user.id)
    return secret, otp.address_of(secret, user.email or user.name)


def confirm_second_factor(
    session: Session, actor: Actor, *, code: str, token_sha256: str, settings: Settings
) -> None:
    """Let the second factor count from now on; every sign-in of the account but the one with this token ends.

    Raises WrongStateError without one that waits for it, InvalidError for a wrong code.
    """
    user = _hold_own_account(session, actor)
    factor = _find_unconfirmed(session, user)
    if factor is None:
        raise WrongStateError(key="second-factor-not-begun")
    if not take_code(session, factor, code, settings=settings):
        raise InvalidError(issues=[Issue("otp", "code-wrong")])
    factor.confirmed_at = db.now(session)
    end_sign_ins(session, user.id, but=token_sha256)
    record(session, actor, "user.second_factor_confirm", user, object_id=user.id)


def reset_second_factor(session: Session, actor: Actor, user_id: UUID) -> None:
    """Take somebody else's second factor away; their sign-ins end. Raises NotFoundError where there is none."""
    remove_second_factor(session, actor, find_managed(session, actor, user_id))


def remove_second_factor(session: Session, actor: Actor, user: User) -> None:
    """Take the second factor of a locked account away. Raises NotFoundError where there is none."""
    factor = session.get(SecondFactor, user.id, populate_existing=True)
    if factor is None:
        raise NotFoundError
    session.delete(factor)
    end_sign_ins(session, user.id)
    event = record(session, actor, "user.second_factor_reset", user, object_id=user.id)
    notify_user(session, NotificationKind.SECOND_FACTOR_RESET, user.id, user, once=str(event.id))


def _hold_own_account(session: Session, actor: Actor) -> User:
    if actor.user_id is None:
        raise NotFoundError
    return hold_account(session, actor.user_id)


def _find_unconfirmed(session: Session, user: User) -> SecondFactor | None:
    factor = session.get(SecondFactor, user.id, populate_existing=True)
    if factor is not None and factor.confirmed_at is not None:
        raise WrongStateError(key="second-factor-set")
    return factor
