"""Inquiries as somebody may see them, who has answered a survey and who is missing, and what was removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from app.actions.inquiries import sees_inquiry
from app.actions.surveys import sees_survey
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotFoundError
from app.models import CoSignature, Inquiry, InquiryVersion, Post, Survey, Takedown
from app.models.inquiry import Block, SurveyWord
from app.models.user import Actor, Role
from app.queries.cursor import Page, as_day, as_id, fetch_page
from app.queries.reported import ReportFilter, find_wanted_ids


class SurveyState(StrEnum):
    """Where one organisation stands: asked, answering, signed, or too late."""

    ASKED = "asked"
    ANSWERING = "answering"
    SIGNED = "signed"
    LATE = "late"


@dataclass(frozen=True)
class MatrixRow:
    """One organisation in the matrix of a survey: where it stands and what it said of each block."""

    survey: Survey
    state: SurveyState
    words: Mapping[Block, SurveyWord]

    @property
    def organisation(self) -> str:
        """The organisation's abbreviation."""
        return self.survey.organisation.abbreviation


def list_inquiries(session: Session, actor: Actor, *, limit: int, after: str | None) -> Page[Inquiry]:
    """Return the inquiries that somebody may see, the one that is due last first."""
    query = _visible(
        select(Inquiry).options(selectinload(Inquiry.surveys).selectinload(Survey.answers)), actor
    )
    by = [Inquiry.deadline, Inquiry.id]
    return fetch_page(session, query, by=by, kinds=[as_day, as_id], limit=limit, after=after, descending=True)


def get_inquiry(session: Session, actor: Actor, inquiry_id: UUID) -> Inquiry:
    """Return an inquiry with its questions, surveys and versions. Raises NotFoundError, also for whoever was not asked."""
    parts = (Inquiry.questions, Inquiry.versions)
    of_surveys = selectinload(Inquiry.surveys).selectinload(Survey.answers)
    whole = select(Inquiry).where(Inquiry.id == inquiry_id).options(*map(selectinload, parts), of_surveys)
    query = _visible(whole.execution_options(populate_existing=True), actor)
    inquiry: Inquiry | None = session.execute(query).scalars().one_or_none()
    if inquiry is None:
        raise NotFoundError
    return inquiry


def get_survey(session: Session, actor: Actor, survey_id: UUID) -> Survey:
    """Return a survey with what was answered. Raises NotFoundError."""
    survey = session.get(Survey, survey_id, populate_existing=True)
    if survey is None or not sees_survey(actor, survey):
        raise NotFoundError
    return survey


def get_version(session: Session, actor: Actor, version_id: UUID) -> InquiryVersion:
    """Return a frozen version with who stands behind it. Raises NotFoundError."""
    of_signatures = selectinload(InquiryVersion.signatures).joinedload(CoSignature.organisation)
    version = session.get(InquiryVersion, version_id, options=[of_signatures], populate_existing=True)
    if version is None or not sees_inquiry(session, actor, version.inquiry_id):
        raise NotFoundError
    return version


def find_version(session: Session, number: str, version: int | None = None) -> InquiryVersion:
    """Return the version of this number, or the newest, of an inquiry by its number. Raises NotFoundError."""
    query = select(InquiryVersion).join(Inquiry).where(Inquiry.number == number)
    if version is not None:
        query = query.where(InquiryVersion.number == version)
    found = session.execute(query.order_by(InquiryVersion.number.desc())).scalars().first()
    if found is None:
        raise NotFoundError
    return found


def make_matrix(session: Session, inquiry_id: UUID, *, today: date) -> Sequence[MatrixRow]:
    """Return every organisation that was asked, by abbreviation."""
    query = select(Survey).where(Survey.inquiry_id == inquiry_id)
    loaded = query.options(joinedload(Survey.organisation), selectinload(Survey.answers))
    rows = [_row(survey, today) for survey in session.execute(loaded).scalars()]
    return sorted(rows, key=lambda row: row.organisation)


def state_of(survey: Survey, today: date) -> SurveyState:
    """Return where one organisation stands on a day."""
    if survey.signed_at is not None:
        return SurveyState.SIGNED
    if survey.due_on < today:
        return SurveyState.LATE
    return SurveyState.ANSWERING if survey.answers else SurveyState.ASKED


def find_executed_takedowns(session: Session, wanted: ReportFilter) -> Sequence[Takedown]:
    """Return the cases that ended in a removal, in the order they did."""
    query = (
        select(Takedown)
        .join(Post, Post.id == Takedown.post_id)
        .where(Takedown.executed_at.is_not(None))
        .options(joinedload(Takedown.post).joinedload(Post.organisation))
        .order_by(Takedown.executed_at, Takedown.id)
    )
    ids = find_wanted_ids(session, wanted)
    if ids is not None:
        query = query.where(Post.organisation_id.in_(ids))
    return session.execute(query).scalars().all()


def _visible(query: Select[Any], actor: Actor) -> Select[Any]:
    if is_allowed(actor, Permission.READ_INQUIRY):
        return query.where(true())
    asked = select(Survey.inquiry_id).where(Survey.organisation_id.in_(actor.reach(Role.MINISTRY_LEAD)))
    return query.where(Inquiry.id.in_(asked))


def _row(survey: Survey, today: date) -> MatrixRow:
    words = {answer.block: answer.word for answer in survey.answers}
    return MatrixRow(survey, state_of(survey, today), words)
