"""Zulieferungen: what one's ministry owes, what was asked for, and one request with its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from app.actions.contributions import (
    answer_contribution,
    decline_contribution,
    hand_over_contribution,
    withdraw_contribution,
)
from app.editorial.permissions import Permission, is_allowed
from app.editorial.themes import may_plan
from app.errors import NotFoundError, Refusal
from app.fields import Reason
from app.messages.themes import CONTRIBUTION_STATES
from app.models import Contribution
from app.models.contribution import ContributionState
from app.queries.cursor import Page
from app.queries.organisations import list_organisations
from app.queries.posts import PostFilter, list_posts
from app.queries.theme_pages import find_contribution, list_ministries, list_owed
from app.queries.themes import list_contributions
from app.web.csv_file import Cell, csv_file
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault
from app.web.pages import absolute
from app.web.queue_place import as_id
from app.web.routes.themes import MOST_ORGANISATIONS, form_frame
from app.web.theme_forms import faults_of_theme
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/contributions", include_in_schema=False)

MOST_OWED: Final = 50
MOST_POSTS: Final = 100
PAGE_LENGTH: Final = 30
FILE_PAGE_LENGTH: Final = 200
COLUMNS: Final[dict[str, Callable[[Contribution], Cell]]] = {
    "Thema": lambda row: row.theme.title,
    "Ressort": lambda row: row.organisation.abbreviation,
    "Was gebraucht wird": lambda row: row.request,
    "Erbeten am": lambda row: row.asked_at,
    "Frist": lambda row: row.due_at,
    "Stand": lambda row: CONTRIBUTION_STATES[row.state],
    "Antwort": lambda row: row.answer or "",
    "Beantwortet am": lambda row: row.answered_at,
    "Adresse": lambda row: absolute(f"/contributions/{row.id}"),
}
_reason, _id = TypeAdapter(Reason), TypeAdapter(UUID)


@dataclass(frozen=True)
class Wanted:
    """Which requests somebody wants to see, as the address says it."""

    state: str = ""
    organisation: str = ""
    mine: str = ""

    def fetch(self, visit: Visit, session: Session, *, limit: int, after: str | None) -> Page[Contribution]:
        """Return a page of them, the newest first."""
        return list_contributions(
            session,
            visit.actor,
            organisation_id=as_id(self.organisation),
            asked_by_id=visit.actor.user_id if self.mine else None,
            state=ContributionState(self.state) if self.state in set(ContributionState) else None,
            limit=limit,
            after=after,
        )


WantedDep = Annotated[Wanted, Depends()]


@router.get("")
def show_contributions(visit: Looking, wanted: WantedDep, after: str | None = None) -> Response:
    """Show what one's ministries owe, then everything that was asked for and that one may know of."""
    page = wanted.fetch(visit, visit.session, limit=PAGE_LENGTH, after=after)
    return visit.show(
        "desk/contributions/list.html",
        owed=list_owed(visit.session, visit.actor, limit=MOST_OWED),
        rows=page.items,
        next=page.next,
        after=after,
        wanted=vars(wanted),
        ministries=list_ministries(visit.session),
        contribution_states=CONTRIBUTION_STATES,
    )


@router.get(".csv")
def hand_out_contributions(visit: Looking, wanted: WantedDep) -> Response:
    """Return what was asked for, whole, for a spreadsheet."""
    return csv_file(
        visit,
        "zulieferungen",
        COLUMNS,
        lambda session, after: wanted.fetch(visit, session, limit=FILE_PAGE_LENGTH, after=after),
    )


@router.get("/{contribution_id}")
def show_contribution(visit: Looking, contribution_id: UUID) -> Response:
    """Show one request, with what can be done with it."""
    return _show(visit, contribution_id)


@router.post("/{contribution_id}")
def take_step(visit: Acting, form: Form, contribution_id: UUID) -> Response:
    """Answer it, decline it, hand it over, or take it back."""
    entered = Entered.of(form)
    steps: dict[str, tuple[Callable[[Visit, Entered, UUID], Any], str, str]] = {
        "answer": (_answer, "answer", "contribution-answered"),
        "decline": (_decline, "decline-reason", "contribution-declined"),
        "hand-over": (_hand_over, "organisation", "contribution-handed-over"),
        "withdraw": (_withdraw, "withdraw", "contribution-withdrawn"),
    }
    if entered.text("do") not in steps:
        raise NotFoundError
    do, field, said = steps[entered.text("do")]
    try:
        with visit.session.begin_nested():
            do(visit, entered, contribution_id)
    except NotFoundError:
        raise
    except Refusal as refusal:
        return _show(visit, contribution_id, faults_of_theme(refusal, field), entered)
    return lead_to(f"/contributions/{contribution_id}", said=said)


def _answer(visit: Visit, entered: Entered, contribution_id: UUID) -> None:
    answer, post_id = entered.take_if_any("answer", _reason), entered.take_if_any("post", _id)
    entered.ensure_clean()
    answer_contribution(visit.session, visit.actor, contribution_id, answer=answer, post_id=post_id)


def _decline(visit: Visit, entered: Entered, contribution_id: UUID) -> None:
    entered.need("decline-reason")
    reason = entered.take_if_any("decline-reason", _reason)
    entered.ensure_clean()
    decline_contribution(visit.session, visit.actor, contribution_id, reason=reason or "")


def _hand_over(visit: Visit, entered: Entered, contribution_id: UUID) -> None:
    entered.need("organisation", "reason")
    organisation_id, reason = entered.take_if_any("organisation", _id), entered.take_if_any("reason", _reason)
    entered.ensure_clean()
    if organisation_id is not None:
        hand_over_contribution(
            visit.session,
            visit.actor,
            contribution_id,
            organisation_id=organisation_id,
            reason=reason or "",
        )


def _withdraw(visit: Visit, entered: Entered, contribution_id: UUID) -> None:  # noqa: ARG001 - of one shape with its neighbours
    withdraw_contribution(visit.session, visit.actor, contribution_id)


def _show(
    visit: Visit, contribution_id: UUID, faults: list[Fault] | None = None, entered: Entered | None = None
) -> Response:
    row = find_contribution(visit.session, visit.actor, contribution_id)
    is_open = row.state is ContributionState.OPEN
    is_asked = is_allowed(visit.actor, Permission.CONTRIBUTE, organisation_id=row.organisation_id)
    plans = may_plan(visit.actor, row.theme)
    wanted = PostFilter(theme=row.theme_id)
    posts = list_posts(visit.session, visit.actor, wanted, limit=MOST_POSTS, after=None).items
    visit.note_reading(view.post for view in posts)
    return visit.show(
        "desk/contributions/contribution.html",
        status=422 if faults else 200,
        row=row,
        posts=[view for view in posts if view.is_whole],
        can_answer=is_open and is_asked,
        can_hand_over=is_open and (is_asked or plans),
        can_withdraw=is_open and plans,
        organisations=list_organisations(visit.session, limit=MOST_ORGANISATIONS, after=None).items,
        contribution_states=CONTRIBUTION_STATES,
        **form_frame(entered, faults),
    )
