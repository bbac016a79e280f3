"""One account with all that is known of it, and the ways to whatever can be done with it."""

from uuid import UUID

from fastapi import APIRouter, Response

from app import clock
from app.queries.channels import list_entrustable
from app.queries.deputies import list_deputies
from app.queries.persons import list_accounts_of
from app.queries.tokens import list_tokens
from app.queries.users import get_user
from app.web.deps import Looking
from app.web.forms import Fault
from app.web.visit import Visit

router = APIRouter(prefix="/admin/users", include_in_schema=False)


@router.get("/{user_id}")
def show_user(visit: Looking, user_id: UUID) -> Response:
    """Show one account: a person's, or a program's with its tokens."""
    return show_one(visit, user_id)


def show_one(
    visit: Visit, user_id: UUID, faults: list[Fault] | None = None, *, status: int = 200
) -> Response:
    """Return the page of one account; with what could not be done."""
    view = get_user(visit.session, visit.actor, user_id)
    is_service = view.user.owner_id is not None
    named = {row.channel_id for membership in view.memberships for row in membership.entrusted}
    tokens = list_tokens(visit.session, visit.actor, user_id=user_id, limit=100, after=None)
    return visit.show(
        "desk/admin/user.html",
        status=status,
        view=view,
        is_service=is_service,
        is_own=view.user.person_id == visit.actor.person_id,
        others=list_accounts_of(visit.session, visit.actor, view.user),
        deputies=list_deputies(visit.session, visit.actor, user_id),
        labels={row.id: row.label for row in list_entrustable(visit.session, also=named)},
        tokens=tokens.items if is_service else [],
        today=clock.today(),
        faults=faults or [],
    )
