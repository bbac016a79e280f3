"""The rules of the checks as they are set, what was found in a post, and how often each rule was met by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import Session, joinedload

from app.actions.checking import get_post_to_check
from app.editorial.checks import RULES, Rule
from app.editorial.checks.results import Result, Tuning, usual_tuning
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotAllowedError
from app.models import CheckRule, CheckRun, Organisation, Post
from app.models.user import Actor
from app.queries.cursor import Page, as_id, fetch_page
from app.queries.visibility import is_desk, is_under_embargo

MOST_DAYS = 366


@dataclass(frozen=True)
class RuleView:
    """A rule, how it is set, and who set it so; `row` is None where it is as the house delivers it."""

    rule: Rule
    tuning: Tuning
    row: CheckRule | None


@dataclass(frozen=True)
class Hits:
    """In how many posts of an organisation a rule found something, and in how many of them its author said why."""

    rule: str
    organisation: str
    posts: int
    justified: int


def list_rules(session: Session) -> list[RuleView]:
    """Return all rules in the order in which people read them."""
    rows = {
        row.rule: row
        for row in session.execute(select(CheckRule).options(joinedload(CheckRule.changed_by))).scalars()
    }
    return [_view(rule, rows.get(rule.id)) for rule in RULES]


def count_hits(session: Session, actor: Actor, *, days: int) -> list[Hits]:
    """Return the hits of the last days by rule and organisation; a post counts once, however often it was checked.

    What is under an embargo counts for the desk only.

    Raises NotAllowedError.
    """
    if not is_allowed(actor, Permission.READ_LEXICON):
        raise NotAllowedError
    each = func.jsonb_array_elements(CheckRun.results).table_valued(column("value", JSONB), name="result")
    rule = each.c.value["rule"].astext
    is_justified = each.c.value["justification"].astext.is_not(None)
    query = (
        select(
            rule,
            Organisation.abbreviation,
            func.count(CheckRun.post_id.distinct()),
            func.count(CheckRun.post_id.distinct()).filter(is_justified),
        )
        .select_from(CheckRun)
        .join(Organisation, Organisation.id == CheckRun.organisation_id)
        .join(each, true())
        .join(Post, Post.id == CheckRun.post_id)
        .where(CheckRun.at > func.now() - func.make_interval(0, 0, 0, min(days, MOST_DAYS)))
        .where(is_desk(actor) | ~is_under_embargo())
        .group_by(rule, Organisation.abbreviation)
        .order_by(Organisation.abbreviation)
    )
    places = {row.id: place for place, row in enumerate(RULES)}
    found = [Hits(*row) for row in session.execute(query) if row[0] in places]
    return sorted(found, key=lambda row: places[row.rule])


def list_runs(
    session: Session, actor: Actor, post_id: UUID, *, limit: int, after: str | None
) -> Page[CheckRun]:
    """Return what was found in a post on each occasion, the newest first, to whoever sees the whole post."""
    post = get_post_to_check(session, actor, post_id)
    query = (
        select(CheckRun)
        .where(CheckRun.post_id == post.id)
        .options(joinedload(CheckRun.by), joinedload(CheckRun.revision))
    )
    return fetch_page(
        session, query, by=[CheckRun.id], kinds=[as_id], limit=limit, after=after, descending=True
    )


def find_last_runs(session: Session, revision_ids: Sequence[UUID]) -> dict[UUID, CheckRun]:
    """Return by revision what was found in it last."""
    query = (
        select(CheckRun)
        .where(CheckRun.revision_id.in_(revision_ids))
        .ext(distinct_on(CheckRun.revision_id))
        .order_by(CheckRun.revision_id, CheckRun.id.desc())
    )
    return {row.revision_id: row for row in session.execute(query).scalars()}


def results_of(run: CheckRun | None) -> list[Result]:
    """Return what a run found."""
    return [Result.of(row) for row in run.results] if run else []


def _view(rule: Rule, row: CheckRule | None) -> RuleView:
    tuning = Tuning(row.is_on, row.level, row.number or 0) if row else usual_tuning(rule)
    return RuleView(rule, tuning, row)
