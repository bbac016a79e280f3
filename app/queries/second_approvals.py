"""What is due in pre-election periods and who has approved it: what still waits for a second person stands out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.orm import Session

from app import clock
from app.actions.lexicon_in_force import find_lexicon
from app.actions.periods import list_in_force
from app.actions.second_approvals import find_wanting_second
from app.editorial.second_approvals import OPEN
from app.models import Delivery, Election
from app.models.user import Actor
from app.queries.deliveries import DeliveryView, list_firsts
from app.queries.delivery_filter import DeliveryFilter, DeliveryStatus
from app.queries.visibility import is_under_embargo, is_whole_for

MOST: Final = 100
LISTED: Final = (
    DeliveryStatus.PROPOSED,
    DeliveryStatus.WAITING,
    DeliveryStatus.HELD,
    DeliveryStatus.UNCLEAR,
)
"""What has not left and still may."""


@dataclass(frozen=True)
class Planned:
    """A delivery that is due in a period; `names` are persons of the lexicon, who hold or seek office, in its text."""

    view: DeliveryView
    is_waiting_for_second: bool
    names: Sequence[str]


def list_planned(session: Session, actor: Actor, election: Election) -> Sequence[Planned]:
    """Return what is due in the rest of a period and has not left, the earliest first: of what the actor may see."""
    begin, end = _span(election)
    wanted = [DeliveryFilter(status, start=begin, end=end) for status in LISTED]
    found = chain.from_iterable(list_firsts(session, actor, wanted, limit=MOST))
    views = sorted(found, key=lambda view: view.due_at or view.proposed_at or end)[:MOST]
    waiting = find_waiting_for_second(session, [view.delivery for view in views if view.delivery])
    lexicon = find_lexicon(session)
    persons = [term.surface for term in lexicon.terms if term.kind == "person"] if lexicon else []
    return [Planned(view, view.id in waiting, _find_names(persons, view.text_as_sent)) for view in views]


def find_waiting_for_second(
    session: Session, deliveries: Collection[Delivery]
) -> dict[UUID, frozenset[UUID]]:
    """Return which of these wait for a second person, each with the one who approved it."""
    ids = [row.id for row in deliveries if row.state in OPEN]
    return find_wanting_second(session, Delivery.id.in_(ids)) if ids else {}


def count_waiting_for_second(session: Session, actor: Actor) -> int:
    """Return how many deliveries of all ministries wait for a second person, also those still held after their period.

    What is under an embargo counts only for those who see it.
    """
    spans = [_days(election) for election in list_in_force(session, since=date.min)]
    if not spans:
        return 0
    is_due = or_(*(Delivery.due_at.between(begin, end) for begin, end in spans))
    is_known = ~is_under_embargo() | is_whole_for(actor)
    return len(find_wanting_second(session, Delivery.state.in_(OPEN), is_due, is_known))


def _find_names(persons: Sequence[str], text: str) -> list[str]:
    folded = text.casefold()
    return [name for name in persons if name.casefold() in folded]


def _span(election: Election) -> tuple[datetime, datetime]:
    """Return from when to when something may still leave in a period, from yesterday on."""
    begin, end = _days(election)
    return max(begin, clock.now() - timedelta(days=1)), end


def _days(election: Election) -> tuple[datetime, datetime]:
    """Return when a period's first day begins and its last one ends."""
    return clock.start_of(election.quiet_from), clock.start_of(election.quiet_to + timedelta(days=1))
