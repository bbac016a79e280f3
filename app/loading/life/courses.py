"""The courses that posts take where all goes its way, and those on which the desk sends back or refuses."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from app import clock
from app.actions.claims import claim_post
from app.actions.copies import copy_post
from app.actions.posts import withdraw_post
from app.actions.reverting import reject_post
from app.loading.life.office import Office
from app.loading.life.plan import Plan
from app.loading.life.steps import (
    AT_ONCE,
    Course,
    Story,
    approve,
    prepare,
    publish,
    resubmit,
    send_back,
    submit,
)
from app.models.ground import Ground


def draft(office: Office, plan: Plan) -> Story:
    """Begin a post; perhaps the author's lead says something about it."""
    yield plan.written_at
    post_id = office.write(plan)
    if "comment" in plan.words:
        yield plan.after(hours=1)
        office.comment(plan.lead, post_id, plan.words["comment"])


def published(office: Office, plan: Plan) -> Story:
    """Let all go its way."""
    yield from publish(office, plan)


def submitted(office: Office, plan: Plan) -> Story:
    """Let it wait for a decision."""
    yield from submit(office, plan)


def resubmitted(office: Office, plan: Plan) -> Story:
    """Let it wait for a decision again."""
    yield from resubmit(office, plan)


def second_try(office: Office, plan: Plan) -> Story:
    """Send it back once and publish it then."""
    post_id = yield from resubmit(office, plan)
    yield from approve(office, plan, post_id)
    yield plan.due_at + AT_ONCE
    office.deliver(post_id)


def claimed(office: Office, plan: Plan) -> Story:
    """Let somebody at the desk look at it this very minute."""
    post_id = yield from submit(office, plan)
    yield office.now - timedelta(minutes=1)
    claim_post(office.session, office.cast["desk2"], post_id)


def returned(office: Office, plan: Plan) -> Story:
    """Send it back; its ministry has not changed it yet."""
    post_id = yield from submit(office, plan)
    yield plan.after(hours=2)
    send_back(office, plan, post_id)


def rejected(office: Office, plan: Plan) -> Story:
    """Let the desk refuse it."""
    post_id = yield from submit(office, plan)
    yield plan.after(minutes=55)
    ground = Ground(plan.words["ground"])
    reject_post(
        office.session, office.cast[plan.decider], post_id, ground=ground, reason=plan.words["reason"]
    )


def withdrawn(office: Office, plan: Plan) -> Story:
    """Let its ministry take it back."""
    post_id = yield from prepare(office, plan)
    yield plan.after(hours=5)
    withdraw_post(office.session, office.cast[plan.author], post_id, reason=plan.words["reason"])


def corrected(office: Office, plan: Plan) -> Story:
    """Publish what is wrong, and let a correction follow."""
    wrong_id = yield from publish(office, plan, text=plan.words["wrong_text"])
    corrected_at = plan.due_at + timedelta(hours=2)
    yield plan.due_at + timedelta(minutes=40)
    right = copy_post(
        office.session,
        office.cast[plan.author],
        wrong_id,
        corrects=True,
        proposed=clock.from_instant(corrected_at),
    )
    post_id = right.id
    office.edit(plan.author, post_id, text=f"Berichtigung: {plan.text}")
    yield plan.due_at + timedelta(minutes=45)
    office.submit(plan, post_id)
    yield plan.due_at + timedelta(minutes=70)
    office.approve(plan.decider, post_id)
    yield corrected_at + AT_ONCE
    office.deliver(post_id)


COURSES: Final[Mapping[str, Course]] = {
    "claimed": claimed,
    "corrected": corrected,
    "draft": draft,
    "on_behalf": published,
    "published": published,
    "rejected": rejected,
    "resubmitted": resubmitted,
    "returned": returned,
    "second_try": second_try,
    "submitted": submitted,
    "urgent": submitted,
    "withdrawn": withdrawn,
}
