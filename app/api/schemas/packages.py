"""Packages and press databases as the API takes and gives them."""

import hashlib
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app import clock
from app.actions.packages import Bundle
from app.api.schemas.fields import Answer, Instant, Request, Title, WebAddress, When
from app.api.schemas.themes import MinistryOut
from app.models import Package
from app.models.package import PortalFinding, Rest, Trigger
from app.queries.packages import Light, Member, PackageView


class PackageChange(Request):
    """What a package is to be; `press_release` is the number or address that the press database names."""

    title: Title
    press_release: Title
    portal_url: WebAddress | None = None
    rest: Rest
    fires_at: When | None = None
    deliveries: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=50)]

    def bundle(self) -> Bundle:
        """Return what the actions take."""
        return Bundle(
            title=self.title,
            press_release=self.press_release,
            portal_url=self.portal_url,
            rest=self.rest,
            fires_at=self.fires_at if isinstance(self.fires_at, clock.Moment) else None,
            deliveries=self.deliveries,
        )


class PackageIn(PackageChange):
    """A package to be made: of which organisation, and of which theme if of one."""

    organisation_id: UUID
    theme_id: UUID | None = None


class PackageOut(Answer):
    """A package; `fired_by` is null where its moment came by the clock."""

    id: UUID
    title: str
    press_release: str
    portal_url: str | None
    organisation: MinistryOut
    theme_id: UUID | None
    rest: Rest
    fires_at: Instant | None
    fired_by: Trigger | None
    cancelled_at: Instant | None

    @classmethod
    def of(cls, row: Package) -> "PackageOut":
        """Return the answer for a row."""
        return cls.model_validate(row)


class PackageMemberOut(Answer):
    """A delivery of a package: its light with the reason, and how long after the firing it left."""

    delivery_id: UUID
    post_id: UUID
    channel: str
    state: str
    light: Light
    message: str
    due_at: Instant | None
    sent_at: Instant | None
    after_s: float | None


class WholePackageOut(PackageOut):
    """A package with its members; `hidden` are those of posts one may not see, `spread_s` lies between first and last.

    `portal_light` tells whether the page in the Landesportal can be reached, as of `portal_checked_at`.
    """

    is_fired: bool
    members: list[PackageMemberOut]
    hidden: int
    spread_s: float | None
    portal_light: Light | None
    portal_finding: PortalFinding | None
    portal_checked_at: Instant | None

    @property
    def etag(self) -> str:
        """A strong ETag of what people set, which members included: what becomes of them in between is no conflict."""
        said = self.model_dump_json(include=set(PackageOut.model_fields))
        members = sorted(str(row.delivery_id) for row in self.members)
        return f'"{hashlib.sha256(" ".join([said, *members]).encode()).hexdigest()[:32]}"'

    @classmethod
    def with_members(cls, view: PackageView) -> "WholePackageOut":
        """Return the answer for a package with its lights."""
        return cls(
            **PackageOut.of(view.package).model_dump(),
            is_fired=view.is_fired,
            members=[_member(view, row) for row in view.members],
            hidden=view.hidden,
            spread_s=view.spread_s,
            portal_light=view.page_light,
            portal_finding=view.package.portal_finding,
            portal_checked_at=view.package.portal_checked_at,
        )


class PressConnectionIn(Request):
    """A press database to be connected."""

    name: Title


class PressConnectionOut(Answer):
    """A press database that may say what is published."""

    id: UUID
    name: str
    created_at: Instant


class PressConnectionMadeOut(PressConnectionOut):
    """A press database with its secret, shown this once."""

    secret: str


class PressNoticeIn(Request):
    """What the press database says: that a press release is published."""

    type: Literal["press_release.published"]
    press_release: Title


def _member(view: PackageView, row: Member) -> PackageMemberOut:
    return PackageMemberOut(
        delivery_id=row.view.id,
        post_id=row.view.post.id,
        channel=row.view.channel_row.label,
        state=row.view.state,
        light=row.light,
        message=row.why,
        due_at=row.view.due_at,
        sent_at=row.sent_at,
        after_s=view.after_s(row),
    )
