"""One organisation's part of a Kleine Anfrage: what the register knows of it, its word on each block, its signature."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app import clock
from app.actions.surveys import answer_block, sign_survey
from app.editorial.permissions import Permission, is_allowed
from app.errors import NotFoundError, Refusal
from app.fields import Note
from app.messages.inquiries import BLOCKS, WORDS
from app.models.inquiry import Block, SurveyWord
from app.queries.inquiries import get_survey, state_of
from app.reports.cells import say_printed
from app.reports.inquiry import collect_for_survey
from app.reports.keeping import sum_of, unpack
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.routes.inquiries import STATES
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/surveys", include_in_schema=False)
LABELS = {"word": "Antwort", "remark": "Was berichtigt wurde"}
SAYING = {
    SurveyWord.CONFIRMED: "Die Angaben stimmen.",
    SurveyWord.CORRECTED: "Ich habe die Angaben im Register berichtigen lassen.",
    SurveyWord.NOT_APPLICABLE: "Entfällt: Die Frage betrifft uns nicht.",
}
_word, _note, _block = TypeAdapter(SurveyWord), TypeAdapter(Note), TypeAdapter(Block)


@router.get("/{survey_id}")
def show_survey(visit: Looking, survey_id: UUID) -> Response:
    """Show what an organisation is asked, with what the register knows of it now."""
    visit.count_costly()
    return _show(visit, survey_id)


@router.post("/{survey_id}")
def take_answer(visit: Acting, form: Form, survey_id: UUID) -> Response:
    """Keep a word on one block, or the signature over all that was shown."""
    entered = Entered.of(form)
    block = entered.text("block")
    try:
        with visit.session.begin_nested():
            said = (
                _answer(visit, entered, survey_id)
                if block in set(Block)
                else _sign(visit, entered, survey_id)
            )
    except NotFoundError:
        raise
    except Refusal as refusal:
        faults = faults_of_refusal(refusal, "sign", LABELS)
        if block:
            faults = [Fault(f"{row.field}-{block}", row.sentence, row.label) for row in faults]
        return _show(visit, survey_id, faults, entered)
    return lead_to(f"/surveys/{survey_id}", said=said)


def _answer(visit: Visit, entered: Entered, survey_id: UUID) -> str:
    entered.need("word")
    word, block = entered.take_if_any("word", _word), entered.take("block", _block)
    remark = entered.take_if_any("remark", _note)
    entered.ensure_clean()
    assert word is not None  # noqa: S101 - what is needed was taken, or refused in the line above
    assert block is not None  # noqa: S101 - the same
    answer_block(visit.session, visit.actor, survey_id, block, word=word, remark=remark)
    return "survey-answered"


def _sign(visit: Visit, entered: Entered, survey_id: UUID) -> str:
    survey = get_survey(visit.session, visit.actor, survey_id)
    now_there = sum_of(collect_for_survey(visit.session, visit.actor, survey))
    sign_survey(visit.session, visit.actor, survey_id, seen=entered.text("seen"), now_there=now_there)
    return "survey-signed"


def _show(
    visit: Visit, survey_id: UUID, faults: list[Fault] | None = None, entered: Entered | None = None
) -> Response:
    survey = get_survey(visit.session, visit.actor, survey_id)
    packed = collect_for_survey(visit.session, visit.actor, survey)
    seen = sum_of(packed)
    return visit.show(
        "desk/inquiries/survey.html",
        status=422 if faults else 200,
        survey=survey,
        state=state_of(survey, clock.today()),
        survey_states=STATES,
        tables=[_printed(Block(block), data) for block, data in packed.items()],
        answers={answer.block: answer for answer in survey.answers},
        seen=seen,
        is_old=survey.signed_sha256 not in {None, seen},
        may_sign=is_allowed(visit.actor, Permission.SIGN_SURVEY, organisation_id=survey.organisation_id),
        words=WORDS,
        saying=SAYING,
        labels=LABELS,
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
    )


def _printed(block: Block, data: dict[str, Any]) -> dict[str, Any]:
    """Return a table with its cells as texts; columns in which nothing stands are left out."""
    table = unpack(data)
    rows = [[say_printed(cell) for cell in row] for row in table.rows]
    full = [place for place, _ in enumerate(table.heads) if any(row[place] for row in rows)]
    return {
        "block": block,
        "title": BLOCKS[block],
        "heads": [table.heads[place] for place in full],
        "rows": [[row[place] for place in full] for row in rows],
        "notes": table.notes,
    }
