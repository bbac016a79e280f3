"""What one is told, and what one wants to be mailed."""

from uuid import UUID

from fastapi import APIRouter

from app.actions.notices import choose_notifications, read_notice, read_notices
from app.actions.recipients import find_wishes
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep
from app.api.schemas.fields import PageOut
from app.api.schemas.notices import ChoiceIn, ChoiceOut, NoticeOut, NoticesReadOut
from app.editorial.wishes import Wishes
from app.queries.notices import list_notices, view_notice
from app.settings import settings

router = APIRouter(tags=["Notices"], route_class=KeepingRoute)


@router.get("/notices")
def show_notices(
    session: SessionDep,
    actor: ActorDep,
    unread: bool | None = None,  # noqa: FBT001 - a filter in the address
    limit: Limit = 50,
    after: After = None,
) -> PageOut[NoticeOut]:
    """List one's own notices, newest first; `unread` narrows them."""
    page = list_notices(session, actor, unread=unread, limit=limit, after=after, settings=settings())
    return PageOut(items=[NoticeOut.of(view) for view in page.items], next=page.next)


@router.post("/notices/read", dependencies=[Once])
def mark_all(session: SessionDep, actor: ActorDep) -> NoticesReadOut:
    """Note that one has read everything one was told."""
    return NoticesReadOut(read=read_notices(session, actor))


@router.post("/notices/{notice_id}/read", dependencies=[Once])
def mark(notice_id: UUID, session: SessionDep, actor: ActorDep) -> NoticeOut:
    """Note that one has read a notice; the first time counts."""
    return NoticeOut.of(view_notice(session, read_notice(session, actor, notice_id), settings=settings()))


@router.get("/me/notifications")
def show_choice(session: SessionDep, actor: ActorDep) -> ChoiceOut:
    """Show what one wants to be mailed, and when."""
    assert actor.user_id is not None  # noqa: S101 - whoever asks by the API has an account
    return ChoiceOut.of(find_wishes(session, actor.user_id))


@router.put("/me/notifications")
def choose(body: ChoiceIn, session: SessionDep, actor: ActorDep) -> ChoiceOut:
    """Choose what one wants to be mailed, and when; what is mandatory is mailed at once all the same."""
    wishes = Wishes(body.groups, body.digest_at, body.quiet_from, body.quiet_until)  # type: ignore[arg-type] # TimeOfDay is a time
    choose_notifications(session, actor, wishes)
    return ChoiceOut.of(wishes)
