"""A body's Nutzungskonzept: begun, written, with whom its imprint names, and issued for its channels (Anlage 1, page 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.actions.content import find_organisation
from app.actions.events import record
from app.actions.readiness import settle_state
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotAllowedError, NotFoundError, StaleError, WrongStateError
from app.messages.concepts import COMMITMENT
from app.models import Channel, Concept, ConceptVersion, ImprintEntry, Platform, PlatformFacts
from app.models.user import Actor


@dataclass(frozen=True)
class Edition:
    """A concept as it is to be issued; `version` is that of the texts it was made of, `missing` are keys of what it lacks."""

    version: int
    as_of: date
    channel_ids: Sequence[UUID]
    content: Mapping[str, Any]
    sha256: str
    missing: Sequence[str]


def start_concept(session: Session, actor: Actor, *, organisation: str, title: str) -> Concept:
    """Begin the concept of a body, with the model's words for what it commits itself to.

    Raises NotAllowedError, and InvalidError for an unknown body or one that has a concept.
    """
    house = find_organisation(session, organisation, "organisation")
    if not is_allowed(actor, Permission.WRITE_REGISTER, organisation_id=house.id):
        raise NotAllowedError
    if session.execute(select(Concept.id).where(Concept.organisation_id == house.id)).first():
        raise InvalidError(issues=[Issue("organisation", "concept-known")])
    concept = Concept(organisation_id=house.id, title=title, sources=[], commitment=COMMITMENT)
    session.add(concept)
    session.flush()
    record(session, actor, "concept.start", concept, object_id=concept.id, title=title)
    return concept


def write_concept(
    session: Session, actor: Actor, concept_id: UUID, said: Mapping[str, Any], *, version: int
) -> Concept:
    """Write what a body says itself; `said` are the columns. What was issued stays as it is.

    Raises NotFoundError, NotAllowedError, and StaleError where somebody wrote since `version`.
    """
    concept = take_concept(session, actor, concept_id)
    if concept.version != version:
        raise StaleError(key="concept-changed")
    for name, value in said.items():
        setattr(concept, name, value)
    record(session, actor, "concept.write", concept, object_id=concept.id)
    return concept


def add_entry(session: Session, actor: Actor, concept_id: UUID, said: Mapping[str, Any]) -> ImprintEntry:
    """Enter whom imprint and concept name. Raises InvalidError where the last day is before the first."""
    concept = take_concept(session, actor, concept_id)
    _ensure_in_order(said)
    entry = ImprintEntry(concept_id=concept.id, **said)
    session.add(entry)
    session.flush()
    record(session, actor, "concept.enter", concept, object_id=concept.id, entry=str(entry.id))
    return entry


def change_entry(session: Session, actor: Actor, entry_id: UUID, said: Mapping[str, Any]) -> ImprintEntry:
    """Say anew whom imprint and concept name, or until when. Raises NotFoundError, NotAllowedError, InvalidError."""
    entry = session.get(ImprintEntry, entry_id)
    if entry is None:
        raise NotFoundError
    concept = take_concept(session, actor, entry.concept_id)
    _ensure_in_order(said)
    for name, value in said.items():
        setattr(entry, name, value)
    record(session, actor, "concept.enter", concept, object_id=concept.id, entry=str(entry.id))
    return entry


def issue_concept(session: Session, actor: Actor, concept_id: UUID, edition: Edition) -> ConceptVersion:
    """Issue the concept for its channels, which move on by it: what changes afterwards does not touch it.

    Raises NotFoundError, NotAllowedError, InvalidError for a day still to come, StaleError where somebody wrote
    meanwhile, and WrongStateError `concept-incomplete` naming everything that is missing.
    """
    concept = take_concept(session, actor, concept_id)
    if concept.version != edition.version:
        raise StaleError(key="concept-changed")
    if edition.as_of > clock.today():
        raise InvalidError(issues=[Issue("as_of", "day-to-come")])
    if edition.missing:
        raise WrongStateError(key="concept-incomplete", missing=list(edition.missing))
    newest = select(func.max(ConceptVersion.number)).where(ConceptVersion.concept_id == concept.id)
    issued = ConceptVersion(
        concept_id=concept.id,
        number=(session.execute(newest).scalar() or 0) + 1,
        as_of=edition.as_of,
        channel_ids=list(edition.channel_ids),
        content=dict(edition.content),
        sha256=edition.sha256,
        issued_by_id=actor.user_id,
    )
    session.add(issued)
    session.flush()
    record(session, actor, "concept.issue", issued, object_id=issued.id, sha256=edition.sha256)
    theirs = select(Channel).where(Channel.id.in_(edition.channel_ids)).order_by(Channel.id)
    locked = theirs.with_for_update(key_share=True).execution_options(populate_existing=True)
    for channel in session.execute(locked).scalars().all():
        settle_state(session, actor, channel)
    return issued


def describe_platform(session: Session, actor: Actor, slug: str, said: Mapping[str, Any]) -> PlatformFacts:
    """Write what concepts say of a platform; only who keeps the whole register may. Raises NotFoundError, NotAllowedError."""
    if not is_allowed(actor, Permission.WRITE_REGISTER):
        raise NotAllowedError
    platform = session.get(Platform, slug, with_for_update={"key_share": True})
    if platform is None:
        raise NotFoundError
    known = select(PlatformFacts).where(PlatformFacts.platform_slug == slug)
    facts = session.execute(known).scalar_one_or_none() or PlatformFacts(platform_slug=slug)
    for name, value in said.items():
        setattr(facts, name, value)
    session.add(facts)
    session.flush()
    record(session, actor, "platform.describe", facts, object_id=facts.id, platform=slug)
    return facts


def take_concept(session: Session, actor: Actor, concept_id: UUID) -> Concept:
    """Lock and return a concept for whoever writes it. Raises NotFoundError, NotAllowedError."""
    concept = session.get(Concept, concept_id, with_for_update=True, populate_existing=True)
    if concept is None:
        raise NotFoundError
    if not is_allowed(actor, Permission.WRITE_REGISTER, organisation_id=concept.organisation_id):
        raise NotAllowedError
    return concept


def _ensure_in_order(said: Mapping[str, Any]) -> None:
    if said["valid_to"] is not None and said["valid_to"] < said["valid_from"]:
        raise InvalidError(issues=[Issue("valid_to", "period-reversed")])
