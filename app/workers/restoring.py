"""A restored database brought back to the truth: every channel listed, outside any transaction (PUBLISHING section 11)."""

from functools import partial

from sqlalchemy.orm import Session

from app import db
from app.actions.restorations import end_what_was_under_way, note_reconciled, open_restoration
from app.actions.restore_mode import is_restoring
from app.actions.restored_channels import ListTask, claim_lists, record_list
from app.channels.base import ChannelError, Listed, Unclear
from app.clock import boot_time
from app.settings import settings
from app.workers.calls import WORKER, call, channel_of, is_legible, record_patiently
from app.workers.points import pass_point

LIST_BUDGET_S = 60


def restore_in_rounds() -> bool:
    """Do what restore mode asks for now, and tell whether the office is in it."""
    with db.transaction() as session:
        if not is_restoring(session):
            return False
    with db.transaction() as session:
        restoration = open_restoration(session)
        pass_point("in_restoration")
    if restoration is None:
        return False
    with db.transaction() as session:
        end_what_was_under_way(session, restoration)
    with db.transaction() as session:
        tasks = claim_lists(session, restoration, settings=settings())
        pass_point("in_list_claim")
    for task in tasks:
        answer = _list(task)
        pass_point("after_list")
        record_patiently(partial(_record, task=task, answer=answer))
    with db.transaction() as session:
        note_reconciled(session, session.merge(restoration))
    return True


def _list(task: ListTask) -> list[Listed] | ChannelError:
    deadline = boot_time() + LIST_BUDGET_S
    channel = call(lambda: channel_of(task))
    if isinstance(channel, ChannelError):
        return channel
    listed = call(lambda: list(channel.list_posts(task.wanted, task.since, deadline)))
    if isinstance(listed, ChannelError):
        return listed
    if all(is_legible(part) for row in listed for part in (row.remote_id, row.remote_url or "")):
        return listed
    return Unclear("an answer nobody can read")


def _record(session: Session, task: ListTask, answer: list[Listed] | ChannelError) -> None:
    record_list(session, task, answer, settings=settings(), worker=WORKER)
    pass_point("in_list_record")
