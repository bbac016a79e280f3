"""The fields of the forms for roles: from texts to terms and back, and as people read them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter

from app.editorial.memberships import LIMITED_TO_CHANNELS, Terms
from app.errors import Refusal
from app.models import Channel
from app.models.user import Role
from app.web.forms import Entered, Fault, faults_of, faults_of_refusal
from app.web.roles import say_days

CHANNEL: Final = "channel-"
"""What the name of a channel's box begins with; its id follows."""
LABELS: Final = {
    "role": "Rolle",
    "organisation": "Stelle",
    "valid_from": "Erster Tag",
    "valid_to": "Letzter Tag",
    "can_approve": "Freigaberecht",
    "channels": "Kanäle",
    "instead_of": "Vertretung",
}
_PLACES: Final = {"deputy_for_id": "instead_of", "channel_ids": "channels"}
_day: Final = TypeAdapter(date)


def take_days(entered: Entered) -> tuple[date | None, date | None]:
    """Return the first and the last day; what is no day is noted."""
    return entered.take_if_any("valid_from", _day), entered.take_if_any("valid_to", _day)


def take_changes(entered: Entered, channels: Sequence[Channel]) -> dict[str, Any]:
    """Return days, channels and right to approve as a form says them; only channels that it could name."""
    begin, end = take_days(entered)
    named = tuple(row.id for row in channels if entered.text(f"{CHANNEL}{row.id}"))
    can_approve = bool(entered.text("can_approve"))
    return {"valid_from": begin, "valid_to": end, "can_approve": can_approve, "channel_ids": named}


def fields_of(terms: Terms) -> dict[str, str]:
    """Return the texts with which a form begins that changes a role."""
    days = {"valid_from": terms.valid_from, "valid_to": terms.valid_to}
    texts = {name: day.isoformat() for name, day in days.items() if day}
    return (
        texts
        | {"can_approve": "1" if terms.can_approve else ""}
        | {f"{CHANNEL}{channel_id}": "1" for channel_id in terms.channel_ids}
    )


def tell_terms(terms: Terms, channels: Sequence[Channel]) -> Mapping[str, str]:
    """Return as people read it what of a role can be changed."""
    labels = sorted(row.label for row in channels if row.id in terms.channel_ids)
    told = {"Tage": say_days(terms.valid_from, terms.valid_to) or "unbefristet"}
    if terms.role is Role.MINISTRY_EDITOR:
        told["Freigaberecht"] = "ja" if terms.can_approve else "nein"
    if terms.role in LIMITED_TO_CHANNELS:
        told["Kanäle"] = ", ".join(labels) or "keine"
    return told


def faults_of_terms(refusal: Refusal) -> list[Fault]:
    """Return what is wrong with a role as lines of a summary, at the fields of the form."""
    issues = [
        replace(row, field=_PLACES.get(row.field.partition(".")[0], row.field)) for row in refusal.issues
    ]
    return faults_of(issues, labels=LABELS) if issues else faults_of_refusal(refusal, "role")
