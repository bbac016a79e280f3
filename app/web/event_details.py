"""What an event of the record says beside its sentence: from what to what, days, grounds, and somebody's reason."""

from datetime import date, datetime
from typing import Any, Final

from app import clock
from app.messages import GROUNDS, STATES
from app.models import Event
from app.models.ground import Ground
from app.models.user import Role, TokenScope
from app.web.names import ROLES, TOKEN_SCOPES
from app.web.roles import say_days

FIELDS: Final = {"name": "Name", "email": "E-Mail-Adresse"}
TIMED: Final = {"delivery.reschedule", "delivery.approve"}


def details_of(event: Event) -> list[str]:
    """Return what an event says beside its sentence: from what to what, days, grounds, and somebody's reason."""
    body, was, now = event.body, event.from_state, event.to_state
    said = {
        f"Stand: {_state(was)}, dann {_state(now)}": was and now and was != now,
        **_details_of_account(event),
        f"Grund: {_ground(body)}": body.get("ground") in set(Ground),
        f"Vorgesehen für {_moment(body)}": event.action in TIMED and body.get("due_at"),
        "Im Auftrag der Stelle": body.get("on_behalf"),
        f"„{event.reason}“": event.reason,
    }
    return [words for words, is_said in said.items() if is_said]


def _details_of_account(event: Event) -> dict[str, bool]:
    body = event.body
    match event.action.partition(".")[0]:
        case "membership":
            return {_say_membership(body): True}
        case "report":
            was, now = body.get("said_before"), body["said"]
            return {f"„{was}“, dann „{now}“" if was else f"„{now}“": True}
        case "token":
            scopes = (TOKEN_SCOPES[TokenScope(scope)] for scope in body.get("scopes", []))
            return {", ".join(scopes): bool(body.get("scopes"))}
        case _:
            changed = ", ".join(FIELDS.get(name, name) for name in body.get("changed") or [])
            return {f"Geändert: {changed}": bool(changed)}


def _ground(body: dict[str, Any]) -> str:
    return GROUNDS[Ground(body["ground"])] if body.get("ground") in set(Ground) else ""


def _moment(body: dict[str, Any]) -> str:
    return clock.berlin_minute(datetime.fromisoformat(body["due_at"])) if body.get("due_at") else ""


def _state(state: str | None) -> str:
    return STATES.get(state or "", state or "")


def _say_membership(body: dict[str, Any]) -> str:
    begin, end = (date.fromisoformat(day) if day else None for day in body.get("days", [None, None]))
    parts = [ROLES[Role(body["role"])], say_days(begin, end)]
    parts += ["in Vertretung"] if body.get("deputy_for_id") else []
    parts += ["mit Freigaberecht"] if body.get("can_approve") else []
    return ", ".join(part for part in parts if part)
