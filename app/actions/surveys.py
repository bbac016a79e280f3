"""The survey among ministries: sent with what the register knows, answered block by block, signed, reminded of."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock, db
from app.actions.events import record
from app.actions.inquiries import take_inquiry
from app.actions.notifications import notify_organisation
from app.editorial.permissions import Permission, is_allowed
from app.errors import (
    InvalidError,
    Issue,
    NotAllowedError,
    NotFoundError,
    RevisionChangedError,
    WrongStateError,
)
from app.models import Inquiry, InquiryQuestion, InquiryVersion, Organisation, Survey, SurveyAnswer
from app.models.inquiry import Block, SurveyWord
from app.models.notification import NotificationKind
from app.models.user import Actor

AHEAD: Final = timedelta(days=2)


def send_surveys(session: Session, actor: Actor, inquiry_id: UUID, *, due_on: date) -> list[Survey]:
    """Ask every organisation that was not asked yet, and tell it so. Raises InvalidError, NotAllowedError."""
    inquiry = take_inquiry(session, actor, inquiry_id)
    if not clock.today() <= due_on <= inquiry.deadline:
        key = "due-after-deadline" if due_on > inquiry.deadline else "due-over"
        raise InvalidError(issues=[Issue("due_on", key)])
    asked = select(Survey.organisation_id).where(Survey.inquiry_id == inquiry.id)
    everybody = select(Organisation).where(Organisation.valid_to.is_(None), Organisation.id.not_in(asked))
    sent = []
    for organisation in session.execute(everybody.order_by(Organisation.abbreviation)).scalars():
        survey = Survey(inquiry_id=inquiry.id, organisation_id=organisation.id, due_on=due_on)
        session.add(survey)
        session.flush()
        _tell(session, NotificationKind.SURVEY_SENT, survey, inquiry)
        sent.append(survey)
    record(session, actor, "inquiry.ask", inquiry, object_id=inquiry.id, asked=len(sent))
    return sent


def answer_block(
    session: Session, actor: Actor, survey_id: UUID, block: Block, *, word: SurveyWord, remark: str | None
) -> SurveyAnswer:
    """Say of one block that it is right, was mended in the register, or does not apply; a signature ends by it.

    Raises NotFoundError, NotAllowedError, and InvalidError for a block nobody asked about or a mending not told.
    """
    survey = _take(session, actor, survey_id)
    if block not in find_blocks(session, survey.inquiry_id):
        raise InvalidError(issues=[Issue("block", "block-not-asked")])
    if word is SurveyWord.CORRECTED and not (remark or "").strip():
        raise InvalidError(issues=[Issue("remark", "missing")])
    said = {"word": word, "remark": remark, "by_id": actor.user_id, "at": db.now(session)}
    answer = session.merge(SurveyAnswer(survey_id=survey.id, block=block, **said))
    survey.signed_at = survey.signed_by_id = survey.signed_sha256 = None
    record(session, actor, "survey.answer", survey, object_id=survey.id, block=block.value, word=word.value)
    return answer


def sign_survey(session: Session, actor: Actor, survey_id: UUID, *, seen: str, now_there: str) -> Survey:
    """Sign over what was seen: `seen` is the sum of the rows shown, `now_there` of those in the register now.

    Raises RevisionChangedError where they differ, WrongStateError naming the blocks nobody has answered.
    """
    survey = _take(session, actor, survey_id)
    if seen != now_there:
        raise RevisionChangedError(key="survey-changed")
    answered = {answer.block for answer in survey.answers}
    missing = [block.value for block in find_blocks(session, survey.inquiry_id) if block not in answered]
    if missing:
        raise WrongStateError(key="survey-not-answered", missing=missing)
    survey.signed_at, survey.signed_by_id, survey.signed_sha256 = db.now(session), actor.user_id, seen
    record(session, actor, "survey.sign", survey, object_id=survey.id, sha256=seen)
    return survey


def sees_survey(actor: Actor, survey: Survey) -> bool:
    """Tell whether somebody may see what an organisation is asked and says."""
    return is_allowed(actor, Permission.READ_INQUIRY, organisation_id=survey.organisation_id)


def remind_of_surveys(session: Session, *, today: date) -> None:
    """Remind whoever has not signed two days before it is due, and once more when the day has come.

    Nobody is reminded of an inquiry that was answered meanwhile.
    """
    is_answered = exists().where(InquiryVersion.inquiry_id == Survey.inquiry_id)
    waiting = (Survey.signed_at.is_(None), Survey.due_on <= today + AHEAD, ~is_answered)
    query = select(Survey, Inquiry).join(Inquiry).where(*waiting).order_by(Survey.id)
    for survey, inquiry in session.execute(query):
        once = "due" if survey.due_on <= today else "soon"
        _tell(session, NotificationKind.SURVEY_DUE_SOON, survey, inquiry, once=once)


def find_blocks(session: Session, inquiry_id: UUID) -> list[Block]:
    """Return the blocks that ministries are asked about, in the order of the questions, each once."""
    asked = select(InquiryQuestion.block).where(InquiryQuestion.inquiry_id == inquiry_id)
    rows = session.execute(asked.order_by(InquiryQuestion.position)).scalars()
    return [block for block in dict.fromkeys(rows) if block is not Block.TEXT]


def _take(session: Session, actor: Actor, survey_id: UUID) -> Survey:
    survey = session.get(Survey, survey_id, with_for_update=True, populate_existing=True)
    if survey is None or not sees_survey(actor, survey):
        raise NotFoundError
    if not is_allowed(actor, Permission.SIGN_SURVEY, organisation_id=survey.organisation_id):
        raise NotAllowedError
    return survey


def _tell(
    session: Session, kind: NotificationKind, survey: Survey, inquiry: Inquiry, *, once: str = "sent"
) -> None:
    notify_organisation(
        session,
        kind,
        survey.organisation_id,
        survey,
        once=once,
        number=inquiry.number,
        due_on=survey.due_on.isoformat(),
    )
