"""Setting a rule of the checks: on or off, how strict, by which measure; each change with a reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.events import record
from app.editorial.checks import BY_ID, Rule
from app.editorial.checks.results import Tuning, usual_tuning
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, WrongStateError
from app.models import CheckRule, User
from app.models.check import CheckLevel
from app.models.user import Actor


def tune_rule(
    session: Session,
    actor: Actor,
    rule_id: str,
    *,
    is_on: bool | None,
    level: CheckLevel | None,
    number: int | None,
    reason: str,
) -> CheckRule:
    """Set what is given and leave the rest as it is. What blocks is technical and stays as it is.

    Whoever may change the lexicon may tune the rules.

    Raises NotFoundError, NotAllowedError, WrongStateError for a technical rule, InvalidError for a level or number the
    rule does not have.
    """
    if not is_allowed(actor, Permission.CHANGE_LEXICON):
        raise NotAllowedError
    rule = BY_ID.get(rule_id)
    if rule is None:
        raise NotFoundError
    if rule.is_technical:
        raise WrongStateError(key="rule-technical")
    _ensure_possible(rule, level, number)
    row = session.execute(
        select(CheckRule).where(CheckRule.rule == rule_id).with_for_update()
    ).scalar_one_or_none()
    usual = usual_tuning(rule)
    before = Tuning(row.is_on, row.level, row.number or 0) if row else usual
    row = row or CheckRule(rule=rule_id)
    row.is_on = before.is_on if is_on is None else is_on
    row.level = level or before.level
    row.number = (before.number if number is None else number) if rule.number else None
    row.reason, row.changed_by = reason, session.get_one(User, actor.user_id)
    session.add(row)
    session.flush()
    record(
        session,
        actor,
        "check_rule.tune",
        row,
        object_id=row.id,
        reason=reason,
        rule=rule_id,
        was=_told(before.is_on, before.level, before.number if rule.number else None),
        now=_told(row.is_on, row.level, row.number),
    )
    return row


def _ensure_possible(rule: Rule, level: CheckLevel | None, number: int | None) -> None:
    issues = []
    if level is not None and level not in rule.levels:
        levels = ", ".join(row.value for row in rule.levels)
        issues.append(Issue("level", "rule-level", {"levels": levels}))
    if number is not None and rule.number is None:
        issues.append(Issue("number", "rule-without-number"))
    elif number is not None and rule.number and not rule.number.least <= number <= rule.number.most:
        issues.append(Issue("number", "rule-number", {"least": rule.number.least, "most": rule.number.most}))
    if issues:
        raise InvalidError(issues=issues)


def _told(is_on: bool, level: CheckLevel, number: int | None) -> dict[str, object]:  # noqa: FBT001 - one line of an event
    return {"is_on": is_on, "level": level.value, "number": number}
