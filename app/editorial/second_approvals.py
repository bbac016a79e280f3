"""When something needs the approval of a second person: in a pre-election period, until two have approved it (G14)."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.models.delivery import DeliveryState, HoldReason
from app.models.post import PostState

ENOUGH: Final = 2
"""So many persons approve what is due in a period."""
OPEN: Final = frozenset({DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.UNCLEAR})
"""Where something has not left for good and still may."""
APPROVABLE: Final = frozenset({PostState.SUBMITTED, PostState.SCHEDULED, PostState.PUBLISHED})
"""Posts that nobody has decided against."""
FOR_WANT_OF_IT: Final = frozenset({None, HoldReason.APPROVAL_LAPSED, HoldReason.MANUAL})
"""What is held for another reason is let go by a new approval, which may well be the second."""


@dataclass(frozen=True)
class Standing:
    """How an approved delivery stands: `is_current` where its post was not changed since, `is_in_period` by its due time.

    `approvers` and `writers` are persons, not accounts.
    """

    state: DeliveryState
    hold_reason: HoldReason | None
    post_state: PostState
    is_current: bool
    is_in_period: bool
    approvers: AbstractSet[UUID]
    writers: AbstractSet[UUID]

    @property
    def counted(self) -> frozenset[UUID]:
        """Who approved it and did not write it."""
        return frozenset(self.approvers - self.writers)


def needs_second(standing: Standing) -> bool:
    """Tell whether a second person is to approve it: the first approval still stands, and no second one was given."""
    is_open = standing.state in OPEN and standing.hold_reason in FOR_WANT_OF_IT
    stands = standing.post_state in APPROVABLE and standing.is_current
    return is_open and stands and standing.is_in_period and 0 < len(standing.counted) < ENOUGH
