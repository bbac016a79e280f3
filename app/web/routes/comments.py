"""Comments: saying something about a post or a passage of it, wording it anew, settling it. Never published."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.comments import edit_comment, reopen_comment, resolve_comment, write_comment
from app.errors import InvalidError, NotFoundError, Refusal
from app.fields import Reason
from app.messages import explain
from app.models import Comment
from app.queries.posts import get_whole_post
from app.web.deps import Acting, Form
from app.web.forms import Entered, Fault, faults_of
from app.web.queue_place import QueuePlace
from app.web.routes.posts import show_one
from app.web.talk import LABELS, place_of, read_remark
from app.web.visit import Visit, lead_to

router = APIRouter(include_in_schema=False)

SAID = {"edit": "comment-changed", "resolve": "comment-settled", "reopen": "comment-reopened"}
_remark = TypeAdapter(Reason)


@router.post("/posts/{post_id}/comments")
def take_comment(visit: Acting, form: Form, post_id: UUID) -> Response:
    """Add a comment to a post."""
    entered = Entered.of(form)
    post = get_whole_post(visit.session, visit.actor, post_id)
    try:
        with visit.session.begin_nested():
            remark = read_remark(entered, post)
            entered.ensure_clean()
            comment = write_comment(visit.session, visit.actor, post_id, remark)
    except InvalidError as refusal:
        places = {issue.field: place_of(issue) for issue in refusal.issues}
        return show_one(visit, post_id, faults_of(refusal.issues, places, LABELS), entered)
    return _go_back(entered, post_id, comment.id, "commented")


@router.post("/comments/{comment_id}")
def take_step(visit: Acting, form: Form, comment_id: UUID) -> Response:
    """Word one's own comment anew, settle one, or open it again."""
    entered = Entered.of(form)
    comment = visit.session.get(Comment, comment_id)
    if comment is None:
        raise NotFoundError
    post_id, do = get_whole_post(visit.session, visit.actor, comment.post_id).id, entered.text("do")
    try:
        with visit.session.begin_nested():
            _carry_out(visit, entered, comment_id)
    except NotFoundError:
        raise
    except Refusal as refusal:
        place = f"wording-{comment_id}"
        keys = [(row.key, row.context) for row in refusal.issues] or [(refusal.key, refusal.context)]
        faults = [Fault(place, explain(key, **context), LABELS["remark"]) for key, context in keys]
        return show_one(visit, post_id, faults, entered)
    return _go_back(entered, post_id, comment_id, SAID.get(do, "comment-changed"))


def _carry_out(visit: Visit, entered: Entered, comment_id: UUID) -> None:
    match entered.text("do"):
        case "resolve":
            resolve_comment(visit.session, visit.actor, comment_id)
        case "reopen":
            reopen_comment(visit.session, visit.actor, comment_id)
        case _:
            text = entered.take("wording", _remark)
            entered.ensure_clean()
            edit_comment(visit.session, visit.actor, comment_id, text=text or "")


def _go_back(entered: Entered, post_id: UUID, comment_id: UUID, said: str) -> Response:
    """Lead to the comment: on the post's page, or beside the queue for whoever came from there."""
    if entered.text("place"):
        place = QueuePlace.read(entered.text("place"))
        return lead_to(f"{place.here}said={said}#comment-{comment_id}")
    return lead_to(f"/posts/{post_id}?said={said}#comment-{comment_id}")
