"""Whole reports: everything of one kind, unpaged, in the order it was reported."""

from uuid import UUID

from app.api.schemas.fields import Answer
from app.api.schemas.reported import CostItemOut, CostSumOut, MetricsSnapshotOut, StaffingOut, StrategyOut
from app.models.channel import Channel, ChannelState
from app.models.organisation import Organisation
from app.reports.channels import find_body, find_ministry
from app.reports.pages import find_page


class ChannelRowOut(Answer):
    """A channel with what was printed of it: `organisation` runs it, `ministry` is the one it belongs to."""

    id: UUID
    key: str | None
    ministry: str
    body: str | None
    organisation: str
    platform: str
    printed_platform: str
    url: str | None
    handle: str | None
    printed: str | None
    period: str | None
    since: str | None
    until: str | None
    state: ChannelState
    end_reason: str | None
    source_page: int | None
    source: str | None

    @classmethod
    def of(cls, row: Channel) -> "ChannelRowOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            key=row.source_key,
            ministry=find_ministry(row.organisation).abbreviation,
            body=find_body(row.organisation),
            organisation=row.organisation.abbreviation,
            platform=row.platform_slug,
            printed_platform=row.printed_platform or row.platform.name,
            url=row.url,
            handle=row.handle,
            printed=row.printed_name or row.url or row.handle,
            period=row.period,
            since=row.since,
            until=row.until,
            state=row.state,
            end_reason=row.end_reason,
            source_page=find_page(row.source),
            source=row.source,
        )


class WithoutChannelOut(Answer):
    """An organisation that declared to have no channel of its own."""

    organisation: str
    answer: str
    source: str | None

    @classmethod
    def of(cls, row: Organisation) -> "WithoutChannelOut":
        """Return the answer for a row."""
        return cls(organisation=row.abbreviation, answer=row.answer or "", source=row.source)


class CostReportOut(Answer):
    """All reported costs, and the sums that may be drawn from them: never of different bases together."""

    items: list[CostItemOut]
    sums: list[CostSumOut]


class ChannelReportOut(Answer):
    """All channels, and who declared to have none."""

    items: list[ChannelRowOut]
    without: list[WithoutChannelOut]


class StaffingReportOut(Answer):
    """All reported staffing."""

    items: list[StaffingOut]


class StrategyReportOut(Answer):
    """All reported strategies."""

    items: list[StrategyOut]


class FollowerReportOut(Answer):
    """All followers and views."""

    items: list[MetricsSnapshotOut]
