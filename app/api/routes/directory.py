"""The public directory: nobody signs in, nothing names who works on a channel. Counted by address."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Query, Response

from app.api.deps import After, Limit, SessionDep
from app.api.schemas.directory import DirectoryEntryOut, VerdictOut
from app.api.schemas.fields import AccountName, Answer, Name, PageOut, Search
from app.api.throttling import AddressDep
from app.queries.directory import DirectoryStatus, Wanted, check_account, find_entries
from app.throttle import throttle

IfNoneMatch = Annotated[str, Header(alias="If-None-Match", description="The ETag last read.")]
Sought = Annotated[Search, Query(description="Words in label, name, address or body.")]
Which = Annotated[AccountName, Query(description="An address on a platform, or a name as `@name`.")]


def count_lookup(address: AddressDep) -> None:
    """Count a look into the directory. Raises TooOftenError."""
    throttle().count(throttle().lookups, address)


def read_wanted(
    q: Sought = "", platform: Name = "", organisation: Name = "", status: DirectoryStatus | None = None
) -> Wanted:
    """Return what somebody looks for."""
    return Wanted(q, platform, organisation, status)


router = APIRouter(tags=["Directory"], dependencies=[Depends(count_lookup, scope="function")])
WantedDep = Annotated[Wanted, Depends(read_wanted)]
UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "Nothing has changed since `If-None-Match`."}
}


@router.get("/directory", response_model=PageOut[DirectoryEntryOut], responses=UNCHANGED)
def read_directory(
    session: SessionDep,
    response: Response,
    wanted: WantedDep,
    limit: Limit = 50,
    after: After = None,
    if_none_match: IfNoneMatch = "",
) -> Answer | Response:
    """List the official channels by body and platform; ended ones stay, with day and reason."""
    page = find_entries(session, wanted, limit=limit, after=after)
    items = [DirectoryEntryOut.model_validate(row) for row in page.items]
    return _answer(PageOut(items=items, next=page.next), if_none_match, response)


@router.get("/directory/check", response_model=VerdictOut, responses=UNCHANGED)
def check(
    session: SessionDep, response: Response, q: Which, if_none_match: IfNoneMatch = ""
) -> Answer | Response:
    """Tell whether an account is official, however its address is written; what only looks alike is not."""
    return _answer(VerdictOut.model_validate(check_account(session, q)), if_none_match, response)


def _answer(answer: Answer, known: str, response: Response) -> Answer | Response:
    headers = {"ETag": answer.etag, "Cache-Control": "no-cache"}
    if {answer.etag, "*"} & {tag.strip().removeprefix("W/") for tag in known.split(",")}:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return answer
