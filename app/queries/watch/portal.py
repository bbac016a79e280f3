"""Which public pages the watcher asks for: the newest posts, the newest removed, and those that were wrong before."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models import Channel, Delivery, Finding
from app.models.delivery import DeliveryState
from app.models.finding import FindingRule
from app.queries.portal import PORTAL

RECENT: Final = timedelta(days=1)
AT_ONCE: Final = 20


@dataclass(frozen=True)
class Candidates:
    """Deliveries on the portal whose pages are to be asked for: that must be there, and that must not."""

    sent: list[UUID]
    removed: list[UUID]


def find_candidates(session: Session) -> Candidates:
    """Return the pages to ask for."""
    return Candidates(
        _newest(session, DeliveryState.SENT, Delivery.sent_at, FindingRule.NOT_VISIBLE),
        _newest(session, DeliveryState.REMOVED, Delivery.removed_at, FindingRule.STILL_VISIBLE),
    )


def _newest(
    session: Session, state: DeliveryState, since: InstrumentedAttribute[Any], rule: FindingRule
) -> list[UUID]:
    open_ids = select(Finding.subject_id).where(
        Finding.rule == rule.value, Finding.subject_type == "delivery", Finding.ended_at.is_(None)
    )
    wrong_before = [UUID(text) for text in session.execute(open_ids).scalars()]
    query = (
        select(Delivery.id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            Channel.platform_slug == PORTAL,
            Delivery.state == state,
            or_(since > func.now() - RECENT, Delivery.id.in_(wrong_before)),
        )
        .order_by(Delivery.id.in_(wrong_before).desc(), since.desc(), Delivery.id)
        .limit(AT_ONCE)
    )
    return list(session.execute(query).scalars())
