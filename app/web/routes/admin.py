"""Verwaltung: what of the accounts needs somebody's attention, and the ways to everything that admins manage."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Response

from app import clock
from app.queries.deputies import list_ending
from app.queries.user_filter import UserFilter, UserStatus
from app.queries.users import count_users
from app.web.deps import Looking

router = APIRouter(prefix="/admin", include_in_schema=False)

SOON: Final = timedelta(days=30)


@router.get("")
def show_overview(visit: Looking) -> Response:
    """Show how many accounts there are and stand out, and which roles end soon."""

    def count(status: UserStatus | None, *, is_service: bool = False) -> int:
        return count_users(visit.session, visit.actor, UserFilter(status=status, is_service=is_service))

    return visit.show(
        "desk/admin/overview.html",
        people=count(None),
        services=count(None, is_service=True),
        standing_out={status: count(status) for status in UserStatus},
        ending=list_ending(visit.session, visit.actor, within=SOON),
        days=SOON.days,
        today=clock.today(),
    )
