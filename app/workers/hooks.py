"""Telling hooks: one signed call after the other, outside any transaction and through the guard (SECURITY SS-04)."""

from functools import partial
from http import HTTPStatus
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app import db
from app.actions.hook_letters import HookTicket, begin_hook_letter, record_hook_letter
from app.actions.hooks import find_signing
from app.actions.letter_ends import Fate
from app.actions.sealing import find_obstacle, open_sealed, read_sealed
from app.channels.base import ChannelError
from app.channels.http import Remote, retry_after, to_json
from app.clock import boot_time, now, rfc3339
from app.egress import Egress
from app.keys import KeyFileError
from app.log import about, describe
from app.mail.words import link_to, say
from app.seal import BrokenSealError
from app.settings import settings
from app.webhooks import sign
from app.workers.calls import record_patiently
from app.workers.celery_app import celery
from app.workers.points import pass_point

log = structlog.get_logger()
ROUND_S: Final = 20
"""For how long one round tells hooks before the next bell may begin one."""
Outcome = tuple[Fate, str, float]
"""What became of a call: the fate, words about it that hold nothing of the answer, and a rest asked for in seconds."""


class UnsignedError(Exception):
    """The secret cannot be had here; nothing was sent."""


@celery.task(name="hooks.sweep")
def sweep() -> None:
    """Tell hooks until nothing is due or the round is over."""
    until = boot_time() + ROUND_S
    while boot_time() < until and tell_next():
        pass


def tell_next() -> bool:
    """Bring the next letter to its hook; tell whether there was one."""
    deadline = boot_time() + settings().call_budget_s
    with db.transaction() as session:
        ticket = begin_hook_letter(session, lease_s=settings().lease_s)
        pass_point("in_hook_claim")
    if ticket is None:
        return False
    pass_point("after_hook_claim")
    with about(letter_id=str(ticket.letter_id), hook_id=str(ticket.hook_id)):
        fate, words, rest_s = _bring(ticket, deadline)
        pass_point("after_hook_call")
        if record_patiently(partial(_record, ticket=ticket, fate=fate, words=words, rest_s=rest_s)):
            log.warning("hook.disabled", reason=words)
        pass_point("after_hook_record")
        log.info("hook.told", fate=fate.value, kind=ticket.kind.value, attempt=ticket.attempt, reason=words)
    return True


def write_event(ticket: HookTicket) -> bytes:
    """Return what a hook is told: kind, what, until when, and where it is found; no text, no reason, no name of a person."""
    link = link_to(settings().base_url, ticket.context["object_type"], ticket.context["object_id"])
    words = say(ticket.kind.value, ticket.context, link)
    content = {
        "organisation": ticket.organisation,
        "subject": words.subject,
        "until": words.until or None,
        "link": link,
        "object_type": ticket.context["object_type"],
        "object_id": ticket.context["object_id"],
    }
    return to_json({"type": ticket.kind.value, "timestamp": rfc3339(ticket.happened_at), "data": content})


def _bring(ticket: HookTicket, deadline: float) -> Outcome:
    """Make the one call. Whatever is no yes is tried again; only 410 says that nothing more is wanted."""
    try:
        body = write_event(ticket)
        headers = sign(_secrets_of(ticket.hook_id), str(ticket.letter_id), now(), body)
        remote = Remote(Egress(settings().private_hosts_named, settings().connect_timeout_s), ticket.url)
        answer = remote.send("POST", deadline=deadline, headers=headers, content=body)
    except UnsignedError as error:
        return Fate.AWAY, str(error), 0
    except ChannelError as error:
        return Fate.AWAY, str(error), 0
    except Exception as error:  # noqa: BLE001 - outermost boundary: one hook must not keep the others back
        log.error("hook.not_told", **describe(error))  # noqa: TRY400 - the trace would quote what is told
        return Fate.LATER, f"unexpected {type(error).__name__}", 0
    if HTTPStatus(200) <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Fate.SENT, str(answer.status), 0
    if answer.status == HTTPStatus.GONE:
        return Fate.REFUSED, "410: the receiver wants no more events", 0
    return Fate.LATER, str(answer.status), retry_after(answer)


def _secrets_of(hook_id: UUID) -> list[str]:
    """Return the secrets that sign, the newest first. Raises UnsignedError where this process cannot open them."""
    with db.transaction() as session:
        obstacle = find_obstacle(session, hook_id, settings=settings())
        rows = [] if obstacle else read_sealed(session, hook_id)
    if obstacle:
        log.error("credentials.cannot_be_opened", hook_id=str(hook_id), reason=obstacle)
        raise UnsignedError("not sent: the secret cannot be opened here")
    try:
        opened = [
            open_sealed([row], private_keys=settings().private_keys)
            for row in find_signing(rows[::-1], now())
        ]
    except (KeyFileError, BrokenSealError):
        log.error("credentials.seal_broken", hook_id=str(hook_id))  # noqa: TRY400 - there is nothing to trace
        raise UnsignedError("not sent: the secret cannot be opened") from None
    if not opened:
        raise UnsignedError("not sent: the hook has no secret")
    return [secrets["signing_secret"] for secrets in opened]


def _record(session: Session, ticket: HookTicket, fate: Fate, words: str, rest_s: float) -> bool:
    is_disabled = record_hook_letter(session, ticket, fate, words, rest_s)
    pass_point("in_hook_record")
    return is_disabled
