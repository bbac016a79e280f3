"""The courses of what a person posts on a channel without an interface."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from app.actions.by_hand import post_by_hand
from app.actions.preparation import find_images
from app.actions.resolutions import Word
from app.loading.life.office import Office
from app.loading.life.plan import Plan
from app.loading.life.steps import AT_ONCE, Course, Story, prepare
from app.models.resolution import Sight

_DAY_S: Final = 86_400
_ADDRESS: Final = "https://www.instagram.example/p/demo-bild-der-woche"


def waits_for_a_hand(office: Office, plan: Plan) -> Story:
    """Let it wait for a hand, today."""
    post_id = yield from prepare(office, plan, window_s=_DAY_S)
    yield plan.due_at + AT_ONCE
    office.deliver(post_id)


def posted_by_hand(office: Office, plan: Plan) -> Story:
    """Let a hand post it and report where it stands."""
    post_id = yield from prepare(office, plan)
    yield plan.due_at + AT_ONCE
    office.deliver(post_id)
    yield plan.due_at + timedelta(minutes=6)
    (delivery_id,) = office.deliveries(post_id)
    intact = frozenset(image.sha256 for image in find_images(office.session, delivery_id))
    post_by_hand(
        office.session, office.cast["desk2"], delivery_id, settings=office.settings, intact_images=intact
    )
    yield plan.due_at + timedelta(minutes=9)
    office.say("desk2", post_id, Word(Sight.THERE, "Veröffentlicht und nachgesehen.", _ADDRESS))


COURSES: Final[Mapping[str, Course]] = {
    "posted_by_hand": posted_by_hand,
    "waits_for_a_hand": waits_for_a_hand,
}
