"""What the watcher looks at: one file per rule, each of the same shape, listed here. Their words are in `messages`."""

from typing import Final

from app.queries.watch import (
    chain_broken,
    claim_stuck,
    clock_wrong,
    credential_expires,
    delivery_overdue,
    invariant_broken,
    not_visible,
    part_silent,
    queue_old,
    still_visible,
    time_moved,
    unclear_long,
)
from app.queries.watch.base import Rule

RULES: Final[tuple[Rule, ...]] = (
    delivery_overdue.RULE,
    not_visible.RULE,
    still_visible.RULE,
    unclear_long.RULE,
    claim_stuck.RULE,
    part_silent.RULE,
    queue_old.RULE,
    clock_wrong.RULE,
    credential_expires.RULE,
    chain_broken.RULE,
    invariant_broken.RULE,
    time_moved.RULE,
)
