"""Hooks: a program of an organisation is told what its people are told, signed with a secret that is shown once.

The secret is made here and sealed at once; from then on only publishers can read it (SECURITY section 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import db
from app.actions.content import find_organisation
from app.actions.credentials import find_tls_issues, sealing_key
from app.actions.events import record
from app.actions.ways import clear_way
from app.editorial.permissions import Permission, is_allowed
from app.editorial.telling import Group
from app.errors import InvalidError, Issue, NotAllowedError, WrongStateError
from app.models import Credential, Hook, Letter, Notification
from app.models.credential import CredentialKind
from app.models.letter import LetterState, Medium
from app.models.notification import NotificationKind
from app.models.user import Actor
from app.seal import seal
from app.settings import Settings
from app.webhooks import make_secret

MOST_HOOKS: Final = 20
"""How many an organisation may have; each is a call for every notification."""
MOST_SECRETS: Final = 4
"""How many of a hook's secrets lie in the database, and sign, at the most."""
SIGNS_ON_FOR: Final = timedelta(hours=24)
"""For how long a secret signs after the next one came."""


@dataclass(frozen=True)
class Wanted:
    """What a hook is to be: its name, the address that is called, and the groups it is told of."""

    name: str
    url: str
    groups: Sequence[Group]


def create_hook(
    session: Session, actor: Actor, *, organisation: str, wanted: Wanted, settings: Settings
) -> tuple[str, Hook]:
    """Return the secret of a new hook, shown this once, and the hook.

    Raises InvalidError for an address without TLS, groups that are for people only, or one hook too many;
    NotReadyError while there is no key to seal with.
    """
    home = find_organisation(session, organisation, "organisation")
    if not is_allowed(actor, Permission.MANAGE_HOOKS, organisation_id=home.id):
        raise NotAllowedError
    _ensure_possible(wanted, settings)
    number = select(func.count()).select_from(Hook).where(Hook.organisation_id == home.id)
    if session.execute(number).scalar_one() >= MOST_HOOKS:
        raise InvalidError(issues=[Issue("organisation", "hook-too-many", {"most": MOST_HOOKS})])
    hook = Hook(organisation_id=home.id, created_by_id=actor.user_id)
    _set(hook, wanted)
    session.add(hook)
    session.flush()
    secret = _give_secret(session, actor, hook, settings)
    _record(session, actor, "hook.create", hook)
    return secret, hook


def change_hook(
    session: Session, actor: Actor, hook: Hook, wanted: Wanted, *, paused: bool | None, settings: Settings
) -> None:
    """Change a hook; the row is locked by the caller. What goes on after a pause, or to a new address, goes on at once.

    Raises InvalidError as `create_hook` does.
    """
    _ensure_manages(actor, hook)
    _ensure_possible(wanted, settings)
    goes_on = paused is False and (hook.paused_at or hook.disabled_at)
    if goes_on or wanted.url != hook.url:
        clear_way(hook)
    if goes_on:
        hook.paused_at = hook.disabled_at = None
    if paused and hook.paused_at is None:
        hook.paused_at = db.now(session)
    _set(hook, wanted)
    _record(session, actor, "hook.change", hook, is_paused=hook.paused_at is not None)


def delete_hook(session: Session, actor: Actor, hook: Hook) -> None:
    """Delete a hook with its secrets and what waits for it; the row is locked by the caller."""
    _ensure_manages(actor, hook)
    _record(session, actor, "hook.delete", hook)
    session.execute(delete(Hook).where(Hook.id == hook.id))


def renew_secret(session: Session, actor: Actor, hook: Hook, *, settings: Settings) -> str:
    """Return a new secret, shown this once; for a day the one before it signs as well, so that receivers can change.

    The row is locked by the caller. Raises NotReadyError while there is no key to seal with.
    """
    _ensure_manages(actor, hook)
    secret = _give_secret(session, actor, hook, settings)
    of_hook = select(Credential).where(Credential.hook_id == hook.id)
    rows = session.execute(of_hook.order_by(Credential.id.desc())).scalars().all()
    signing = [row.id for row in find_signing(rows, db.now(session))]
    session.execute(delete(Credential).where(Credential.hook_id == hook.id, Credential.id.not_in(signing)))
    _record(session, actor, "hook.renew_secret", hook)
    return secret


def find_signing(newest_first: Sequence[Credential], now: datetime) -> list[Credential]:
    """Return the secrets that sign: the newest, and each for a day after the next one came; four at the most.

    Whoever asks for a new one twice on a day takes none from a receiver that still checks by the first.
    """
    signing = [*newest_first[:1]]
    signing += [older for newer, older in pairwise(newest_first) if now - newer.set_at < SIGNS_ON_FOR]
    return signing[:MOST_SECRETS]


def try_hook(session: Session, actor: Actor, hook: Hook) -> None:
    """Let a hook be told something that concerns nobody, at once; the row is locked by the caller.

    Raises WrongStateError for a hook that is paused or disabled.
    """
    _ensure_manages(actor, hook)
    if hook.paused_at or hook.disabled_at:
        raise WrongStateError(key="hook-rests")
    event = _record(session, actor, "hook.try", hook)
    hook.resumes_at = None
    now, occasion = db.now(session), f"{NotificationKind.HOOK_TRIED}/{hook.id}/{event}"
    notification = Notification(
        kind=NotificationKind.HOOK_TRIED.value,
        organisation_id=hook.organisation_id,
        object_type=Hook.__tablename__,
        object_id=hook.id,
        context={},
        due_at=now,
        addressed_at=now,
        occasion=occasion,
        once=occasion,
    )
    letter = Letter(
        notification=notification,
        medium=Medium.HOOK,
        hook_id=hook.id,
        state=LetterState.WAITING,
        due_at=now,
        once=f"{occasion}/{Medium.HOOK}/{hook.id}",
    )
    session.add(letter)
    session.flush()


def _ensure_manages(actor: Actor, hook: Hook) -> None:
    if not is_allowed(actor, Permission.MANAGE_HOOKS, organisation_id=hook.organisation_id):
        raise NotAllowedError


def _ensure_possible(wanted: Wanted, settings: Settings) -> None:
    issues = find_tls_issues(wanted.url, "url", settings)
    if Group.ACCOUNT in wanted.groups:
        issues.append(Issue("groups", "hook-group"))
    if issues:
        raise InvalidError(issues=issues)


def _set(hook: Hook, wanted: Wanted) -> None:
    hook.name, hook.url = wanted.name, wanted.url
    hook.groups = sorted({group.value for group in wanted.groups})


def _give_secret(session: Session, actor: Actor, hook: Hook, settings: Settings) -> str:
    secret, kind = make_secret(), CredentialKind.HOOK
    sealed = seal({"signing_secret": secret}, owner_id=hook.id, kind=kind.value, key=sealing_key(settings))
    session.add(
        Credential(
            hook_id=hook.id,
            kind=kind,
            environment=settings.environment,
            key_version=sealed.key_version,
            wrapped_key=sealed.wrapped_key,
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
            fingerprint=sealed.fingerprint,
            set_by_id=actor.user_id,
        )
    )
    session.flush()
    return secret


def _record(session: Session, actor: Actor, action: str, hook: Hook, **body: Any) -> UUID:
    """Write the event and return its id. Of the address it names the host: a path may be somebody's secret."""
    session.flush()
    event = record(
        session,
        actor,
        action,
        hook,
        object_id=hook.id,
        organisation_id=str(hook.organisation_id),
        host=urlsplit(hook.url).hostname,
        groups=hook.groups,
        **body,
    )
    return event.id
