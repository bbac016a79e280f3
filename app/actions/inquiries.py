"""A Kleine Anfrage from its arrival to the frozen, co-signed answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock
from app.actions.content import find_organisation
from app.actions.events import record
from app.editorial.permissions import Permission, is_allowed
from app.errors import (
    InvalidError,
    Issue,
    NotAllowedError,
    NotFoundError,
    RevisionChangedError,
    WrongStateError,
)
from app.models import CoSignature, Inquiry, InquiryQuestion, InquiryVersion, Survey
from app.models.inquiry import Block
from app.models.user import Actor


def open_inquiry(
    session: Session,
    actor: Actor,
    *,
    number: str,
    title: str,
    members: Sequence[str],
    deadline: date,
    as_of: date,
    questions: Sequence[tuple[str, str, Block]],
) -> Inquiry:
    """Open an inquiry; each question is its label, its wording and its block. Raises NotAllowedError, InvalidError."""
    _ensure_may_lead(actor)
    if session.execute(select(Inquiry.id).where(Inquiry.number == number)).first():
        raise InvalidError(issues=[Issue("number", "inquiry-known", {"number": number})])
    if as_of > deadline:
        raise InvalidError(issues=[Issue("as_of", "as-of-after-deadline")])
    inquiry = Inquiry(
        number=number,
        title=title,
        members=list(members),
        deadline=deadline,
        as_of=as_of,
        opened_by_id=actor.user_id,
    )
    inquiry.questions = [
        InquiryQuestion(position=position, label=label, wording=wording, block=block)
        for position, (label, wording, block) in enumerate(questions, start=1)
    ]
    session.add(inquiry)
    session.flush()
    record(session, actor, "inquiry.open", inquiry, object_id=inquiry.id, number=number)
    return inquiry


def answer_question(
    session: Session, actor: Actor, question_id: UUID, *, answer: str | None, before: str | None
) -> InquiryQuestion:
    """Write the government's own words to a question in place of those last read (`before`).

    Raises NotFoundError, NotAllowedError, and RevisionChangedError where somebody wrote others meanwhile.
    """
    _ensure_may_lead(actor)
    question = session.get(InquiryQuestion, question_id, with_for_update=True, populate_existing=True)
    if question is None:
        raise NotFoundError
    if question.answer != before:
        raise RevisionChangedError(key="answer-changed")
    question.answer = answer
    record(session, actor, "inquiry.answer", question, object_id=question.id, label=question.label)
    return question


def keep_inquiry(
    session: Session, actor: Actor, inquiry_id: UUID, *, content: Mapping[str, Any], sha256: str
) -> InquiryVersion:
    """Keep the answer: what changes in the register afterwards does not touch it. Not before the as-of date.

    Ministries that have not signed are named in the content; they keep nobody from answering in time.
    """
    inquiry = take_inquiry(session, actor, inquiry_id)
    if clock.today() < inquiry.as_of:
        raise WrongStateError(key="as-of-to-come", as_of=inquiry.as_of.isoformat())
    newest = session.execute(
        select(func.max(InquiryVersion.number)).where(InquiryVersion.inquiry_id == inquiry.id)
    ).scalar()
    version = InquiryVersion(
        inquiry_id=inquiry.id,
        number=(newest or 0) + 1,
        as_of=inquiry.as_of,
        content=dict(content),
        sha256=sha256,
        kept_by_id=actor.user_id,
    )
    session.add(version)
    session.flush()
    record(session, actor, "inquiry.keep", version, object_id=version.id, sha256=sha256)
    return version


def co_sign(session: Session, actor: Actor, version_id: UUID, organisation: str) -> InquiryVersion:
    """Stand behind a frozen version for an organisation, by its abbreviation; the first time counts.

    Raises NotFoundError, NotAllowedError, InvalidError for an unknown organisation.
    """
    version = session.get(InquiryVersion, version_id)
    if version is None or not sees_inquiry(session, actor, version.inquiry_id):
        raise NotFoundError
    house = find_organisation(session, organisation, "organisation")
    if not is_allowed(actor, Permission.SIGN_SURVEY, organisation_id=house.id):
        raise NotAllowedError
    row = insert(CoSignature).values(version_id=version_id, organisation_id=house.id, by_id=actor.user_id)
    if session.execute(row.on_conflict_do_nothing().returning(CoSignature.version_id)).first():
        told = {"organisation_id": str(house.id), "sha256": version.sha256}
        record(session, actor, "inquiry.co_sign", version, object_id=version.id, **told)
    return version


def sees_inquiry(session: Session, actor: Actor, inquiry_id: UUID) -> bool:
    """Tell whether somebody may see an inquiry: the desk, whoever reads all, and the leads of those who were asked."""
    if is_allowed(actor, Permission.READ_INQUIRY):
        return True
    asked = select(Survey.organisation_id).where(Survey.inquiry_id == inquiry_id)
    houses = session.execute(asked).scalars()
    return any(is_allowed(actor, Permission.READ_INQUIRY, organisation_id=house) for house in houses)


def take_inquiry(session: Session, actor: Actor, inquiry_id: UUID) -> Inquiry:
    """Lock and return an inquiry for whoever leads it. Raises NotFoundError, NotAllowedError."""
    _ensure_may_lead(actor)
    inquiry = session.get(Inquiry, inquiry_id, with_for_update=True, populate_existing=True)
    if inquiry is None:
        raise NotFoundError
    return inquiry


def _ensure_may_lead(actor: Actor) -> None:
    if not is_allowed(actor, Permission.LEAD_INQUIRY):
        raise NotAllowedError
