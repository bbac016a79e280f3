"""One theme: what it is, what hangs on it, who may know until when, what was asked for, and what can be done with it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app import clock
from app.actions.contributions import ask_for_contribution
from app.actions.theme_comments import comment_theme
from app.actions.themes import change_theme, withdraw_theme
from app.editorial.themes import may_decide, may_plan, may_talk
from app.errors import NotAllowedError, NotFoundError, Refusal
from app.fields import Reason
from app.messages.themes import CONTRIBUTION_STATES, DECISIONS, DEEDS, GOALS, KINDS, PURPOSES
from app.models import Theme
from app.models.channel import ChannelScope
from app.models.theme_comment import ThemeDecision
from app.queries.deliveries import DeliveryView
from app.queries.organisations import list_organisations
from app.queries.posts import PostFilter, PostView, list_posts
from app.queries.theme_pages import (
    find_decision,
    has_gone_first,
    list_asked_for,
    list_deeds,
    list_theme_comments,
)
from app.queries.themes import find_theme
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault
from app.web.moments import is_to_be_chosen
from app.web.routes.themes import MOST_ORGANISATIONS, form_frame, show_form
from app.web.theme_forms import (
    LABELS,
    faults_of_theme,
    fields_of,
    moment_fields,
    plan_of,
    read_due,
    read_embargo,
    read_plan,
)
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/themes/{theme_id}", include_in_schema=False)

PAGE_LENGTH: Final = 50
_reason, _id, _decision = TypeAdapter(Reason), TypeAdapter(UUID), TypeAdapter(ThemeDecision)


@router.get("")
def show_theme(
    visit: Looking, theme_id: UUID, after: str | None = None, talk_after: str | None = None
) -> Response:
    """Show a theme; under an embargo only to its ministries and the desk."""
    return _show(visit, theme_id, after=after, talk_after=talk_after)


@router.get("/edit")
def show_edit(visit: Looking, theme_id: UUID) -> Response:
    """Show the form in which a theme is changed."""
    theme = _find_to_plan(visit, theme_id)
    return show_form(visit, theme, Entered(fields_of(theme)))


@router.post("/edit")
def take_edit(visit: Acting, form: Form, theme_id: UUID) -> Response:
    """Say anew what a theme is."""
    entered, theme = Entered.of(form), _find_to_plan(visit, theme_id)
    try:
        with visit.session.begin_nested():
            change_theme(visit.session, visit.actor, theme_id, read_plan(entered), version=_seen(entered))
    except NotFoundError:
        raise
    except Refusal as refusal:
        return show_form(visit, theme, entered, faults_of_theme(refusal, "title"))
    return lead_to(f"/themes/{theme_id}", said="theme-changed")


@router.post("/embargo")
def take_embargo(visit: Acting, form: Form, theme_id: UUID) -> Response:
    """Move the embargo of a theme, or lift it."""
    entered, theme = Entered.of(form), _find_to_plan(visit, theme_id)
    is_lifted = entered.text("do") == "lift"

    def move() -> None:
        until = None if is_lifted else read_embargo(entered)
        if until is None and not is_lifted:
            entered.need("date-embargo")
        entered.ensure_clean()
        plan = replace(plan_of(theme), embargo_until=until)
        change_theme(visit.session, visit.actor, theme_id, plan, version=_seen(entered))

    said = "embargo-lifted" if is_lifted else "embargo-moved"
    return _act(visit, theme_id, entered, "date-embargo", move, said)


@router.post("/contributions")
def take_request(visit: Acting, form: Form, theme_id: UUID) -> Response:
    """Ask a ministry to contribute."""
    entered = Entered.of(form)

    def ask() -> None:
        entered.need("organisation", "request")
        organisation_id, due_at = entered.take_if_any("organisation", _id), read_due(entered)
        request = entered.take_if_any("request", _reason)
        entered.ensure_clean()
        if organisation_id and request and due_at:
            ask_for_contribution(
                visit.session,
                visit.actor,
                theme_id,
                organisation_id=organisation_id,
                request=request,
                due_at=due_at,
            )

    return _act(visit, theme_id, entered, "organisation", ask, "contribution-asked")


@router.post("/comments")
def take_comment(visit: Acting, form: Form, theme_id: UUID) -> Response:
    """Say something about a theme, or decide on it."""
    entered = Entered.of(form)
    decision = entered.take_if_any("decision", _decision)

    def say() -> None:
        entered.need("remark")
        text = entered.take_if_any("remark", _reason)
        entered.ensure_clean()
        comment_theme(visit.session, visit.actor, theme_id, text=text or "", decision=decision)

    said = "theme-decided" if decision else "theme-commented"
    return _act(visit, theme_id, entered, "remark", say, said)


@router.post("/withdraw")
def take_withdrawal(visit: Acting, form: Form, theme_id: UUID) -> Response:
    """Take a theme back."""
    entered = Entered.of(form)

    def withdraw() -> None:
        entered.need("reason")
        reason = entered.take_if_any("reason", _reason)
        entered.ensure_clean()
        withdraw_theme(visit.session, visit.actor, theme_id, reason=reason or "")

    return _act(visit, theme_id, entered, "reason", withdraw, "theme-withdrawn")


def _act(
    visit: Visit, theme_id: UUID, entered: Entered, field: str, do: Callable[[], Any], said: str
) -> Response:
    """Do it and lead back to the theme; a refusal is told on its page beside what was entered."""
    try:
        with visit.session.begin_nested():
            do()
    except NotFoundError:
        raise
    except Refusal as refusal:
        return _show(visit, theme_id, faults_of_theme(refusal, field), entered)
    return lead_to(f"/themes/{theme_id}", said=said)


def _show(
    visit: Visit,
    theme_id: UUID,
    faults: list[Fault] | None = None,
    entered: Entered | None = None,
    after: str | None = None,
    talk_after: str | None = None,
) -> Response:
    theme = find_theme(visit.session, visit.actor, theme_id)
    page = list_posts(visit.session, visit.actor, PostFilter(theme=theme_id), limit=PAGE_LENGTH, after=after)
    visit.note_reading(view.post for view in page.items)
    plans = may_plan(visit.actor, theme) and theme.withdrawn_at is None
    entered = entered or Entered({})
    moments = moment_fields("embargo", theme.embargo_until) | {"seen": str(theme.version)}
    return visit.show(
        "desk/themes/theme.html",
        status=422 if faults else 200,
        theme=theme,
        posts=page.items,
        next=page.next,
        **_order(visit, theme, page.items),
        asked=list_asked_for(visit.session, theme_id),
        deeds=list_deeds(visit.session, theme_id),
        **_talk(visit, theme, talk_after),
        circle=[theme.lead, *(row.organisation for row in theme.ministries)],
        is_over=theme.embargo_until is not None and not theme.is_under_embargo,
        may_plan=plans,
        may_ask=plans,
        organisations=list_organisations(visit.session, limit=MOST_ORGANISATIONS, after=None).items
        if plans
        else [],
        asks_for_fold={name: is_to_be_chosen(entered, f"-{name}") for name in ("embargo", "due")},
        labels=LABELS,
        kinds=KINDS,
        goals=GOALS,
        purposes=PURPOSES,
        deed_names=DEEDS,
        contribution_states=CONTRIBUTION_STATES,
        today=clock.today(),
        **form_frame(Entered(moments | dict(entered.texts)), faults),
    )


def _talk(visit: Visit, theme: Theme, after: str | None) -> dict[str, Any]:
    """Return what is said about a theme, what was decided, and what one may add."""
    is_open = theme.withdrawn_at is None
    return {
        "talk": list_theme_comments(visit.session, visit.actor, theme.id, limit=PAGE_LENGTH, after=after),
        "decided": find_decision(visit.session, theme.id),
        "decisions": DECISIONS,
        "may_talk": is_open and may_talk(visit.actor, theme),
        "may_decide": is_open and may_decide(visit.actor, theme),
    }


def _order(visit: Visit, theme: Theme, posts: Sequence[PostView]) -> dict[str, Any]:
    """Return what goes first where a central channel does, and what waits for it."""
    return {
        "waiting": _behind(posts),
        "first": _on_central(posts),
        "has_gone_first": theme.is_central_first and has_gone_first(visit.session, theme.id),
    }


def _behind(posts: Sequence[PostView]) -> list[tuple[PostView, DeliveryView]]:
    """Return the deliveries that wait until a central channel has the theme, each with its post."""
    return [(view, row) for view in posts for row in view.deliveries if row.is_behind]


def _on_central(posts: Sequence[PostView]) -> list[tuple[PostView, DeliveryView]]:
    """Return the deliveries of the theme on central channels, each with its post: one of them has to go first."""
    rows = ((view, row) for view in posts for row in view.deliveries)
    return [(view, row) for view, row in rows if row.channel_row.scope is ChannelScope.CENTRAL]


def _find_to_plan(visit: Visit, theme_id: UUID) -> Theme:
    theme = find_theme(visit.session, visit.actor, theme_id)
    if not may_plan(visit.actor, theme):
        raise NotAllowedError
    return theme


def _seen(entered: Entered) -> int:
    """Return the version that somebody saw; one that is none is none of the theme's."""
    said = entered.text("seen")
    return int(said) if said.isascii() and said.isdecimal() else -1
