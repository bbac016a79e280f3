"""The areas of the menu, and what lies side by side within one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.editorial.permissions import MATRIX, Permission
from app.models.user import Actor, Role

MENU: Final = (
    ("/", "Mein Tag"),
    ("/posts", "Beiträge"),
    ("/approvals", "Freigabe"),
    ("/deliveries", "Ausspielungen"),
    ("/calendar", "Kalender"),
    ("/takedowns", "Löschverfahren"),
    ("/channels", "Kanäle"),
    ("/stops", "Not-Aus"),
    ("/elections", "Vorwahlzeiten"),
    ("/findings", "Befunde"),
    ("/events", "Protokoll"),
    ("/admin/hooks", "Webhooks"),
    ("/admin", "Verwaltung"),
)
"""The areas in the order of the menu, which is one line at 1280 px for everybody."""
WITHIN: Final = {
    "/posts": (("/posts", "Beiträge"), ("/reports", "Berichte")),
    "/calendar": (
        ("/calendar", "Kalender"),
        ("/themes", "Themen"),
        ("/contributions", "Zulieferungen"),
        ("/packages", "Pakete"),
        ("/occasions", "Anlässe"),
        ("/radar", "Radar"),
    ),
    "/channels": (
        ("/channels", "Kanalregister"),
        ("/concepts", "Nutzungskonzepte"),
        ("/platforms", "Plattformen"),
        ("/decisions", "Entscheidungen"),
        ("/costs", "Kosten"),
        ("/staffing", "Personal"),
        ("/strategies", "Strategien"),
        ("/metrics-snapshots", "Reichweite"),
        ("/inquiries", "Kleine Anfragen"),
    ),
    "/elections": (("/elections", "Vorwahlzeiten"), ("/rules", "Prüfregeln"), ("/lexicon", "Lexikon")),
}
"""What belongs to an area without lying below its address, in the order of a line of its own."""
_WHO_READS_REPORTS: Final = tuple(MATRIX[Permission.READ_REPORTS])
ONLY_FOR: Final = {
    "/approvals": (Role.CENTRAL_EDITOR, Role.MINISTRY_LEAD, Role.MINISTRY_EDITOR),
    "/takedowns": tuple(MATRIX[Permission.READ_TAKEDOWN]),
    "/admin/hooks": tuple(MATRIX[Permission.MANAGE_HOOKS]),
    "/elections": tuple(MATRIX[Permission.READ_LEXICON]),
    "/lexicon": tuple(MATRIX[Permission.READ_LEXICON]),
    "/findings": tuple(MATRIX[Permission.READ_FINDINGS]),
    "/reports": _WHO_READS_REPORTS,
    "/costs": _WHO_READS_REPORTS,
    "/staffing": _WHO_READS_REPORTS,
    "/strategies": _WHO_READS_REPORTS,
    "/metrics-snapshots": _WHO_READS_REPORTS,
    "/concepts": _WHO_READS_REPORTS,
    "/platforms": _WHO_READS_REPORTS,
    "/decisions": _WHO_READS_REPORTS,
    "/inquiries": tuple(MATRIX[Permission.READ_INQUIRY]),
    "/events": tuple(MATRIX[Permission.READ_EVENTS]),
    "/admin": tuple(MATRIX[Permission.MANAGE_USERS]),
}
"""What lies on the way of these roles only; what somebody may do there is decided there."""


@dataclass(frozen=True)
class Way:
    """A line of a menu; `is_here` where it leads to where somebody is."""

    address: str
    label: str
    is_here: bool


def list_areas(actor: Actor, path: str) -> list[Way]:
    """Return somebody's menu. Whoever sees the administration finds the hooks inside it."""
    areas = dict(row for row in MENU if _is_for(actor, row[0]))
    if "/admin" in areas:
        areas.pop("/admin/hooks", None)
    return _mark(areas.items(), _area_around(path))


def list_parts(actor: Actor, path: str) -> tuple[str, list[Way]]:
    """Return the name of the area around a page, and what somebody finds side by side within it; none if that is one."""
    area = _area_around(path)
    parts = [row for row in WITHIN.get(area, ()) if row[0] == area or _is_for(actor, row[0])]
    return dict(MENU).get(area, ""), _mark(parts, path) if len(parts) > 1 else []


def _is_for(actor: Actor, address: str) -> bool:
    return address not in ONLY_FOR or actor.holds(*ONLY_FOR[address])


def _area_around(path: str) -> str:
    """Return the area of which a page is a part, or the page itself."""
    parts = ((area, address) for area, rows in WITHIN.items() for address, _ in rows)
    return next((area for area, address in parts if _holds(address, path)), path)


def _mark(rows: Iterable[tuple[str, str]], path: str) -> list[Way]:
    """Return the ways, with the one marked that leads to a page or nearest above it."""
    rows = list(rows)
    here = max((address for address, _ in rows if _holds(address, path)), key=len, default=None)
    return [Way(address, label, address == here) for address, label in rows]


def _holds(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(address + "/"))
