"""Prüfregeln: what the checks look at, how the desk has set each rule, and how often each one pointed at something."""

from typing import Final

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.check_rules import tune_rule
from app.editorial.checks import BY_ID
from app.editorial.checks.base import PAPER
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotFoundError, Refusal
from app.fields import Reason
from app.messages.checks import LEVELS
from app.models.check import CheckLevel
from app.queries.check_hits import PERIODS, find_shares
from app.queries.checks import count_hits, list_rules
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/rules", include_in_schema=False)

LABELS: Final = {"level": "Stufe", "number": "Maß", "reason": "Grund"}
_level, _number, _reason = TypeAdapter(CheckLevel), TypeAdapter(int), TypeAdapter(Reason)


@router.get("")
def show_rules(visit: Looking) -> Response:
    """Show the rules as they are set."""
    return _show(visit)


@router.get("/hits")
def show_hits(visit: Looking, days: int = PERIODS[0], rule: str = "") -> Response:
    """Show in how many posts the rules pointed at something: by rule, or of one rule by organisation."""
    visit.count_costly()
    chosen = days if days in PERIODS else PERIODS[0]
    rows = count_hits(visit.session, visit.actor, days=chosen)
    wanted = rule if rule in BY_ID else ""
    return visit.show(
        "desk/neutrality/hits.html",
        days=chosen,
        periods=PERIODS,
        rule=wanted,
        rules=[row.id for row in BY_ID.values()],
        rows=[row for row in rows if wanted in {"", row.rule}],
        shares=find_shares(rows, wanted),
    )


@router.post("/{rule}")
def take_setting(visit: Acting, form: Form, rule: str) -> Response:
    """Set one rule; the page comes back at it."""
    if rule not in BY_ID:
        raise NotFoundError
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            _tune(visit, entered, rule)
    except Refusal as refusal:
        faults = faults_of_refusal(refusal, "reason", LABELS)
        return _show(
            visit, [Fault(f"{row.field}-{rule}", row.sentence, row.label) for row in faults], entered, rule
        )
    return lead_to("/rules", said="rule-tuned")


def _tune(visit: Visit, entered: Entered, rule: str) -> None:
    entered.need("reason")
    level = entered.take_if_any("level", _level)
    number = entered.take_if_any("number", _number)
    reason = entered.take_if_any("reason", _reason)
    entered.ensure_clean()
    is_on = bool(entered.text("on"))
    tune_rule(visit.session, visit.actor, rule, is_on=is_on, level=level, number=number, reason=reason or "")


def _show(
    visit: Visit, faults: list[Fault] | None = None, entered: Entered | None = None, tuned: str = ""
) -> Response:
    return visit.show(
        "desk/neutrality/rules.html",
        status=422 if faults else 200,
        views=list_rules(visit.session),
        paper=PAPER,
        levels=LEVELS,
        labels=LABELS,
        may_change=is_allowed(visit.actor, Permission.CHANGE_LEXICON),
        may_count=is_allowed(visit.actor, Permission.READ_LEXICON),
        tuned=tuned,
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
    )
