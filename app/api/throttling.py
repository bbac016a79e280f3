"""What is counted beyond one request like another: costly work, and from where somebody signs in (SECURITY LI-01)."""

from typing import Annotated

from fastapi import Depends, Request

from app.api.deps import ActorDep
from app.throttle import site_of, throttle


def count_costly(actor: ActorDep) -> None:
    """Count a request that makes the machine work. Raises TooOftenError."""
    throttle().count(throttle().costly, str(actor.user_id))


def count_search(request: Request, actor: ActorDep) -> None:
    """Count a request that searches through texts. Raises TooOftenError."""
    if request.query_params.get("q"):
        count_costly(actor)


def count_finding(request: Request, actor: ActorDep) -> None:
    """Count a request that looks through everything that waits. Raises TooOftenError."""
    if request.query_params.get("finding"):
        count_costly(actor)


def find_address(request: Request) -> str:
    """Return from where a request comes; a proxy's word counts only if the server was told to trust it."""
    return site_of(request.client.host if request.client else "")


AddressDep = Annotated[str, Depends(find_address)]
Costly = Depends(count_costly, scope="function")
CostlySearch = Depends(count_search, scope="function")
CostlyFinding = Depends(count_finding, scope="function")
