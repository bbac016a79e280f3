"""The course on which a post leaves with its press release: its deliveries are a package, fired at their time."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from app import clock
from app.actions.packages import Bundle, create_package
from app.loading.life.office import Office
from app.loading.life.plan import Plan
from app.loading.life.steps import AT_ONCE, Course, Story, prepare
from app.models import Post, Variant
from app.models.package import Rest


def packed(office: Office, plan: Plan) -> Story:
    """Put what is approved for its channels into a package, and let it go at its time."""
    post_id = yield from prepare(office, plan)
    yield plan.after(hours=3)
    members = select(Variant.id).where(Variant.post_id == post_id).order_by(Variant.id)
    bundle = Bundle(
        title=plan.title,
        press_release=plan.words["press_release"],
        portal_url=None,
        rest=Rest.WHAT_CAN,
        fires_at=clock.from_instant(plan.due_at),
        deliveries=tuple(office.session.execute(members).scalars()),
    )
    home = office.session.get_one(Post, post_id).organisation_id
    create_package(
        office.session, office.cast[plan.author], organisation_id=home, theme_id=None, bundle=bundle
    )
    yield plan.due_at + AT_ONCE
    office.deliver(post_id)


COURSES: Final[Mapping[str, Course]] = {"packed": packed}
