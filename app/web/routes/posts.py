"""One post: reading it, and taking it back."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app import db
from app.actions.media import get_media
from app.actions.openings import note_opening
from app.actions.posts import withdraw_post
from app.editorial.permissions import Permission, is_allowed
from app.editorial.themes import may_see_theme
from app.errors import NotFoundError, Refusal
from app.fields import Reason
from app.imaging import ENDINGS
from app.queries.posts import get_post
from app.queries.takedown_abilities import may_announce
from app.queries.takedowns import find_takedowns
from app.queries.timeline import list_timeline
from app.storage import storage
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.happenings import name_happening
from app.web.pages import LASTING
from app.web.pointed import Pointed, find_pointed
from app.web.talk import open_talk
from app.web.visit import Visit, lead_to

router = APIRouter(include_in_schema=False)

_reason = TypeAdapter(Reason)


@router.get("/posts/{post_id}")
def show_post(visit: Looking, post_id: UUID, answer: str = "", talk_after: str | None = None) -> Response:
    """Show one post with everything that one may know of it and do with it."""
    page = show_one(visit, post_id, answer=answer, talk_after=talk_after)
    with db.transaction() as own:
        note_opening(own, visit.actor, post_id)
    return page


@router.post("/posts/{post_id}/withdraw")
def take_withdrawal(visit: Acting, form: Form, post_id: UUID) -> Response:
    """Take a post back: whatever has not left stays here."""
    entered = Entered.of(form)
    reason = entered.take_if_any("withdrawal_reason", _reason)
    try:
        with visit.session.begin_nested():
            entered.ensure_clean()
            withdraw_post(visit.session, visit.actor, post_id, reason=reason)
    except NotFoundError:
        raise
    except Refusal as refusal:
        return show_one(visit, post_id, faults_of_refusal(refusal, "withdrawal_reason"), entered)
    return lead_to(f"/posts/{post_id}", said="withdrawn")


@router.get("/images/{media_id}")
def show_image(visit: Looking, media_id: UUID) -> Response:
    """Show an image that one may see."""
    media = get_media(visit.session, visit.actor, media_id)
    content = storage().read(media.sha256)
    if content is None:
        raise NotFoundError
    named = {"Content-Disposition": f'inline; filename="{media.id}.{ENDINGS[media.content_type]}"'}
    return Response(content, headers=LASTING | named, media_type=media.content_type)


def show_one(
    visit: Visit,
    post_id: UUID,
    faults: list[Fault] | None = None,
    entered: Entered | None = None,
    *,
    answer: str = "",
    talk_after: str | None = None,
) -> Response:
    """Return the page of one post; with what could not be done and what was entered for it."""
    view = get_post(visit.session, visit.actor, post_id)
    visit.note_reading([view.post])
    happenings = []
    theme = view.post.theme if view.is_whole else None
    is_judged = view.is_whole and view.post.submitted_at is not None
    if view.is_whole:
        happenings = list(list_timeline(visit.session, visit.actor, post_id, limit=100, after=None).items)
    return visit.show(
        "desk/post.html",
        status=422 if faults else 200,
        view=view,
        can={row.name: row for row in view.actions},
        theme=theme if theme and may_see_theme(visit.actor, theme) else None,
        cases=find_takedowns(visit.session, visit.actor, view.post),
        may_announce=may_announce(visit.actor, view.post, view.deliveries),
        happenings=[(row, name_happening(row.action)) for row in happenings],
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
        place=None,
        may_pack=view.is_whole
        and view.progress.open > 0
        and is_allowed(visit.actor, Permission.PLAN, organisation_id=view.post.organisation_id),
        pointed=find_pointed(visit.session, view.post) if is_judged else Pointed(),
        talk=open_talk(visit, view.post, after=talk_after, answer=answer) if view.is_whole else None,
    )
