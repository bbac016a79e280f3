"""Freigabe: what waits for one's decision, and deciding."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.approvals import Terms, approve_post
from app.actions.claims import claim_post, unclaim_post
from app.actions.reverting import reject_post, request_changes
from app.errors import NotFoundError, Refusal
from app.fields import Reason
from app.models.ground import Ground
from app.queries.queue import QueueFilter, list_queue
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, faults_of_refusal
from app.web.routes.posts import show_one
from app.web.visit import Visit, lead_to

router = APIRouter(include_in_schema=False)

PAGE_LENGTH: Final = 30
SAID: Final = {"approve": "approved", "return": "returned", "reject": "rejected"}
LABELS: Final = {"ground": "Grund", "reason": "Begründung", "comment": "Bemerkung an das Ressort"}
_reason, _ground = TypeAdapter(Reason), TypeAdapter(Ground)


@router.get("/approvals")
def show_queue(visit: Looking, after: str | None = None) -> Response:
    """Show what waits for one's decision, the next due first."""
    page = list_queue(visit.session, visit.actor, QueueFilter(), limit=PAGE_LENGTH, after=after)
    return visit.show("desk/approvals.html", entries=page.items, next=page.next)


@router.post("/posts/{post_id}/claim")
def take_claim(visit: Acting, form: Form, post_id: UUID) -> Response:
    """Show others that one is looking at the post, or that one no longer does."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            if entered.text("do") == "unclaim":
                unclaim_post(visit.session, visit.actor, post_id)
            else:
                take_over = bool(entered.text("take_over"))
                claim_post(visit.session, visit.actor, post_id, take_over=take_over)
    except NotFoundError:
        raise
    except Refusal as refusal:
        return show_one(visit, post_id, faults_of_refusal(refusal, "claim"))
    return lead_to(f"/posts/{post_id}", said="unclaimed" if entered.text("do") == "unclaim" else "claimed")


@router.post("/posts/{post_id}/decide")
def take_decision(visit: Acting, form: Form, post_id: UUID) -> Response:
    """Approve, send back or reject, and go on with what waits next."""
    entered = Entered.of(form)
    do = entered.text("do")
    try:
        with visit.session.begin_nested():
            _decide(visit, entered, post_id)
    except NotFoundError:
        raise
    except Refusal as refusal:
        place = "comment" if do == "approve" else "reason"
        return show_one(visit, post_id, faults_of_refusal(refusal, place, LABELS), entered)
    return lead_to("/approvals", said=SAID.get(do, "approved"))


def _decide(visit: Visit, entered: Entered, post_id: UUID) -> None:
    if entered.text("do") == "approve":
        comment = entered.take_if_any("comment", _reason)
        entered.ensure_clean()
        terms = Terms(entered.text("revision_sha256"), comment=comment)
        approve_post(visit.session, visit.actor, post_id, terms)
        return
    entered.need("ground", "reason")
    ground, reason = entered.take_if_any("ground", _ground), entered.take_if_any("reason", _reason)
    entered.ensure_clean()
    decide = reject_post if entered.text("do") == "reject" else request_changes
    decide(visit.session, visit.actor, post_id, ground=ground or Ground.OTHER, reason=reason or "")
