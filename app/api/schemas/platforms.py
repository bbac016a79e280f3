"""Platforms and their stops."""

from datetime import date
from uuid import UUID

from app.actions.platform_stops import Effects
from app.api.schemas.fields import Answer, Instant, Reason, Request, Text
from app.models.channel import ChannelState
from app.models.channel_life import PlatformStop, StopEffect
from app.queries.platforms import PlatformView


class PlatformStopIn(Request):
    """Why no channel of a platform may be used, and until what happens; `review_on` is the day to look again."""

    effect: StopEffect
    legal_reason: Text
    decision_id: UUID | None = None
    review_on: date
    condition: Text


class PlatformLiftIn(Request):
    """Why a stop ends."""

    reason: Reason


class PlatformStopOut(Answer):
    """A stop of a platform."""

    id: UUID
    effect: StopEffect
    legal_reason: str
    decision_id: UUID | None
    review_on: date
    condition: str
    at: Instant
    lifted_at: Instant | None
    lift_reason: str | None


class PlatformOut(Answer):
    """A platform with the stop that stands."""

    slug: str
    name: str
    stop: PlatformStopOut | None

    @classmethod
    def of(cls, view: PlatformView) -> "PlatformOut":
        """Return the answer for a platform."""
        stop = PlatformStopOut.model_validate(view.stop) if view.stop else None
        return cls(slug=view.platform.slug, name=view.platform.name, stop=stop)


class ClosedChannelOut(Answer):
    """A channel that a stop closes."""

    id: UUID
    label: str
    organisation: str
    state: ChannelState


class StopEffectsOut(Answer):
    """What a stop does, or in a dry run would do; then `stop` is null. `in_flight` had already begun."""

    stop: PlatformStopOut | None
    channels: list[ClosedChannelOut]
    held: list[UUID]
    in_flight: list[UUID]

    @classmethod
    def of(cls, effects: Effects, stop: PlatformStop | None) -> "StopEffectsOut":
        """Return the answer for what a stop does."""
        return cls(
            stop=PlatformStopOut.model_validate(stop) if stop else None,
            channels=[
                ClosedChannelOut(
                    id=row.id,
                    label=row.label,
                    organisation=row.organisation.abbreviation,
                    state=row.state,
                )
                for row in effects.channels
            ],
            held=[row.id for row in effects.held],
            in_flight=[row.id for row in effects.in_flight],
        )
