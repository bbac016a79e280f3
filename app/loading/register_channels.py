"""The channels of a register in the database, each with the steps of its life.

A channel's name, address and owner follow the files. Its life does so only as long as the system knows
nothing of it that the files do not: a channel that was ended or paused here stays so, and the report says it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.loading.register_files import Register
from app.loading.report import LoadReport
from app.loading.rows import Row
from app.models.channel import ApprovalMode, Channel, ChannelScope, ChannelState, ChannelStatus, Platform
from app.models.organisation import Organisation

IMPORTED = "imported"
CHANNEL_WORDS = ("url", "handle", "printed_platform", "printed_name", "period", "since", "source")


@dataclass(frozen=True)
class Life:
    """What the files say about a channel's life: its state with end and reason, and the steps to it."""

    values: dict[str, Any]
    steps: list[tuple[ChannelState, str | None, str | None]]

    @classmethod
    def of(cls, row: Row, history: Sequence[Row]) -> "Life":
        """Return the life of a channel; without a history its only step is its state since its beginning."""
        state = ChannelState(row["state"])
        steps = [
            (ChannelState(step["state"]), step.optional("since"), step.optional("reason")) for step in history
        ]
        values = {"state": state, "until": row.optional("until"), "end_reason": row.optional("end_reason")}
        return cls(values, steps or [(state, row.optional("since"), row.optional("end_reason"))])

    def includes(self, channel: Channel) -> bool:
        """Tell whether the system knows nothing beyond the files: its steps are the first of theirs."""
        known = [(step.state, step.since, step.reason) for step in channel.history]
        return known == self.steps[: len(known)] and (not known or channel.state is known[-1][0])

    def extend(self, channel: Channel) -> bool:
        """Add the steps the channel does not have yet; tell whether there were any."""
        new = self.steps[len(channel.history) :]
        for state, since, reason in new:
            position = len(channel.history) + 1
            channel.history.append(ChannelStatus(position=position, state=state, since=since, reason=reason))
        return bool(new)

    def describe_difference(self, channel: Channel) -> str:
        """Return what to tell an operator about a channel whose life went on in the system."""
        return (
            f"{channel.label}: Stand und Verlauf bleiben, wie sie im System stehen („{channel.state}“); "
            f"die Dateien sagen „{self.values['state']}“."
        )


def load_channels(
    session: Session,
    register: Register,
    organisations: Mapping[str, Organisation],
    platforms: Mapping[str, Platform],
    *,
    environment: str,
    report: LoadReport,
) -> None:
    """Bring in the channels with their histories; new ones belong to the environment."""
    query = select(Channel).where(Channel.source_key.is_not(None)).options(selectinload(Channel.history))
    known = {channel.source_key: channel for channel in session.scalars(query)}
    for row in register.channels:
        values = {
            "platform": platforms[row["platform"]],
            "organisation": organisations[row["organisation"]],
            "scope": ChannelScope(row["scope"]),
            "label": row["label"],
            **{name: row.optional(name) for name in CHANNEL_WORDS},
        }
        life = Life.of(row, register.history.get(row["key"], []))
        channel = known.get(row["key"])
        if channel is None:
            report.channels.create(session, _new_channel(row["key"], values, life, environment))
        elif life.includes(channel):
            is_longer = life.extend(channel)
            report.channels.update(channel, values | life.values, is_changed=is_longer)
        else:
            report.kept.append(life.describe_difference(channel))
            report.channels.update(channel, values)


def _new_channel(key: str, values: Mapping[str, Any], life: Life, environment: str) -> Channel:
    """Return a channel as it enters the register: waived, unconnected, approved as its scope asks."""
    is_central = values["scope"] is ChannelScope.CENTRAL
    channel = Channel(
        source_key=key,
        environment=environment,
        waiver=IMPORTED,
        approval_mode=ApprovalMode.CENTRAL if is_central else ApprovalMode.MINISTRY,
        **values,
        **life.values,
    )
    life.extend(channel)
    return channel
