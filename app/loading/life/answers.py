"""The courses on which a channel refuses, is busy, or gives no answer; nothing is called for them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from app.actions.resolutions import Word
from app.channels.base import Permanent, Temporary, Unclear
from app.editorial.deliveries import MAX_ATTEMPTS
from app.loading.life.office import Office
from app.loading.life.plan import Plan
from app.loading.life.steps import AT_ONCE, Course, Story, Telling, prepare
from app.models import Delivery
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


def unclear(office: Office, plan: Plan) -> Story:
    """Let its channel give no answer, and nobody who decides say what became of it."""
    post_id = yield from _lose_the_answer(office, plan)
    yield plan.due_at + timedelta(minutes=30)
    office.say("kanal", post_id, Word(Sight.NOT_THERE, plan.words["reason"]))


def _lose_the_answer(office: Office, plan: Plan) -> Telling:
    post_id = yield from prepare(office, plan)
    yield plan.due_at + AT_ONCE
    office.answer(post_id, Unclear("no answer within 20 s"))
    return post_id


COURSES: Final[Mapping[str, Course]] = {
    "absent": absent,
    "exhausted": exhausted,
    "refused": refused,
    "shut_out": shut_out,
    "unclear": unclear,
}
