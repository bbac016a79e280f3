"""A channel's life on pages: planned, described, announced, opened, ended; the notices as letters."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from app import clock
from app.actions.channel_life import (
    confirm_channel,
    describe_use,
    note_notice,
    plan_channel,
    take_step,
    waive_preparation,
)
from app.actions.privacy import note_privacy_post
from app.editorial.permissions import MATRIX, Permission
from app.errors import NotAllowedError, NotFoundError, Refusal
from app.models.channel_life import NoticeRecipient
from app.queries.channel_life import get_life
from app.queries.channels import list_platforms
from app.reports.channel_letters import write_letter
from app.reports.documents import DOCX, PDF, WRITERS
from app.settings import settings
from app.web.channel_forms import CHANNEL, LABELS, NOTICE, PRIVACY_POST, REASON, STEP, USE, read_fields
from app.web.channel_page import show_channel_page
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.visit import HEADERS, Visit, lead_to

router = APIRouter(prefix="/channels", include_in_schema=False)
USUAL_MONTHS: Final = 12
Deed = Callable[[Visit, UUID, Entered], Any]


def _describe(visit: Visit, channel_id: UUID, entered: Entered) -> None:
    said = read_fields(entered, USE)
    said |= {
        "privacy_months": said["privacy_months"] or USUAL_MONTHS,
        "embedded_in": said["embedded_in"] or [],
    }
    describe_use(visit.session, visit.actor, channel_id, said)


def _inform(visit: Visit, channel_id: UUID, entered: Entered) -> None:
    note_notice(visit.session, visit.actor, channel_id, **read_fields(entered, NOTICE))


def _waive(visit: Visit, channel_id: UUID, entered: Entered) -> None:
    waive_preparation(visit.session, visit.actor, channel_id, **read_fields(entered, REASON))


def _go(visit: Visit, channel_id: UUID, entered: Entered) -> None:
    take_step(visit.session, visit.actor, channel_id, **read_fields(entered, STEP))


def _sensitise(visit: Visit, channel_id: UUID, entered: Entered) -> None:
    note_privacy_post(visit.session, visit.actor, channel_id, **read_fields(entered, PRIVACY_POST))


def _confirm(visit: Visit, channel_id: UUID, entered: Entered) -> None:
    entered.ensure_clean()
    confirm_channel(visit.session, visit.actor, channel_id)


DEEDS: Final[dict[str, tuple[Deed, str, str]]] = {
    "use": (_describe, "purpose", "channel-described"),
    "notice": (_inform, "recipient", "channel-informed"),
    "waive": (_waive, "reason", "channel-waived"),
    "privacy": (_sensitise, "url", "privacy-noted"),
    "confirm": (_confirm, "do", "channel-confirmed"),
    "step": (_go, "step", "channel-moved"),
}
"""By form: what it does, the field for what speaks against all of it, and what is told afterwards."""


@router.get("/new")
def show_form(visit: Looking) -> Response:
    """Show the form for a channel to be planned."""
    return _show_form(visit)


@router.post("/new")
def take_channel(visit: Acting, form: Form) -> Response:
    """Enter a planned channel."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            said = read_fields(entered, CHANNEL)
            channel = plan_channel(visit.session, visit.actor, **said, environment=settings().environment)
    except Refusal as refusal:
        return _show_form(visit, faults_of_refusal(refusal, "organisation", LABELS), entered)
    return lead_to(f"/channels/{channel.id}", said="channel-planned")


@router.post("/{channel_id}")
def take_deed(visit: Acting, form: Form, channel_id: UUID) -> Response:
    """Describe a channel, note a notice, waive, or take a step; a refusal is told beside what was entered."""
    entered = Entered.of(form)
    did = entered.text("do")
    if did not in DEEDS:
        raise NotFoundError
    do, field, said = DEEDS[did]
    try:
        with visit.session.begin_nested():
            do(visit, channel_id, entered)
    except NotFoundError:
        raise
    except Refusal as refusal:
        faults = [
            Fault(f"{did}-{row.field}", row.sentence, row.label)
            for row in faults_of_refusal(refusal, field, LABELS)
        ]
        return show_channel_page(visit, channel_id, did=did, faults=faults, entered=entered)
    return lead_to(f"/channels/{channel_id}", said=said)


@router.get("/{channel_id}/letters/{recipient}.{ending}")
def hand_out_letter(visit: Looking, channel_id: UUID, recipient: str, ending: str) -> Response:
    """Return the notice of a channel as a file."""
    visit.count_costly()
    if recipient not in set(NoticeRecipient) or ending not in {DOCX, PDF}:
        raise NotFoundError
    life = get_life(visit.session, visit.actor, channel_id)
    letter = write_letter(life, NoticeRecipient(recipient), clock.today())
    kind, write = WRITERS[ending]
    named = {"Content-Disposition": f'attachment; filename="{letter.name}.{ending}"'}
    return Response(write(letter), media_type=kind, headers=HEADERS | named)


def _show_form(visit: Visit, faults: list[Fault] | None = None, entered: Entered | None = None) -> Response:
    if not visit.actor.holds(*MATRIX[Permission.WRITE_REGISTER]):
        raise NotAllowedError
    return visit.show(
        "desk/channel_new.html",
        status=422 if faults else 200,
        platforms=list_platforms(visit.session),
        labels=LABELS,
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
    )
