"""Lexikon: what the neutrality assistant looks for, and proposals that a second person of the desk decides on."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ValidationError

from app import clock
from app.actions.lexicon import CHANGES, confirm_change, propose_change, withdraw_change
from app.actions.lexicon_in_force import find_version_in_force
from app.editorial.neutrality.changes import Change
from app.editorial.permissions import Permission, is_allowed
from app.errors import InvalidError, Issue, NotFoundError, Refusal
from app.fields import issue_of
from app.messages.lexicon import TERM_KINDS, TERM_MATCHES, TERM_STRENGTHS
from app.queries.lexicon import get_version, list_cues, list_terms, list_versions
from app.queries.lexicon_impact import preview_impact
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_of_refusal
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/lexicon", include_in_schema=False)

PAGE_LENGTH: Final = 50
LABELS: Final = {
    "actor": "Wer",
    "kind": "Was es ist",
    "surface": "Schreibweise",
    "match": "Wie gesucht wird",
    "strength": "Wann es zählt",
    "valid_from": "Erster Tag",
    "valid_to": "Letzter Tag",
    "territory": "Gebiet",
    "source": "Quelle",
    "cue_class": "Klasse",
    "note": "Warum",
    "reason": "Grund",
}
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "add_term": (
        "actor",
        "kind",
        "surface",
        "match",
        "strength",
        "valid_from",
        "valid_to",
        "territory",
        "source",
    ),
    "end_term": ("kind", "surface", "valid_to"),
    "add_cue": ("cue_class", "surface", "valid_from", "valid_to"),
    "end_cue": ("cue_class", "surface", "valid_to"),
}
"""The fields of the form for each kind of change."""
DEEDS: Final = {
    "add_term": "Neuer Begriff",
    "end_term": "Begriff endet",
    "add_cue": "Neue Wendung",
    "end_cue": "Wendung endet",
}


@router.get("")
def show_lexicon(visit: Looking, q: str = "", after: str | None = None) -> Response:
    """Show what waits for a second person, and the terms in force."""
    return _show(visit, {"q": q}, after)


@router.post("")
def take_proposal(visit: Acting, form: Form) -> Response:
    """Propose one change of the lexicon."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            version = _propose(visit, entered)
    except Refusal as refusal:
        return _show(visit, {"q": ""}, None, faults_of_refusal(_at_fields(refusal), "note", LABELS), entered)
    return lead_to(f"/lexicon/{version}", said="lexicon-proposed")


@router.get("/cues")
def show_cues(visit: Looking, q: str = "", after: str | None = None) -> Response:
    """Show the turns of phrase in force."""
    page = list_cues(visit.session, visit.actor, limit=PAGE_LENGTH, after=after, words=q[:200] or None)
    return visit.show("desk/neutrality/cues.html", page=page, wanted={"q": q}, today=clock.today())


@router.get("/{version_id}")
def show_version(visit: Looking, version_id: UUID) -> Response:
    """Show one proposal with what it would change."""
    return _show_version(visit, version_id)


@router.post("/{version_id}")
def take_step(visit: Acting, form: Form, version_id: UUID) -> Response:
    """Confirm a proposal, or take it back."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            said = STEPS[entered.text("do")](visit, entered, version_id)
    except KeyError as error:
        raise NotFoundError from error
    except NotFoundError:
        raise
    except Refusal as refusal:
        return _show_version(visit, version_id, faults_of_refusal(refusal, "reason", LABELS), entered)
    return lead_to(f"/lexicon/{version_id}", said=said)


def _confirm(visit: Visit, _: Entered, version_id: UUID) -> str:
    confirm_change(visit.session, visit.actor, version_id)
    return "lexicon-confirmed"


def _withdraw(visit: Visit, entered: Entered, version_id: UUID) -> str:
    entered.need("reason")
    entered.ensure_clean()
    withdraw_change(visit.session, visit.actor, version_id, reason=entered.text("reason")[:2000])
    return "lexicon-withdrawn"


STEPS: Final[Mapping[str, Callable[[Visit, Entered, UUID], str]]] = {
    "confirm": _confirm,
    "withdraw": _withdraw,
}


def _propose(visit: Visit, entered: Entered) -> UUID:
    entered.need("note")
    entered.ensure_clean()
    change = _read(entered)
    return propose_change(visit.session, visit.actor, [change], note=entered.text("note")[:2000]).id


def _read(entered: Entered) -> Change:
    """Return the change that the form says. Raises InvalidError with everything found wrong with it."""
    do = entered.text("do")
    if do not in FIELDS:
        raise NotFoundError
    said = {name: entered.text(name).strip() for name in FIELDS[do]}
    try:
        [change] = CHANGES.validate_python(
            [{"change": do} | {name: text for name, text in said.items() if text}]
        )
    except ValidationError as error:
        raise InvalidError(issues=[issue_of(row) for row in error.errors()]) from error
    return change


def _at_fields(refusal: Refusal) -> Refusal:
    """Name the fields of a refusal as the form does: `changes.0.surface` and `0.surface` are `surface`."""
    if not refusal.issues:
        return refusal
    issues = [Issue(row.field.rpartition(".")[2], row.key, row.context) for row in refusal.issues]
    return InvalidError(issues=issues)


def _show(
    visit: Visit,
    wanted: dict[str, str],
    after: str | None,
    faults: list[Fault] | None = None,
    entered: Entered | None = None,
) -> Response:
    session, actor = visit.session, visit.actor
    page = list_terms(session, actor, limit=PAGE_LENGTH, after=after, words=wanted["q"][:200] or None)
    fields = Fields(entered.texts if entered else {})
    return visit.show(
        "desk/neutrality/lexicon.html",
        status=422 if faults else 200,
        page=page,
        wanted=wanted,
        version=find_version_in_force(session),
        proposals=list_versions(session, actor, limit=PAGE_LENGTH, after=None, is_open=True).items,
        past=list_versions(session, actor, limit=20, after=None).items,
        may_change=is_allowed(actor, Permission.CHANGE_LEXICON),
        today=clock.today(),
        **_words(),
        faults=[Fault(f"{row.field}-{fields['do']}", row.sentence, row.label) for row in faults or []],
        errors={f"{fault.field}-{fields['do']}": fault.sentence for fault in faults or []},
        entered=fields,
    )


def _show_version(
    visit: Visit, version_id: UUID, faults: list[Fault] | None = None, entered: Entered | None = None
) -> Response:
    version = get_version(visit.session, visit.actor, version_id)
    is_open = version.confirmed_at is None and version.withdrawn_at is None
    may_change = is_allowed(visit.actor, Permission.CHANGE_LEXICON)
    return visit.show(
        "desk/neutrality/version.html",
        status=422 if faults else 200,
        version=version,
        is_open=is_open,
        impact=preview_impact(visit.session, visit.actor, version_id) if is_open and may_change else None,
        may_change=may_change,
        **_words(),
        faults=faults or [],
        errors={fault.field: fault.sentence for fault in faults or []},
        entered=Fields(entered.texts if entered else {}),
    )


def _words() -> dict[str, object]:
    return {
        "labels": LABELS,
        "deeds": DEEDS,
        "fields": FIELDS,
        "term_kinds": TERM_KINDS,
        "term_matches": TERM_MATCHES,
        "term_strengths": TERM_STRENGTHS,
    }
