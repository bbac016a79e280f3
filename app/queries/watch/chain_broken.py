"""The chain of events, recomputed stretch by stretch and compared with the ends kept outside the database.

Each look checks the newest places and one stretch of the rest, and remembers how far it came. What is wrong stays a
finding until a whole round, begun at the first place, finds nothing.
"""

from typing import Final

from sqlalchemy.orm import Session

from app.models.finding import FindingRule
from app.queries.audit import Fault as Break
from app.queries.audit import read_head, verify_stretch
from app.queries.watch.base import Around, Fault, Rule, Seen

STRETCH: Final = 10_000
NEWEST: Final = 500


def look(session: Session, around: Around) -> Seen:
    """Return the first place that does not fit, if there is one."""
    memory, head = around.memory, read_head(session).position
    stretch = verify_stretch(session, around.heads_file, after=memory.get("after", 0), most=STRETCH)
    breaks = list(stretch.faults)
    if not stretch.is_last:
        newest = verify_stretch(session, around.heads_file, after=max(head - NEWEST, 0), is_quick=True)
        breaks += newest.faults
    is_broken = bool(breaks) or memory.get("is_broken", False)
    if stretch.is_last:
        memory |= {"after": 0, "is_broken": False}
    else:
        memory |= {"after": stretch.until, "is_broken": is_broken}
    first = min(breaks, key=lambda found: found.position, default=None)
    return Seen([_tell(first)] if first else [], is_whole=stretch.is_last and not is_broken)


def _tell(found: Break) -> Fault:
    return Fault("chain", "chain", {"position": found.position, "message": found.message})


RULE: Final = Rule(FindingRule.CHAIN_BROKEN, look)
