"""What the newsroom did in a stretch of days, for machines."""

from datetime import date

from app.api.schemas.fields import Answer, Instant
from app.models.ground import Ground


class WeekOut(Answer):
    """How many posts of a body went out for the first time in a week, by its Monday."""

    monday: date
    organisation: str
    posts: int
    central: int
    sourced: int


class SilenceOut(Answer):
    """A ministry of which nothing went out in these days, and when something last did."""

    organisation: str
    last_at: Instant | None


class PostReportOut(Answer):
    """Posts by week and body; `central` of them on a channel of the state, `sourced` readable in another place, too."""

    items: list[WeekOut]
    silent: list[SilenceOut]


class PunctualityOut(Answer):
    """How late deliveries of a channel left, in seconds; `punctual` of them within a minute."""

    channel: str
    sent: int
    punctual: int
    median_s: float
    p95_s: float
    worst_s: float


class PunctualityReportOut(Answer):
    """Every channel on which something left in these days."""

    items: list[PunctualityOut]


class DecisionsOut(Answer):
    """How long posts of a body waited for the first approval, in hours, and how many were sent back."""

    organisation: str
    approved: int
    median_h: float | None
    p90_h: float | None
    sent_back: int


class DecisionReportOut(Answer):
    """Every body of whose posts something was decided in these days."""

    items: list[DecisionsOut]


class RemovalsOut(Answer):
    """Cases against posts of a body on a ground: `hints` ask for nothing, `executed` ended with a removal."""

    organisation: str
    ground: Ground
    opened: int
    hints: int
    executed: int
    running: int


class RemovalReportOut(Answer):
    """Every case opened in these days."""

    items: list[RemovalsOut]
