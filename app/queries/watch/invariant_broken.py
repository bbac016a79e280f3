"""Something that must never be true of the data (PUBLISHING section 17)."""

from collections import defaultdict
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models.finding import FindingRule
from app.queries.watch.base import Around, Fault, Rule, Seen


def look(session: Session, _: Around) -> Seen:
    """Return the deliveries that break clauses, with their names."""
    broken: defaultdict[UUID, list[str]] = defaultdict(list)
    rows = session.execute(text("select clause, delivery_id from invariant_violations order by clause"))
    for clause, delivery_id in rows:
        broken[delivery_id].append(clause)
    return Seen(
        [
            Fault("delivery", delivery_id, {"clauses": ", ".join(sorted(set(clauses)))})
            for delivery_id, clauses in broken.items()
        ]
    )


RULE: Final = Rule(FindingRule.INVARIANT_BROKEN, look)
