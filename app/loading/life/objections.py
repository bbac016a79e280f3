"""The courses on which people keep back what is approved: a stop, an objection, a change."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from app.actions.deliveries import hold_delivery
from app.actions.stops import lift_stop, set_stop
from app.loading.life.office import Office
from app.loading.life.plan import Plan
from app.loading.life.steps import AT_ONCE, Course, Story, prepare
from app.models.stop import StopScope


def stopped(office: Office, plan: Plan) -> Story:
    """Stop its channel shortly before, and lift the stop after."""
    post_id = yield from prepare(office, plan)
    yield plan.due_at - timedelta(minutes=10)
    (name,) = plan.channels
    stop_id = set_stop(
        office.session,
        office.cast["desk2"],
        scope=StopScope.CHANNEL,
        channel_id=office.cast.channels[name],
        reason=plan.words["reason"],
        hold_all=False,
    ).id
    yield plan.due_at + AT_ONCE
    office.deliver(post_id)
    yield plan.due_at + timedelta(minutes=90)
    lift_stop(office.session, office.cast["desk1"], stop_id, reason=plan.words["lifted"])


def objected(office: Office, plan: Plan) -> Story:
    """Let its ministry's lead object to what is approved."""
    post_id = yield from prepare(office, plan)
    yield plan.after(hours=5)
    for delivery_id in office.deliveries(post_id):
        hold_delivery(office.session, office.cast[plan.lead], delivery_id, reason=plan.words["reason"])


def lapsed(office: Office, plan: Plan) -> Story:
    """Let its ministry change what is approved."""
    post_id = yield from prepare(office, plan)
    yield plan.after(hours=5)
    office.edit(plan.author, post_id, text=plan.words["new_text"])


COURSES: Final[Mapping[str, Course]] = {
    "lapsed": lapsed,
    "objected": objected,
    "stopped": stopped,
}
