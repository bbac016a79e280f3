"""Platforms and their stops on pages, with what a stop would do before it is set; and decisions about channels."""

from typing import Any, Final

from fastapi import APIRouter, Response

from app.actions.channel_decisions import record_decision
from app.actions.concepts import describe_platform
from app.actions.platform_stops import Effects, lift_platform_stop, stop_platform
from app.editorial.permissions import MATRIX, Permission, is_allowed
from app.errors import NotFoundError, Refusal
from app.messages.register import EFFECTS
from app.queries.channel_life import list_decisions
from app.queries.channels import name_platforms
from app.queries.concepts import find_platform_facts
from app.queries.platforms import foresee_stop, list_with_stops
from app.web.channel_forms import DECISION, LABELS, REASON, STOP, read_fields
from app.web.concept_forms import FACTS
from app.web.concept_forms import LABELS as CONCEPT_LABELS
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.visit import Visit, lead_to

router = APIRouter(include_in_schema=False)
ALL_LABELS: Final = LABELS | CONCEPT_LABELS
SAID: Final = {
    "foresee": "",
    "stop": "platform-stopped",
    "lift": "platform-lifted",
    "describe": "platform-described",
}
"""By what a form does: what is told afterwards; foreseeing leads nowhere."""


@router.get("/platforms")
def show_platforms(visit: Looking, after: str | None = None) -> Response:
    """Show the platforms, and which are stopped."""
    page = list_with_stops(visit.session, visit.actor, limit=50, after=after)
    return visit.show("desk/platforms/list.html", views=page.items, next=page.next)


@router.get("/platforms/{slug}")
def show_platform(visit: Looking, slug: str) -> Response:
    """Show one platform: its stop, or the form for one."""
    return _show(visit, slug)


@router.post("/platforms/{slug}")
def take_stop(visit: Acting, form: Form, slug: str) -> Response:
    """Tell what a stop would do, set it, or lift it."""
    entered = Entered.of(form)
    do = entered.text("do")
    if do not in SAID or slug not in name_platforms(visit.session):
        raise NotFoundError
    try:
        with visit.session.begin_nested():
            effects = _do(visit, slug, do, entered)
    except NotFoundError:
        raise
    except Refusal as refusal:
        faults = faults_of_refusal(refusal, "reason" if do == "lift" else "effect", ALL_LABELS)
        return _show(visit, slug, faults=faults, entered=entered)
    if effects is not None:
        return _show(visit, slug, entered=entered, effects=effects)
    return lead_to(f"/platforms/{slug}", said=SAID[do])


@router.get("/decisions")
def show_decisions(visit: Looking, after: str | None = None) -> Response:
    """Show the decisions, the newest first, and the form for one."""
    return _show_decisions(visit, after=after)


@router.post("/decisions")
def take_decision(visit: Acting, form: Form) -> Response:
    """Write down a decision."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            record_decision(visit.session, visit.actor, **read_fields(entered, DECISION))
    except Refusal as refusal:
        return _show_decisions(visit, faults_of_refusal(refusal, "organisation", LABELS), entered)
    return lead_to("/decisions", said="decision-recorded")


def _do(visit: Visit, slug: str, do: str, entered: Entered) -> Effects | None:
    if do == "describe":
        describe_platform(visit.session, visit.actor, slug, read_fields(entered, FACTS))
        return None
    if do == "lift":
        lift_platform_stop(visit.session, visit.actor, slug, **read_fields(entered, REASON))
        return None
    said = read_fields(entered, STOP)
    if do == "foresee":
        wanted = {name: said[name] for name in ("effect", "decision_id", "review_on")}
        return foresee_stop(visit.session, visit.actor, slug, **wanted)
    stop_platform(visit.session, visit.actor, slug, **said)
    return None


def _show(
    visit: Visit,
    slug: str,
    *,
    faults: list[Fault] | None = None,
    entered: Entered | None = None,
    effects: Effects | None = None,
) -> Response:
    views = list_with_stops(visit.session, visit.actor, limit=100, after=None).items
    view = next((row for row in views if row.platform.slug == slug), None)
    if view is None:
        raise NotFoundError
    return visit.show(
        "desk/platforms/platform.html",
        status=422 if faults else 200,
        view=view,
        effects=effects,
        effect_names=EFFECTS,
        said=find_platform_facts(visit.session, slug),
        may_describe=is_allowed(visit.actor, Permission.WRITE_REGISTER),
        may_stop=is_allowed(visit.actor, Permission.STOP_PLATFORM),
        decisions=list_decisions(visit.session, visit.actor, limit=100, after=None).items,
        **_frame(faults, entered),
    )


def _show_decisions(
    visit: Visit, faults: list[Fault] | None = None, entered: Entered | None = None, after: str | None = None
) -> Response:
    page = list_decisions(visit.session, visit.actor, limit=30, after=after)
    return visit.show(
        "desk/platforms/decisions.html",
        status=422 if faults else 200,
        decisions=page.items,
        next=page.next,
        may_record=visit.actor.holds(*MATRIX[Permission.RECORD_DECISION]),
        **_frame(faults, entered),
    )


def _frame(faults: list[Fault] | None, entered: Entered | None) -> dict[str, Any]:
    return {
        "labels": ALL_LABELS,
        "faults": faults or [],
        "errors": {fault.field: fault.sentence for fault in faults or []},
        "entered": Fields(entered.texts if entered else {}),
    }
