"""The courses on which a channel refuses, is busy, or gives no answer; nothing is called for them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.actions.findings import end_finding, file_finding
from app.actions.resolutions import Word
from app.channels.base import Permanent, Temporary, Unclear
from app.editorial.deliveries import MAX_ATTEMPTS
from app.loading.life.office import Office
from app.loading.life.plan import Plan
from app.loading.life.steps import AT_ONCE, Course, Story, Telling, prepare
from app.models import Delivery
from app.models.finding import FindingRule
from app.models.resolution import Sight

_HOUR_S: Final = 3_600


def refused(office: Office, plan: Plan) -> Story:
    """Let its channel refuse the text."""
    post_id = yield from prepare(office, plan)
    yield plan.due_at + AT_ONCE
    office.answer(post_id, Permanent("422 Unprocessable: validation failed"))


def shut_out(office: Office, plan: Plan) -> Story:
    """Let its channel refuse us."""
    post_id = yield from prepare(office, plan)
    yield plan.due_at + AT_ONCE
    office.answer(post_id, Permanent("401 Unauthorized: the access token was revoked", access=True))


def exhausted(office: Office, plan: Plan) -> Story:
    """Let its channel be busy, every time."""
    post_id = yield from prepare(office, plan, window_s=_HOUR_S)
    at = plan.due_at + AT_ONCE
    for _ in range(MAX_ATTEMPTS + 1):
        yield at
        office.answer(post_id, Temporary("503 Service Unavailable"))
        query = select(Delivery.next_attempt_at).where(Delivery.post_id == post_id)
        at = office.session.execute(query).scalar_one() or at


def absent(office: Office, plan: Plan) -> Story:
    """Let its channel give no answer, and somebody who decides look: it is not there."""
    post_id = yield from _lose_the_answer(office, plan)
    yield plan.due_at + timedelta(minutes=25)
    office.say("desk2", post_id, Word(Sight.NOT_THERE, plan.words["reason"]))
    (delivery_id,) = office.deliveries(post_id)
    end_finding(office.session, FindingRule.UNCLEAR_LONG, "delivery", delivery_id)


def unclear(office: Office, plan: Plan) -> Story:
    """Let its channel give no answer, and nobody who decides say what became of it."""
    post_id = yield from _lose_the_answer(office, plan)
    yield plan.due_at + timedelta(minutes=30)
    office.say("kanal", post_id, Word(Sight.NOT_THERE, plan.words["reason"]))


def _lose_the_answer(office: Office, plan: Plan) -> Telling:
    post_id = yield from prepare(office, plan)
    yield plan.due_at + AT_ONCE
    office.answer(post_id, Unclear("no answer within 20 s"))
    yield plan.due_at + timedelta(minutes=16)
    _find(office, post_id)
    return post_id


def _find(office: Office, post_id: UUID) -> None:
    """Let the watcher find that nobody knows what became of it."""
    (delivery_id,) = office.deliveries(post_id)
    delivery = office.session.get_one(Delivery, delivery_id)
    assert delivery.unknown_since is not None  # noqa: S101 - a constraint of the table
    detail = {"channel": delivery.channel.label, "unknown_since_at": delivery.unknown_since.isoformat()}
    file_finding(office.session, FindingRule.UNCLEAR_LONG, "delivery", delivery_id, **detail)


COURSES: Final[Mapping[str, Course]] = {
    "absent": absent,
    "exhausted": exhausted,
    "refused": refused,
    "shut_out": shut_out,
    "unclear": unclear,
}
