"""The steps that courses are made of: written, talked about, handed in, sent back, approved, published.

A course is told as a generator: it yields the instant of its next step, and goes on once the story is there. What
lies beyond today is never told; a post whose course is cut off there waits, truly, for what comes.
"""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.actions.reverting import request_changes
from app.loading.life.office import Office
from app.loading.life.plan import Plan
from app.models.ground import Ground

Story = Generator[datetime, None, None]
Telling = Generator[datetime, None, UUID]
"""A part of a course; it returns the post's id."""
Course = Callable[[Office, Plan], Story]

AT_ONCE: Final = timedelta(seconds=2)
"""After its time, so that a worker has taken it."""


def submit(office: Office, plan: Plan, *, text: str | None = None) -> Telling:
    """Write it, hand it in, and talk about it if the plan says so."""
    yield plan.written_at
    post_id = office.write(plan, text=text)
    yield plan.after(minutes=20 if plan.course != "urgent" else 150)
    office.submit(plan, post_id)
    if "comment" in plan.words:
        yield plan.after(minutes=50)
        office.comment(plan.decider, post_id, plan.words["comment"], quote=plan.words.get("quote"))
        yield plan.after(minutes=65)
        office.comment(plan.author, post_id, plan.words["answer"])
    return post_id


def resubmit(office: Office, plan: Plan) -> Telling:
    """Hand it in, get it back, change it and hand it in again."""
    post_id = yield from submit(office, plan, text=plan.words["first_text"])
    yield plan.after(minutes=70)
    send_back(office, plan, post_id)
    yield plan.after(minutes=95)
    office.edit(plan.author, post_id, text=plan.text)
    yield plan.after(minutes=100)
    office.submit(plan, post_id)
    return post_id


def approve(office: Office, plan: Plan, post_id: UUID, *, window_s: int | None = None) -> Story:
    """Let those approve it who answer for its channels."""
    for minutes, name in plan.approvers:
        yield plan.after(minutes=minutes)
        office.approve(name, post_id, window_s=window_s)


def prepare(office: Office, plan: Plan, *, window_s: int | None = None) -> Telling:
    """Bring it as far as approved."""
    post_id = yield from submit(office, plan)
    yield from approve(office, plan, post_id, window_s=window_s)
    return post_id


def publish(office: Office, plan: Plan, *, text: str | None = None) -> Telling:
    """Bring it to its channels."""
    post_id = yield from submit(office, plan, text=text)
    yield from approve(office, plan, post_id)
    yield plan.due_at + AT_ONCE
    office.deliver(post_id)
    return post_id


def send_back(office: Office, plan: Plan, post_id: UUID) -> None:
    """Let the desk send it back."""
    ground = Ground(plan.words["ground"])
    request_changes(
        office.session, office.cast[plan.decider], post_id, ground=ground, reason=plan.words["reason"]
    )
