"""What people chose, and when a mail may reach them for it.

Wall times are Berlin's and naive; whoever calls turns them into instants.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from app.editorial.telling import Group, Terms
from app.models.notification_choice import Choice

DEFAULTS: Final[Mapping[Group, Choice]] = {
    Group.DECISIONS: Choice.AT_ONCE,
    Group.COMMENTS: Choice.AT_ONCE,
    Group.TAKEDOWNS: Choice.AT_ONCE,
    Group.DELIVERIES: Choice.AT_ONCE,
    Group.CHANNELS: Choice.AT_ONCE,
    Group.FINDINGS: Choice.AT_ONCE,
    Group.ACCOUNT: Choice.AT_ONCE,
}
"""What holds for whoever chose nothing, and what there is to choose."""

DIGEST_AT: Final = time(7, 30)


@dataclass(frozen=True)
class Wishes:
    """What one account wants: a choice per group, when its digest comes, and when it wants to be left alone."""

    groups: Mapping[Group, Choice]
    digest_at: time = DIGEST_AT
    quiet_from: time | None = None
    quiet_until: time | None = None

    def choice(self, group: Group) -> Choice:
        """Return what is wanted for a group."""
        return self.groups.get(group, DEFAULTS[group])


NO_WISHES: Final = Wishes({})


def plan_mail(terms: Terms, wishes: Wishes, now: datetime) -> tuple[Choice, datetime]:
    """Return how a mail goes and the Berlin wall time before which it must not, given the wall time it is now."""
    if terms.is_mandatory or (terms.is_urgent and wishes.choice(terms.group) is not Choice.IN_APP):
        return Choice.AT_ONCE, now
    choice = wishes.choice(terms.group)
    if choice is Choice.DIGEST:
        return choice, next_at(wishes.digest_at, now)
    return choice, end_of_quiet(wishes, now)


def end_of_quiet(wishes: Wishes, now: datetime) -> datetime:
    """Return the end of the quiet hours that it is now, or now; they may go over midnight."""
    if wishes.quiet_from is None or wishes.quiet_until is None:
        return now
    is_over_midnight = wishes.quiet_until < wishes.quiet_from
    at = now.time()
    if is_over_midnight:
        is_quiet = at >= wishes.quiet_from or at < wishes.quiet_until
    else:
        is_quiet = wishes.quiet_from <= at < wishes.quiet_until
    return next_at(wishes.quiet_until, now) if is_quiet else now


def next_at(at: time, now: datetime) -> datetime:
    """Return the next wall time of this time of day after now."""
    day: date = now.date() if now.time() < at else now.date() + timedelta(days=1)
    return datetime.combine(day, at)
