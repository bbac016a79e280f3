"""What a role in an organisation may look like: ends for those who act on time, channels for those who need them."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from app.errors import Issue
from app.models.user import Role

LIMITED_TO_CHANNELS: Final = {Role.CHANNEL_MANAGER, Role.AGENCY}
NEVER_DEPUTISED: Final = {Role.AGENCY, Role.SERVICE}


@dataclass(frozen=True)
class Terms:
    """A role with its days (both included), whom it deputises for, and the channels it names."""

    role: Role
    can_approve: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    deputy_for_id: UUID | None = None
    channel_ids: tuple[UUID, ...] = ()


def find_membership_issues(terms: Terms, *, is_service: bool, today: date) -> list[Issue]:
    """Return everything that keeps an account from holding a role on these terms."""
    issues = []
    if is_service != (terms.role is Role.SERVICE):
        issues.append(Issue("role", "role-for-services" if terms.role is Role.SERVICE else "role-for-people"))
    if terms.can_approve and terms.role is not Role.MINISTRY_EDITOR:
        issues.append(Issue("can_approve", "approver-role"))
    if terms.channel_ids and terms.role not in LIMITED_TO_CHANNELS:
        issues.append(Issue("channel_ids", "channels-role"))
    if terms.deputy_for_id and terms.role in NEVER_DEPUTISED:
        issues.append(Issue("deputy_for_id", "deputy-role"))
    return issues + _find_date_issues(terms, today)


def _find_date_issues(terms: Terms, today: date) -> list[Issue]:
    needs_end = terms.role is Role.AGENCY or terms.deputy_for_id is not None
    if terms.valid_to is None:
        return [Issue("valid_to", "missing")] if needs_end else []
    if terms.valid_from and terms.valid_to < terms.valid_from:
        return [Issue("valid_to", "period-reversed")]
    if terms.role is Role.AGENCY and terms.valid_to > in_a_year(today):
        return [Issue("valid_to", "agency-term", {"latest": in_a_year(today).isoformat()})]
    return []


def in_a_year(day: date) -> date:
    """Return the day twelve months later; 28 February after a 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
