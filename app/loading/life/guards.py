"""The courses on which a guard keeps back what is due, or nobody takes it in time."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from app.actions.preparation import begin_preparation, find_images
from app.actions.publishing import sweep
from app.editorial.deliveries import MAX_PREPARE_TRIES
from app.loading.life.office import Office
from app.loading.life.plan import Plan
from app.loading.life.steps import AT_ONCE, Course, Story, prepare
from app.models import Channel, ChannelStatus, Delivery, User
from app.models.channel import ChannelState


def missed(office: Office, plan: Plan) -> Story:
    """Let nobody take it within its window."""
    yield from prepare(office, plan)
    yield plan.due_at + timedelta(minutes=31)
    sweep(office.session)


def four_eyes(office: Office, plan: Plan) -> Story:
    """Take two accounts for one person's when it is due; the mistake is mended at once, the delivery stays held."""
    post_id = yield from prepare(office, plan)
    yield plan.due_at + AT_ONCE
    lead = office.session.get_one(User, office.cast[plan.lead].user_id)
    lead.person_id = office.cast[plan.author].person_id or lead.person_id
    office.session.flush()
    office.deliver(post_id)
    lead.person_id = office.cast[plan.lead].person_id or lead.person_id


def tampered(office: Office, plan: Plan) -> Story:
    """Change the approved words in the database."""
    post_id = yield from prepare(office, plan)
    yield plan.due_at - timedelta(minutes=1)
    office.tamper(post_id)
    yield plan.due_at + AT_ONCE
    office.deliver(post_id)


def closed(office: Office, plan: Plan) -> Story:
    """End its channel before it is due; nothing of the trial ever leaves."""
    post_id = yield from prepare(office, plan)
    yield plan.due_at - timedelta(hours=16)
    (name,) = plan.channels
    channel = office.session.get_one(Channel, office.cast.channels[name])
    _end(channel, office.told.at.date())
    yield plan.due_at + AT_ONCE
    office.deliver(post_id)


def poison(office: Office, plan: Plan) -> Story:
    """Let its image kill whoever hands it over, three times."""
    post_id = yield from prepare(office, plan)
    (delivery_id,) = office.deliveries(post_id)
    at = plan.due_at - timedelta(minutes=4)
    for _ in range(MAX_PREPARE_TRIES + 1):
        yield at
        intact = frozenset(image.sha256 for image in find_images(office.session, delivery_id))
        begin_preparation(office.session, delivery_id, settings=office.settings, intact_images=intact)
        at = office.session.get_one(Delivery, delivery_id).prepare_after or at


def held_at_due(office: Office, plan: Plan) -> Story:
    """Leave it to a guard that holds it when it is due."""
    post_id = yield from prepare(office, plan)
    yield plan.due_at + AT_ONCE
    office.deliver(post_id)


def _end(channel: Channel, day: date) -> None:
    """Write the end of a channel into the register, as a load of its files would."""
    channel.state, channel.until, channel.idempotency = ChannelState.DISCONTINUED, day.isoformat(), None
    channel.end_reason = "Probebetrieb beendet"
    step = ChannelStatus(
        position=len(channel.history) + 1,
        state=channel.state,
        since=channel.until,
        reason=channel.end_reason,
    )
    channel.history.append(step)


COURSES: Final[Mapping[str, Course]] = {
    "closed": closed,
    "four_eyes": four_eyes,
    "held_at_due": held_at_due,
    "missed": missed,
    "poison": poison,
    "tampered": tampered,
}
