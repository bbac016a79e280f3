"""Looking ahead at the channels' accounts, so that a revoked token is known before something is due."""

from functools import partial

import structlog
from sqlalchemy.orm import Session

from app import db
from app.actions.preflight import Check, claim_due_checks, record_check
from app.channels.base import ChannelError, Standing, Unclear
from app.channels.registry import CONNECTORS
from app.models.channel import Idempotency
from app.settings import settings
from app.workers.calls import call, channel_of, deadline_from_now, is_legible, record_patiently
from app.workers.celery_app import celery
from app.workers.points import pass_point
from app.workers.portal_looks import look_at_pages
from app.workers.probes import probe_later

log = structlog.get_logger()
CLASSES = {kind.value for kind in Idempotency if kind is not Idempotency.MANUAL}


@celery.task(name="preflight.sweep")
def sweep() -> None:
    """Make the looks that are due."""
    with db.transaction() as session:
        due = claim_due_checks(session, CONNECTORS.keys(), settings=settings())
        pass_point("in_check_claim")
    pass_point("after_check_claim")
    for check in due:
        look(check)
    look_at_pages()


@celery.task(name="preflight.look_again")
def look_again() -> None:
    """Look again at what is out or removed; here it keeps nobody waiting who clears up what is unclear."""
    probe_later()


def look(check: Check) -> None:
    """Make one look outside any transaction and commit what it found."""
    answer, can_find = _ask(check)
    pass_point("after_check")
    record_patiently(partial(_record, check=check, answer=answer, can_find=can_find))
    pass_point("after_check_record")
    log.info(
        "channel.checked",
        channel_id=str(check.channel_id),
        platform=check.platform,
        found=answer.idempotency if isinstance(answer, Standing) else type(answer).__name__,
    )


def _record(session: Session, check: Check, answer: Standing | ChannelError, *, can_find: bool) -> None:
    record_check(session, check, answer, can_find=can_find)
    pass_point("in_check_record")


def _ask(check: Check) -> tuple[Standing | ChannelError, bool]:
    """Return what the channel's server says of the account, and whether it can be asked what stands there."""
    deadline = deadline_from_now()
    channel = call(lambda: channel_of(check))
    if isinstance(channel, ChannelError):
        return channel, False
    answer = call(lambda: channel.check(deadline))
    if isinstance(answer, ChannelError) or is_usable(answer):
        return answer, channel.can_find
    return Unclear("an answer nobody can read"), False


def is_usable(answer: Standing) -> bool:
    """Tell whether what a server says of itself can be kept: a known class, legible names, whole numbers as limits."""
    return (
        isinstance(answer, Standing)
        and answer.idempotency in CLASSES
        and all(is_legible(part) for part in (answer.handle, answer.url, answer.software) if part is not None)
        and (answer.url is None or answer.url.startswith(("https://", "http://")))
        and all(isinstance(number, int) and number >= 0 for number in answer.limits.values())
    )
