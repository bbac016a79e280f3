"""The radar as the API gives it."""

from datetime import date

from app.api.schemas.fields import Answer, Instant


class CountOut(Answer):
    """How much is planned under a name, and how much of it went out and stands there."""

    name: str
    planned: int
    out: int


class CollisionOut(Answer):
    """Two posts that are too close on a channel."""

    channel: str
    first_at: Instant
    second_at: Instant
    organisations: list[str]


class RadarOut(Answer):
    """What these days hold, and what they lack; a delivery counts once for each goal and format of its theme."""

    since: date
    until: date
    ministries: list[CountOut]
    goals: list[CountOut]
    formats: list[CountOut]
    without_goal: CountOut
    silent: list[str]
    empty_days: list[date]
    collisions: list[CollisionOut]
