"""Calls on one thing that its caller saw in a certain state, answered with the thing as it is afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Generic, Protocol, TypeVar
from uuid import UUID

from fastapi import Path, Response
from sqlalchemy.orm import Session

from app.api.deps import ActorDep, IfMatch, SessionDep, ensure_fresh
from app.models.user import Actor


class Seen(Protocol):
    """What a query found; `etag` changes whenever it does."""

    @property
    def etag(self) -> str:
        """Return its ETag."""


View = TypeVar("View", bound=Seen)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Call(Generic[Answer]):
    """A call on the thing `id`; `answer` shows it as it is now."""

    id: UUID
    session: Session
    actor: Actor
    response: Response
    show: Callable[[Session, Actor, UUID, Response], Answer]

    def answer(self) -> Answer:
        """Return the thing as it is now, with its ETag."""
        return self.show(self.session, self.actor, self.id, self.response)


@dataclass(frozen=True)
class Kind(Generic[View, Answer]):
    """How things of one kind are locked, found and shown."""

    lock: Callable[[Session, Actor, UUID], object]
    find: Callable[[Session, Actor, UUID], View]
    tell: Callable[[Session, Actor, View], Answer]

    def show(self, session: Session, actor: Actor, thing_id: UUID, response: Response) -> Answer:
        """Return the thing as it is now, with its ETag. Raises NotFoundError."""
        session.flush()
        view = self.find(session, actor, thing_id)
        response.headers["ETag"] = view.etag
        return self.tell(session, actor, view)

    def called(self, name: str) -> Callable[..., Call[Answer]]:
        """Return the dependency that takes a call on the thing whose id is in the path as `name`.

        With If-Match the thing is locked; the dependency raises StaleError if it is not the one last seen.
        """

        def take_call(
            thing_id: Annotated[UUID, Path(alias=name)],
            session: SessionDep,
            actor: ActorDep,
            response: Response,
            if_match: IfMatch = None,
        ) -> Call[Answer]:
            if if_match is not None:
                self.lock(session, actor, thing_id)
                ensure_fresh(self.find(session, actor, thing_id).etag, if_match)
            return Call(thing_id, session, actor, response, self.show)

        return take_call
