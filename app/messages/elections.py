"""What pages and mails call elections, where their periods stand, the causes that a post may name, and what is refused."""

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


REFUSALS: Final[Mapping[str, str]] = {
    "election-same-person": "Von Ihnen kommt schon das erste Wort. Entscheiden muss eine zweite Person der Zentralredaktion.",
    "election-decided": "Diese Vorwahlzeit gilt schon.",
    "election-withdrawn": "Diese Vorwahlzeit wurde zurückgenommen. Bitte bei Bedarf eine neue vorschlagen.",
    "election-not-ending": "Für diese Vorwahlzeit hat niemand die Rücknahme beantragt. Sie gilt weiter.",
    "period-begins-late": "Die Vorwahlzeit beginnt nicht nach dem Wahltag. Bitte den ersten Tag prüfen.",
    "period-ends-early": "Die Vorwahlzeit endet nicht vor dem Wahltag. Bitte den letzten Tag prüfen.",
    "election-day": "Bitte einen Tag vom {first} bis zum {last} angeben.",
    "period-too-long": "Eine Vorwahlzeit dauert höchstens ein Jahr. Bitte die Tage prüfen.",
    "no-second-approval": "Diese Ausspielung braucht keine zweite Freigabe: Sie liegt in keiner Vorwahlzeit, ist schon von "
    "zwei Personen freigegeben oder wartet auf etwas anderes. Ihr Stand steht auf ihrer Seite.",
    "second-approval-own": "Sie haben diese Fassung schon freigegeben. In der Vorwahlzeit gibt eine zweite Person frei.",
}
