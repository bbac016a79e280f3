"""Freigabe: what waits for one's decision, and deciding."""

import re
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.approvals import Terms, approve_post
from app.actions.bulk import MOST_AT_ONCE, approve_posts
from app.actions.claims import claim_post, unclaim_post
from app.actions.reverting import reject_post, request_changes
from app.errors import Issue, NotFoundError, Refusal
from app.fields import Reason
from app.messages import explain
from app.models.ground import Ground
from app.queries.channels import list_connected
from app.queries.elections import list_running
from app.queries.queue import count_queue, find_following, list_queue
from app.queries.second_approvals import count_waiting_for_second
from app.web.deps import Acting, Form, LookingOn
from app.web.forms import Entered, Fault, Fields, faults_by_field, faults_of, faults_of_refusal
from app.web.names import FINDINGS
from app.web.queue_place import QueuePlace, as_id
from app.web.review import open_review
from app.web.routes.posts import show_one
from app.web.visit import Visit, lead_to

router = APIRouter(include_in_schema=False)

PAGE_LENGTH: Final = 30
SAID: Final = {"approve": "approved", "return": "returned", "reject": "rejected"}
LABELS: Final = {"ground": "Grund", "reason": "Begründung", "comment": "Bemerkung an das Ressort"}
_TICKED: Final = re.compile(r"approve-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_reason, _ground = TypeAdapter(Reason), TypeAdapter(Ground)


@router.get("/approvals")
def show_queue(visit: LookingOn) -> Response:
    """Show what waits for one's decision, the urgent first, then the next due; beside it the post under review."""
    return _show(visit, QueuePlace.of(visit.request.query_params))


@router.post("/approvals")
def take_several(visit: Acting, form: Form) -> Response:
    """Approve several posts that were opened, each for itself; what stands in one's way stops no other."""
    entered = Entered.of(form)
    place, wanted = QueuePlace.read(entered.text("place")), _chosen(entered)
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        issue = Issue("several", "too-short", {"min_length": 1})
        return _show(visit, place, faults_of([issue if not wanted else _too_many()]))
    refused = {
        post_id: refusal
        for post_id, refusal in approve_posts(visit.session, visit.actor, wanted).items()
        if refusal is not None
    }
    if not refused:
        is_done = as_id(place.post) in wanted
        return lead_to(place.address(said="approved-several", post="" if is_done else place.post))
    faults = [
        Fault(f"approve-{post_id}", explain(refusal.key, **refusal.context), entered.text(f"title-{post_id}"))
        for post_id, refusal in refused.items()
    ]
    return _show(visit, place, faults)


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
        return _show_again(visit, entered, post_id, faults_of_refusal(refusal, "claim"))
    said = "unclaimed" if entered.text("do") == "unclaim" else "claimed"
    if entered.text("place"):
        return lead_to(QueuePlace.read(entered.text("place")).address(post=str(post_id), said=said))
    return lead_to(f"/posts/{post_id}", said=said)


@router.post("/posts/{post_id}/decide")
def take_decision(visit: Acting, form: Form, post_id: UUID) -> Response:
    """Approve, send back or reject, and go on with what waits next."""
    entered = Entered.of(form)
    do, place = entered.text("do"), QueuePlace.read(entered.text("place"))
    following = find_following(visit.session, visit.actor, place.wanted, post_id) if place.post else None
    try:
        with visit.session.begin_nested():
            _decide(visit, entered, post_id)
    except NotFoundError:
        raise
    except Refusal as refusal:
        field = "comment" if do == "approve" else "reason"
        return _show_again(visit, entered, post_id, faults_of_refusal(refusal, field, LABELS))
    return lead_to(place.address(post=str(following or ""), said=SAID.get(do, "approved")))


def _chosen(entered: Entered) -> dict[UUID, Terms]:
    """Return the posts that were ticked, each with the hash of the revision that the list showed."""
    return {
        UUID(name.removeprefix("approve-")): Terms(sha256)
        for name, sha256 in entered.texts.items()
        if _TICKED.fullmatch(name)
    }


def _too_many() -> Issue:
    return Issue("several", "too-long", {"max_length": MOST_AT_ONCE})


def _show_again(visit: Visit, entered: Entered, post_id: UUID, faults: list[Fault]) -> Response:
    """Show what could not be done where it was asked for: beside the queue, or on the post's page."""
    if entered.text("place"):
        return _show(visit, QueuePlace.read(entered.text("place")), faults, entered)
    return show_one(visit, post_id, faults, entered)


def _show(
    visit: Visit, place: QueuePlace, faults: list[Fault] | None = None, entered: Entered | None = None
) -> Response:
    if place.finding:
        visit.count_costly()
    review = open_review(visit, place)
    page = list_queue(visit.session, visit.actor, place.wanted, limit=PAGE_LENGTH, after=place.after or None)
    return visit.show(
        "desk/approvals.html",
        status=422 if faults else 200,
        entries=page.items,
        next=page.next,
        place=place,
        counts=[row for row in count_queue(visit.session, visit.actor) if row.waiting],
        channels=list_connected(visit.session),
        findings=FINDINGS,
        review=review,
        periods=list_running(visit.session),
        waiting_for_second=count_waiting_for_second(visit.session, visit.actor),
        is_gone=bool(place.post) and review is None,
        faults=faults or [],
        errors=faults_by_field(faults or []),
        entered=Fields(entered.texts if entered else {}),
    )


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
