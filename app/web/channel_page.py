"""The page of one channel: the register's entry, its life, and the forms that take it on."""

from uuid import UUID

from fastapi import Response

from app import clock
from app.editorial.channel_life import RUNNING
from app.messages.register import MEANS, MISSING, RECIPIENTS, STEPS
from app.queries.channel_life import get_life, list_decisions, reads_register
from app.queries.channels import get_channel, list_published
from app.queries.register_findings import find_channel_faults
from app.web.channel_forms import LABELS
from app.web.forms import Entered, Fault, Fields
from app.web.visit import Visit


def show_channel_page(
    visit: Visit,
    channel_id: UUID,
    *,
    did: str = "",
    faults: list[Fault] | None = None,
    entered: Entered | None = None,
) -> Response:
    """Return the page; `did` names the form whose faults are shown beside what was entered in it."""
    is_inside = reads_register(visit.actor)
    life = get_life(visit.session, visit.actor, channel_id) if is_inside else None
    channel = life.channel if life else get_channel(visit.session, channel_id)
    may_write = life is not None and life.may_write
    return visit.show(
        "desk/channel.html",
        status=422 if faults else 200,
        channel=channel,
        findings=list(find_channel_faults(channel)),
        life=life,
        did=did,
        labels=LABELS,
        missing_words=MISSING,
        step_names=STEPS,
        recipients=RECIPIENTS,
        means=MEANS,
        may_confirm=may_write and channel.state in RUNNING,
        endings=(("docx", "Word"), ("pdf", "PDF")),
        decisions=list_decisions(visit.session, visit.actor, limit=100, after=None).items
        if may_write
        else [],
        today=clock.today().isoformat(),
        published=list_published(visit.session, channel_id) if may_write else [],
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
    )
