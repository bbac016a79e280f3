"""What admins do to an account at one stroke: what is asked before, done, and told after."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.actions.account_links import invite_user
from app.actions.locks import lock_user, unlock_user
from app.actions.second_factors import reset_second_factor
from app.actions.users import reset_password
from app.errors import NotFoundError, WrongStateError
from app.web.visit import Visit


@dataclass(frozen=True)
class Step:
    """What is asked before, done, and told after; `take` returns a password to show once, where it makes one."""

    question: str
    consequence: str
    button: str
    said: str
    take: Callable[[Visit, UUID, str], str | None]
    needs_reason: bool = False
    needs_fresh: bool = True


def _lock(visit: Visit, user_id: UUID, reason: str) -> None:
    lock_user(visit.session, visit.actor, user_id, reason=reason)


def _unlock(visit: Visit, user_id: UUID, reason: str) -> None:
    unlock_user(visit.session, visit.actor, user_id, reason=reason)


def _invite(visit: Visit, user_id: UUID, _: str) -> None:
    invite_user(visit.session, visit.actor, user_id)


def _reset_password(visit: Visit, user_id: UUID, _: str) -> str:
    return reset_password(visit.session, visit.actor, user_id)[1]


def _reset_second_factor(visit: Visit, user_id: UUID, _: str) -> None:
    try:
        reset_second_factor(visit.session, visit.actor, user_id)
    except NotFoundError:
        raise WrongStateError(key="second-factor-absent") from None


STEPS: Final = {
    "lock": Step(
        "Konto sperren?",
        "Das Konto ist sofort zu: Alle Anmeldungen enden, API-Token werden widerrufen, auch die der Dienstkonten dieser "
        "Person. Beiträge und Rollen bleiben erhalten.",
        "Konto sperren",
        "user-locked",
        _lock,
        needs_reason=True,
        needs_fresh=False,
    ),
    "unlock": Step(
        "Sperre aufheben?",
        "Danach ist wieder eine Anmeldung möglich, mit den Rollen, die dann gelten. Widerrufene API-Token bleiben "
        "widerrufen.",
        "Sperre aufheben",
        "user-unlocked",
        _unlock,
        needs_reason=True,
    ),
    "invite": Step(
        "Einladung senden?",
        "Die Person erhält per E-Mail einen Verweis, mit dem sie ihr Passwort selbst wählt. Er gilt drei Tage und nur "
        "einmal; frühere Verweise gelten dann nicht mehr.",
        "Einladung senden",
        "user-invited",
        _invite,
    ),
    "reset-password": Step(
        "Neues Anfangspasswort vergeben?",
        "Das bisherige Passwort gilt sofort nicht mehr, alle Anmeldungen enden, und die Person wird benachrichtigt. Das "
        "Anfangspasswort wird Ihnen danach ein einziges Mal gezeigt.",
        "Anfangspasswort vergeben",
        "",
        _reset_password,
    ),
    "reset-second-factor": Step(
        "Zweiten Faktor zurücksetzen?",
        "Alle Anmeldungen enden, und die Person wird benachrichtigt. Beim nächsten Mal meldet sie sich nur mit dem "
        "Passwort an und richtet den zweiten Faktor neu ein. Bitte vergewissern Sie sich vorher, dass wirklich diese "
        "Person darum bittet, etwa durch einen Rückruf.",
        "Zweiten Faktor zurücksetzen",
        "user-factor-reset",
        _reset_second_factor,
    ),
}
