"""Keeping the house: forget what is old, keep the end of the chain of events outside."""

import json

import structlog

from app import db
from app.actions.account_links import forget_old_links
from app.actions.answers import forget_old_answers
from app.actions.channel_access import tell_of_expiry
from app.actions.heartbeats import forget_old_heartbeats
from app.actions.lexicon_persons import erase_former_persons
from app.actions.media import drop_files_without_row, forget_unused_media
from app.actions.notifications import forget_old_notifications
from app.actions.preparation import forget_old_handles
from app.actions.sign_in import forget_old_sign_ins
from app.actions.working_copies import forget_old_copies
from app.clock import now, rfc3339
from app.queries.audit import HEADS_FILE, read_head
from app.settings import settings
from app.workers.celery_app import celery

log = structlog.get_logger()


@celery.task(name="housekeeping.clean")
def clean() -> None:
    """Forget what nobody may use any more."""
    with db.transaction() as session:
        answers, sign_ins = forget_old_answers(session), forget_old_sign_ins(session)
        heartbeats = forget_old_heartbeats(session)
        notifications = forget_old_notifications(session, settings=settings())
        handles = forget_old_handles(session)
        copies = forget_old_copies(session)
        links = forget_old_links(session)
        persons = erase_former_persons(session)
    with db.transaction() as session:
        media = forget_unused_media(session)
    with db.transaction() as session:
        files = drop_files_without_row(session)
    log.info(
        "housekeeping.cleaned",
        answers=answers,
        sign_ins=sign_ins,
        heartbeats=heartbeats,
        notifications=notifications,
        handles=handles,
        copies=copies,
        links=links,
        persons=persons,
        media=media,
        files=files,
    )


@celery.task(name="housekeeping.warn")
def warn() -> None:
    """Tell of credentials that expire soon (SECURITY CC-09)."""
    with db.transaction() as session:
        number = tell_of_expiry(session)
    log.info("housekeeping.expiring", credentials=number)


@celery.task(name="housekeeping.keep_head")
def keep_head() -> None:
    """Keep the end of the chain of events outside the database (SECURITY AC-04)."""
    with db.transaction() as session:
        position, sha256 = read_head(session)
    line = json.dumps({"at": rfc3339(now()), "position": position, "sha256": sha256})
    with (settings().heads_dir / HEADS_FILE).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
