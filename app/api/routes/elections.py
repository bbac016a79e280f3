"""Elections with their pre-election periods: proposed by one person of the desk, decided by another."""

from uuid import UUID

from fastapi import APIRouter

from app.actions.elections import decide_election, keep_election, propose_election, withdraw_election
from app.api.deps import ActorDep, After, KeepingRoute, Limit, Once, SessionDep, SignedIn
from app.api.schemas.elections import ElectionIn, ElectionOut, WithdrawalIn
from app.api.schemas.fields import PageOut
from app.queries.elections import list_elections

router = APIRouter(tags=["Elections"], route_class=KeepingRoute)


@router.get("/elections", dependencies=[SignedIn])
def read_elections(session: SessionDep, limit: Limit = 50, after: After = None) -> PageOut[ElectionOut]:
    """List the elections with their pre-election periods, the latest first."""
    page = list_elections(session, limit=limit, after=after)
    return PageOut(items=[ElectionOut.of(row) for row in page.items], next=page.next)


@router.post("/elections", dependencies=[Once], status_code=201)
def propose(body: ElectionIn, session: SessionDep, actor: ActorDep) -> ElectionOut:
    """Propose a pre-election period; it has no effect until another person confirms it."""
    return ElectionOut.of(propose_election(session, actor, body.entry()))


@router.post("/elections/{election_id}/confirm", dependencies=[Once])
def confirm(election_id: UUID, session: SessionDep, actor: ActorDep) -> ElectionOut:
    """Put a proposed period into force as the second person.

    It counts for what is approved already as well.
    """
    return ElectionOut.of(decide_election(session, actor, election_id))


@router.post("/elections/{election_id}/withdraw", dependencies=[Once])
def withdraw(election_id: UUID, body: WithdrawalIn, session: SessionDep, actor: ActorDep) -> ElectionOut:
    """Take a period back; a decided one goes with the word of a second person."""
    return ElectionOut.of(withdraw_election(session, actor, election_id, reason=body.reason))


@router.post("/elections/{election_id}/keep", dependencies=[Once])
def keep(election_id: UUID, session: SessionDep, actor: ActorDep) -> ElectionOut:
    """Drop the wish to end a decided period; it stays in force."""
    return ElectionOut.of(keep_election(session, actor, election_id))
