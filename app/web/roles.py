"""How a role in an organisation is told: what it is, where, for how long, and for whom."""

from datetime import date

from app.models import Membership
from app.web.names import ROLES


def say_role(row: Membership) -> str:
    """Return a role in one line: `Leitung, MB, bis 31.03.2027, in Vertretung für L. Muster, mit Freigaberecht`."""
    parts = [ROLES[row.role], row.organisation.abbreviation, say_days(row.valid_from, row.valid_to)]
    if row.deputy_for is not None:
        parts.append(f"in Vertretung für {row.deputy_for.name}")
    if row.can_approve:
        parts.append("mit Freigaberecht")
    return ", ".join(part for part in parts if part)


def say_days(begin: date | None, end: date | None) -> str:
    """Return the days of a role, both included: `vom 01.03.2027 bis 31.03.2027`; nothing where it has no end nor beginning."""
    if begin and end:
        return f"vom {begin:%d.%m.%Y} bis {end:%d.%m.%Y}"
    if begin:
        return f"ab {begin:%d.%m.%Y}"
    return f"bis {end:%d.%m.%Y}" if end else ""
