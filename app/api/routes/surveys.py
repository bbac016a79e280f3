"""Surveys among organisations for an inquiry: sent with what the register knows, answered, signed."""

from uuid import UUID

from fastapi import APIRouter

from app import clock
from app.actions.surveys import answer_block, send_surveys, sign_survey
from app.api.deps import ActorDep, KeepingRoute, Once, SessionDep
from app.api.schemas.inquiries import SurveyIn
from app.api.schemas.surveys import (
    SurveyAnswerIn,
    SurveyOut,
    SurveySheetOut,
    SurveySignatureIn,
    SurveysOut,
)
from app.api.throttling import Costly
from app.models.user import Actor
from app.queries.inquiries import get_inquiry, get_survey, make_matrix, state_of
from app.reports.inquiry import collect_for_survey
from app.reports.keeping import sum_of

router = APIRouter(tags=["Inquiries"], route_class=KeepingRoute)


@router.get("/inquiries/{inquiry_id}/surveys")
def read_surveys(inquiry_id: UUID, session: SessionDep, actor: ActorDep) -> SurveysOut:
    """Show who was asked and who has answered what: the matrix of an inquiry."""
    get_inquiry(session, actor, inquiry_id)
    return _matrix(session, inquiry_id)


@router.post("/inquiries/{inquiry_id}/surveys", dependencies=[Once], status_code=201)
def send(inquiry_id: UUID, body: SurveyIn, session: SessionDep, actor: ActorDep) -> SurveysOut:
    """Ask every organisation that was not asked yet, and tell it so."""
    send_surveys(session, actor, inquiry_id, due_on=body.due_on)
    return _matrix(session, inquiry_id)


@router.get("/surveys/{survey_id}", dependencies=[Costly])
def read_survey(survey_id: UUID, session: SessionDep, actor: ActorDep) -> SurveySheetOut:
    """Show what an organisation is asked, with what the register knows of it now."""
    return _sheet(session, actor, survey_id)


@router.put("/surveys/{survey_id}/answers")
def answer(survey_id: UUID, body: SurveyAnswerIn, session: SessionDep, actor: ActorDep) -> SurveySheetOut:
    """Answer one block: right, mended in the register, or not applicable.

    A signature ends by it.
    """
    answer_block(session, actor, survey_id, body.block, word=body.word, remark=body.remark)
    return _sheet(session, actor, survey_id)


@router.post("/surveys/{survey_id}/sign", dependencies=[Once])
def sign(survey_id: UUID, body: SurveySignatureIn, session: SessionDep, actor: ActorDep) -> SurveySheetOut:
    """Sign over the tables that were shown; if they changed meanwhile, look at them again first."""
    now_there = sum_of(collect_for_survey(session, actor, get_survey(session, actor, survey_id)))
    sign_survey(session, actor, survey_id, seen=body.seen, now_there=now_there)
    return _sheet(session, actor, survey_id)


def _matrix(session: SessionDep, inquiry_id: UUID) -> SurveysOut:
    rows = make_matrix(session, inquiry_id, today=clock.today())
    return SurveysOut(items=[SurveyOut.of(row) for row in rows])


def _sheet(session: SessionDep, actor: Actor, survey_id: UUID) -> SurveySheetOut:
    survey = get_survey(session, actor, survey_id)
    tables = collect_for_survey(session, actor, survey)
    return SurveySheetOut.with_tables(survey, state_of(survey, clock.today()), tables, sum_of(tables))
