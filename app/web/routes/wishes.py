"""What somebody wants to be mailed, and when."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from app.actions.notices import choose_notifications
from app.actions.recipients import find_wishes
from app.editorial.telling import TERMS, Group
from app.editorial.wishes import Wishes
from app.errors import InvalidError
from app.models.notification_choice import Choice
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_by_field, faults_of
from app.web.moments import read_time
from app.web.names import GROUPS
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/account/notifications", include_in_schema=False)

TIMES: Final = ("digest_at", "quiet_from", "quiet_until")
LABELS: Final = {
    "digest_at": "Zusammenfassung um",
    "quiet_from": "Ruhezeit von",
    "quiet_until": "Ruhezeit bis",
} | {group.value: name for group, (name, _) in GROUPS.items()}
_choice: Final = TypeAdapter(Choice)


@router.get("")
def show_wishes(visit: Looking) -> Response:
    """Show what holds for one's account."""
    wishes = _find_own(visit)
    times = {name: f"{at:%H:%M}" if (at := getattr(wishes, name)) else "" for name in TIMES}
    return _show(visit, times | {group.value: wishes.choice(group).value for group in GROUPS})


@router.post("")
def take_wishes(visit: Acting, form: Form) -> Response:
    """Keep what is wanted from now on."""
    entered = Entered.of(form)
    try:
        with visit.session.begin_nested():
            choose_notifications(visit.session, visit.actor, _read(visit, entered))
    except InvalidError as refusal:
        return _show(visit, entered.texts, faults_of(refusal.issues, labels=LABELS))
    return lead_to("/account", said="notifications-chosen")


def _read(visit: Visit, entered: Entered) -> Wishes:
    """Return the wishes of a form; groups it does not offer stay as they were. Raises InvalidError."""
    entered.need("digest_at")
    digest_at, quiet_from, quiet_until = (read_time(entered, name) for name in TIMES)
    offered = {group: entered.take(group.value, _choice) for group in _offered(visit)}
    entered.ensure_clean()
    assert digest_at is not None  # noqa: S101 - needed above
    chosen = {group: choice for group, choice in offered.items() if choice}
    return Wishes({**_find_own(visit).groups, **chosen}, digest_at, quiet_from, quiet_until)


def _offered(visit: Visit) -> list[Group]:
    """Return the groups in which a choice changes anything for whoever asks: what is mandatory is mailed anyway."""
    concern = [
        row.group
        for row in TERMS.values()
        if not row.is_mandatory and (not row.roles or visit.actor.holds(*row.roles))
    ]
    return [group for group in GROUPS if group in concern]


def _find_own(visit: Visit) -> Wishes:
    assert visit.actor.user_id is not None  # noqa: S101 - whoever has signed in has an account
    return find_wishes(visit.session, visit.actor.user_id)


def _show(visit: Visit, texts: Mapping[str, str], faults: list[Fault] | None = None) -> Response:
    return visit.show(
        "desk/wishes.html",
        status=422 if faults else 200,
        offered={group: GROUPS[group] for group in _offered(visit)},
        entered=Fields(texts),
        labels=LABELS,
        faults=faults or [],
        errors=faults_by_field(faults or []),
    )
