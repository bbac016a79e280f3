"""What the checks say of texts and posts, their rules and how often these found something."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.actions.check_rules import tune_rule
from app.actions.checking import check_text
from app.actions.reading import note_reading
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep, SignedIn
from app.api.schemas.check_rules import AllHitsOut, RuleOut, RulesOut, TuneIn
from app.api.schemas.checks import ResultsOut, RunOut, TextIn
from app.api.schemas.fields import Abbreviation, PageOut
from app.api.throttling import Costly
from app.api.tokens import open_to_tokens
from app.models import Post
from app.models.user import TokenScope
from app.queries.checks import MOST_DAYS, count_hits, list_rules, list_runs

router = APIRouter(tags=["Checks"], route_class=KeepingRoute)

Days = Annotated[int, Query(ge=1, le=MOST_DAYS)]


@router.post(
    "/check", dependencies=[SignedIn, Once, Costly], openapi_extra=open_to_tokens(TokenScope.POSTS_READ)
)
def try_text(body: TextIn, session: SessionDep) -> ResultsOut:
    """Show what the checks say of a text alone. Nothing is kept."""
    return ResultsOut.of_checked(check_text(session, body.text, body.alternative_url))


@router.get("/posts/{post_id}/checks")
def read_runs(
    post_id: UUID, session: SessionDep, actor: ActorDep, limit: Limit = 50, after: After = None
) -> PageOut[RunOut]:
    """List what was found on each occasion, newest first, as it was found then."""
    page = list_runs(session, actor, post_id, limit=limit, after=after)
    note_reading(session, actor, [session.get_one(Post, post_id)])
    return PageOut(items=[RunOut.of(row) for row in page.items], next=page.next)


@router.get("/check-rules", dependencies=[SignedIn])
def read_rules(session: SessionDep) -> RulesOut:
    """List the rules as they are set."""
    return RulesOut(items=[RuleOut.of(view) for view in list_rules(session)])


@router.post("/check-rules/{rule}/tune", dependencies=[Once])
def set_rule(rule: Abbreviation, body: TuneIn, session: SessionDep, actor: ActorDep) -> RuleOut:
    """Set a rule: on or off, how strict, by which measure."""
    tune_rule(session, actor, rule, is_on=body.on, level=body.level, number=body.number, reason=body.reason)
    return next(RuleOut.of(view) for view in list_rules(session) if view.rule.id == rule)


@router.get("/check-rules/hits", dependencies=[Costly])
def read_hits(session: SessionDep, actor: ActorDep, days: Days = 90) -> AllHitsOut:
    """Count the hits of the last days by rule and organisation."""
    return AllHitsOut.of(days, count_hits(session, actor, days=days))
