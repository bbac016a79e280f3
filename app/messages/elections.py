"""What pages and mails call elections, where their periods stand, and the causes that a post may name."""

from collections.abc import Mapping
from typing import Final

from app.models import Election
from app.models.election import ElectionKind
from app.models.post import Cause

ELECTION_KINDS: Final[Mapping[ElectionKind, str]] = {
    ElectionKind.STATE: "Landtagswahl",
    ElectionKind.FEDERAL: "Bundestagswahl",
    ElectionKind.EUROPEAN: "Europawahl",
    ElectionKind.MUNICIPAL: "Kommunalwahl",
}
CAUSES: Final[Mapping[Cause, str]] = {
    Cause.DANGER: "Gefahr: Warnung oder Hinweis zum Schutz",
    Cause.DEADLINE: "Frist: ein Termin läuft ab",
    Cause.LAW_IN_FORCE: "Recht: eine Vorschrift tritt in Kraft",
    Cause.STATISTICS_DAY: "Statistik: turnusmäßiger Tag der Veröffentlichung",
}


def name_election(election: Election) -> str:
    """Return an election in one line: `Landtagswahl Musterland am 29.03.2037, bis 29.03.2037`."""
    kind, day, end = (
        ELECTION_KINDS[election.kind],
        f"{election.day:%d.%m.%Y}",
        f"{election.quiet_to:%d.%m.%Y}",
    )
    return f"{kind} {election.territory} am {day}, Vorwahlzeit bis {end}"
