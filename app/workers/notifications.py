"""Telling people: letters for what is in the outbox, summaries when they are due, and mails one after the other."""

import re
from functools import partial
from typing import Final

import structlog
from sqlalchemy.orm import Session

from app import db
from app.actions.account_links import answer_requests
from app.actions.addressing import address_due
from app.actions.central_news import tell_of_missing_central
from app.actions.contributions import remind_of_contributions
from app.actions.digests import write_digests
from app.actions.due_decisions import remind_of_decisions
from app.actions.due_seconds import remind_of_second_approvals
from app.actions.due_takedowns import remind_of_takedowns
from app.actions.evaluations import remind_of_evaluations, remind_of_reviews
from app.actions.held_news import remind_of_held, tell_of_held
from app.actions.letter_ends import Fate
from app.actions.letters import LetterTicket, begin_letter, hand_over, record_letter
from app.actions.lost_letters import expire_letters, give_up_letters
from app.actions.package_news import tell_of_standing_packages
from app.actions.privacy import remind_of_privacy_posts
from app.actions.surveys import remind_of_surveys
from app.clock import boot_time, today
from app.log import about, describe
from app.mail.base import AbandonedError, AwayError, LaterError, MailError, RefusedError
from app.settings import settings
from app.workers.calls import record_patiently
from app.workers.celery_app import celery
from app.workers.letters import transport, write_mail
from app.workers.points import pass_point

log = structlog.get_logger()
ROUND_S: Final = 20
"""For how long one round sends mails before the next bell may begin one."""
_ADDRESS: Final = re.compile(r"\S+@\S+")
FATES: Final[dict[type[MailError], Fate]] = {
    AwayError: Fate.AWAY,
    LaterError: Fate.LATER,
    RefusedError: Fate.REFUSED,
}


@celery.task(name="notifications.sweep")
def sweep() -> None:
    """Remind, write letters, take back those that a dead worker left, and send mails until none is due or the round is over."""
    with db.transaction() as session:
        answer_requests(session, settings=settings())
        tell_of_held(session)
        tell_of_missing_central(session)
        tell_of_standing_packages(session)
        remind_of_decisions(session, settings=settings())
        remind_of_second_approvals(session, settings=settings())
        remind_of_held(session, settings=settings())
        remind_of_takedowns(session, settings=settings())
        remind_of_surveys(session, today=today())
        remind_of_evaluations(session, today=today())
        remind_of_reviews(session, today=today())
        remind_of_privacy_posts(session, today=today())
        remind_of_contributions(session)
        addressed = address_due(session, settings=settings())
        pass_point("in_addressing")
    pass_point("after_addressing")
    with db.transaction() as session:
        write_digests(session)
        pass_point("in_digests")
    _take_back()
    if addressed:
        log.info("notifications.addressed", notifications=addressed)
    until = boot_time() + ROUND_S
    while boot_time() < until and send_next():
        pass


def send_next() -> bool:
    """Send the next mail that may go; tell whether there was one, so that the next may follow."""
    deadline = boot_time() + settings().smtp_budget_s
    with db.transaction() as session:
        ticket = begin_letter(session, lease_s=2 * settings().smtp_budget_s)
        pass_point("in_letter_claim")
    if ticket is None:
        return False
    pass_point("after_letter_claim")
    with about(letter_id=str(ticket.letter_id)):
        fate, words = _bring(ticket, deadline)
        pass_point("after_mail")
        if fate is not None:
            record_patiently(partial(_record, ticket=ticket, fate=fate, words=words))
            pass_point("after_letter_record")
            log.info("letter.done", fate=fate.value, kind=ticket.kind.value, attempt=ticket.attempt)
    return fate is not Fate.AWAY


def _take_back() -> None:
    with db.transaction() as session:
        unclear = expire_letters(session)
        failed = give_up_letters(session)
    for letter_id in unclear:
        log.warning("letter.unclear", letter_id=str(letter_id))
    for letter_id in failed:
        log.error("letter.given_up", letter_id=str(letter_id))


def _bring(ticket: LetterTicket, deadline: float) -> tuple[Fate | None, str]:
    """Write and send one mail; None where it was no longer ours to send."""
    try:
        mail = write_mail(ticket, settings())
    except Exception as error:  # noqa: BLE001 - a letter that cannot be written must not keep the others back
        log.error("letter.not_written", kind=ticket.kind.value, **describe(error))  # noqa: TRY400 - the trace would quote names
        return Fate.REFUSED, "the letter could not be written"
    step = _HandOver(ticket, deadline)
    try:
        transport(settings()).send(mail, step, deadline)
    except AbandonedError:
        return None, ""
    except MailError as error:
        fate = FATES.get(type(error), Fate.UNKNOWN)
        if fate is Fate.AWAY:
            log.warning("mail.away", reason=_ADDRESS.sub("…", str(error)))
        return fate, str(error)
    except Exception as error:  # noqa: BLE001 - outermost boundary: one mail must not keep the others back
        log.error("letter.not_sent", **describe(error))  # noqa: TRY400 - the trace would quote addresses
        return Fate.UNKNOWN if step.is_done else Fate.LATER, f"unexpected {type(error).__name__}"
    return Fate.SENT, ""


class _HandOver:
    """The last step before a mail's text: committed here, so that from then on only an answer tells what became of it."""

    def __init__(self, ticket: LetterTicket, deadline: float) -> None:
        self._ticket, self._deadline = ticket, deadline
        self.is_done = False

    def __call__(self) -> bool:
        """Commit; False where the letter is no longer ours. Raises LaterError where too little time is left."""
        with db.transaction() as session:
            is_ours = hand_over(session, self._ticket)
            pass_point("in_hand_over")
        pass_point("after_hand_over")
        if is_ours and boot_time() >= self._deadline:
            raise LaterError("the time was used up before the text")
        self.is_done = is_ours
        return is_ours


def _record(session: Session, ticket: LetterTicket, fate: Fate, words: str) -> None:
    record_letter(session, ticket, fate, words)
    pass_point("in_letter_record")
