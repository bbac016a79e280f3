"""Passwords: long ones, none of the common ones, hashed with argon2id; no rules of composition (SECURITY AU-04)."""

import re
import secrets
from collections.abc import Iterable
from typing import Final

from sqlalchemy.orm import Session

from app.actions.events import record
from app.actions.sign_in import end_sign_ins, hash_password, is_right_password
from app.errors import InvalidError, Issue
from app.models import User
from app.models.user import Actor

SHORTEST, LONGEST = 12, 128
LEAST_GUESSES: Final = 10**9
"""What somebody who knows lists of passwords, names and keyboards would have to try, at the least."""
LONGEST_ESTIMATED: Final = 72
GERMAN: Final = [
    "passwort",
    "kennwort",
    "geheim",
    "willkommen",
    "hallo",
    "schatz",
    "ichliebedich",
    "fussball",
    "bitte",
    "ändern",
    "aendern",
    "sommer",
    "herbst",
    "winter",
    "frühling",
    "fruehling",
    "montag",
    "januar",
    "qwertz",
    "qwertzuiop",
    "yxcvbnm",
    "sachsen",
    "anhalt",
    "sachsenanhalt",
    "magdeburg",
    "landtag",
    "ministerium",
    "staatskanzlei",
    "landesregierung",
    "landesportal",
    "redaktion",
    "redaktionssystem",
]
"""What people write here, which the estimate's English lists do not know."""


def ensure_good(password: str, *, about: Iterable[str | None] = ()) -> None:
    """Raise InvalidError for a password that is too short, too long or easily guessed; `about` are words of its owner."""
    if not SHORTEST <= len(password) <= LONGEST:
        context = {"shortest": SHORTEST, "longest": LONGEST}
        raise InvalidError(issues=[Issue("password", "password-length", context)])
    if count_guesses(password, about) < LEAST_GUESSES:
        raise InvalidError(issues=[Issue("password", "password-common")])


def count_guesses(password: str, about: Iterable[str | None] = ()) -> int:
    """Return how many tries it would take to guess the password, roughly; only its beginning is looked at."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists are read when the first password is chosen, not at start

    words = [word for text in about if text for word in re.split(r"[\W_]+", text.lower()) if word]
    return int(zxcvbn(password[:LONGEST_ESTIMATED], user_inputs=[*GERMAN, *words])["guesses"])


def make_initial_password() -> str:
    """Return a password for one sign-in, after which its owner chooses their own."""
    return secrets.token_urlsafe(12)


def change_password(session: Session, actor: Actor, *, current: str, new: str, token_sha256: str) -> None:
    """Choose a new password for oneself; every sign-in of the account but the one with this token ends.

    Raises InvalidError where the current one is wrong or the new one is not good.
    """
    user = session.get_one(User, actor.user_id, with_for_update={"key_share": True})
    if user.password_hash is None or not is_right_password(user.password_hash, current):
        raise InvalidError(issues=[Issue("current", "password-wrong")])
    if new == current:
        raise InvalidError(issues=[Issue("password", "password-unchanged")])
    ensure_good(new, about=(user.email, user.name))
    user.password_hash, user.password_is_initial = hash_password(new), False
    end_sign_ins(session, user.id, but=token_sha256)
    record(session, actor, "user.password_change", user, object_id=user.id)
