"""Roles in organisations, in the hands of admins who signed in a moment ago (SECURITY AU-09)."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from app.actions.memberships import add_membership, change_membership, end_membership
from app.api.deps import (
    ActorDep,
    After,
    FreshActorDep,
    IfMatch,
    KeepingRoute,
    Limit,
    Once,
    SessionDep,
    ensure_fresh,
    ensure_given,
)
from app.api.schemas.fields import Name, PageOut
from app.api.schemas.memberships import MembershipChange, MembershipIn, MembershipOut
from app.models import Membership
from app.models.user import Actor, Role
from app.queries.memberships import get_membership, list_memberships

router = APIRouter(tags=["Users"], route_class=KeepingRoute)


def show(session: Session, actor: Actor, membership: Membership, response: Response) -> MembershipOut:
    """Return the role as it is now, with its ETag."""
    session.flush()
    answer = MembershipOut.of(get_membership(session, actor, membership.id))
    response.headers["ETag"] = answer.etag
    return answer


@router.get("/memberships")
def read_memberships(
    session: SessionDep,
    actor: ActorDep,
    user_id: UUID | None = None,
    organisation: Name | None = None,
    role: Role | None = None,
    limit: Limit = 50,
    after: After = None,
) -> PageOut[MembershipOut]:
    """List who holds which role where, newest first, past and future ones included."""
    page = list_memberships(
        session, actor, user_id=user_id, organisation=organisation, role=role, limit=limit, after=after
    )
    return PageOut(items=[MembershipOut.of(row) for row in page.items], next=page.next)


@router.post("/memberships", status_code=201, dependencies=[Once])
def write_membership(
    body: MembershipIn, session: SessionDep, actor: FreshActorDep, response: Response
) -> MembershipOut:
    """Give an account a role; needs a recent sign-in. What the account is signed in to ends."""
    membership = add_membership(
        session, actor, user_id=body.user_id, organisation=body.organisation, terms=body.terms()
    )
    response.headers["Location"] = f"/api/v1/memberships/{membership.id}"
    return show(session, actor, membership, response)


@router.get("/memberships/{membership_id}")
def read_membership(
    membership_id: UUID, session: SessionDep, actor: ActorDep, response: Response
) -> MembershipOut:
    """Show one role."""
    return show(session, actor, get_membership(session, actor, membership_id), response)


@router.patch("/memberships/{membership_id}")
def edit_membership(
    membership_id: UUID,
    body: MembershipChange,
    session: SessionDep,
    actor: FreshActorDep,
    response: Response,
    if_match: IfMatch = None,
) -> MembershipOut:
    """Change a role's days, channels or right to approve; needs a recent sign-in."""
    membership = get_membership(session, actor, membership_id, is_to_change=True)
    ensure_fresh(MembershipOut.of(membership).etag, ensure_given(if_match))
    change_membership(session, actor, membership, body.changes())
    return show(session, actor, membership, response)


@router.delete("/memberships/{membership_id}", status_code=204)
def delete_membership(membership_id: UUID, session: SessionDep, actor: FreshActorDep) -> None:
    """Take a role away; needs a recent sign-in."""
    end_membership(session, actor, get_membership(session, actor, membership_id, is_to_change=True))
