"""What people read for the kinds of what bodies report."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from app.models.cost import AdvertisingBudget, Award, CostBasis, CostItem, CostKind, Rounding
from app.models.metrics_snapshot import MetricsSnapshot
from app.models.printed import Nothing
from app.models.staffing import Comparator, StaffingBasis, StaffingRecord
from app.models.strategy import Strategy, StrategyKind

BASES: Final[Mapping[CostBasis, str]] = {
    CostBasis.NET: "netto",
    CostBasis.GROSS: "brutto",
    CostBasis.UNSTATED: "ohne Angabe",
}
NOTHINGS: Final[Mapping[Nothing, str]] = {
    Nothing.NONE: "keine",
    Nothing.NOT_APPLICABLE: "entfällt",
    Nothing.NOT_REPORTED: "nicht angegeben",
}
UNREADABLE: Final = "kein gültiger Betrag"
COST_KINDS: Final[Mapping[CostKind, str]] = {
    CostKind.ADVERTISING: "Werbung",
    CostKind.AGENCY: "Betreuung durch Agentur",
    CostKind.CREATIVE: "Kreativleistung",
    CostKind.EQUIPMENT: "Technik",
    CostKind.FEE: "Honorar",
    CostKind.MANAGEMENT: "Projektmanagement",
    CostKind.MUSIC: "Musik",
    CostKind.OTHER: "Sonstiges",
    CostKind.PHOTO: "Fotos",
    CostKind.SETUP: "Einrichtung",
    CostKind.STOCK_PHOTO: "Stockfotos",
    CostKind.SUBTITLES: "Untertitel",
    CostKind.TOOL: "Werkzeug",
    CostKind.TRAINING: "Fortbildung",
    CostKind.VIDEO: "Video",
    CostKind.WORKSHOP: "Workshop",
}
AWARDS: Final[Mapping[Award, str]] = {
    Award.EU_TENDER: "EU-weite Ausschreibung",
    Award.PUBLIC_TENDER: "öffentliche Ausschreibung",
    Award.DIRECT: "Direktauftrag",
}
BUDGETS: Final[Mapping[AdvertisingBudget, str]] = {
    AdvertisingBudget.INCLUDED: "Werbebudget enthalten",
    AdvertisingBudget.EXTRA: "Werbebudget zusätzlich",
    AdvertisingBudget.WHOLE: "nur Werbebudget",
}
ROUNDINGS: Final[Mapping[Rounding, str]] = {
    Rounding.HALF_EVEN: "halbe Cent zur geraden Zahl",
    Rounding.HALF_UP: "kaufmännisch",
}
STRATEGY_KINDS: Final[Mapping[StrategyKind, str]] = {
    StrategyKind.OWN: "eigene",
    StrategyKind.GOVERNMENT: "folgt der Landesregierung",
    StrategyKind.OTHER: "folgt einem anderen Papier",
    StrategyKind.NONE: "entfällt",
}
REFUSALS: Final[Mapping[str, str]] = {
    "amount-or-nothing": "Bitte entweder einen Betrag angeben oder, warum es keinen gibt (keine, entfällt, nicht angegeben).",
    "basis-missing": "Bitte angeben, ob der Betrag netto oder brutto ist; ist das nicht bekannt: ohne Angabe.",
    "years-out-of-order": "Das letzte Jahr liegt vor dem ersten. Bitte tauschen.",
    "year-to-come": "Dieses Jahr liegt in der Zukunft. Bitte angeben, was schon angefallen ist.",
    "share-with-reason": "Ein Anteil braucht Prozentsatz und Begründung. Bitte beides angeben oder keines von beiden.",
    "price-with-quantity": "Zu einem Einzelpreis gehört eine Menge. Bitte beides angeben oder keines von beiden.",
    "product-differs": "Einzelpreis, Menge und Anteil ergeben {product}. Bitte Betrag oder Einzelangaben berichtigen.",
    "positions-differ": "Die Unterpositionen ergeben {sum}, nicht den Betrag. Bitte Betrag oder Unterpositionen berichtigen.",
    "positions-illegible": "Zeile {line}: Bitte je Zeile eine Bezeichnung, ein Semikolon und einen Betrag angeben, zum Beispiel: Schnitt; 120,50",
    "staffing-or-nothing": "Bitte angeben, wer die Kanäle betreut (Personen, Aufwand oder von außen), oder warum es niemanden gibt.",
    "persons-out-of-order": "Die größere Zahl der Personen ist kleiner als die kleinere. Bitte tauschen.",
    "effort-with-comparator": "Zu einem Aufwand gehört, wie genau er gemeint ist (genau, höchstens, weniger als, etwa), und nur zu ihm.",
    "effort-with-basis": "Zu einem Aufwand gehört, worin er gemessen ist (VZÄ, Prozent, Stunden); ohne Zahl ist er nicht beziffert.",
    "strategy-without-document": "Bitte angeben, welchem Papier die Strategie folgt.",
    "strategy-or-none": "Wer keine Strategie hat, nennt weder Papier noch Ziele. Bitte die Art ändern oder beides leeren.",
    "followers-or-views": "Bitte Abonnenten oder Aufrufe angeben, oder beides.",
    "snapshot-known": "Für diesen Kanal und Tag gibt es schon einen Stand. Bitte ihn ändern oder einen anderen Tag angeben.",
    "number-illegible": "Das ist keine Zahl. Bitte wie 1.041,24 oder 0,5 schreiben.",
    "report-changed": "Jemand anderes hat diese Angabe inzwischen geändert. Bitte mit dem jetzigen Stand in der Liste vergleichen; noch einmal speichern ersetzt ihn.",
    "entry-from-file": "Diese Angabe stammt aus einer Quelle ({source}) und bleibt, wie sie gedruckt ist. Bitte die Datei des "
    "Verzeichnisses berichtigen oder eine neue Angabe eintragen.",
}
COMPARATORS: Final[Mapping[Comparator, str]] = {
    Comparator.EXACTLY: "",
    Comparator.AT_MOST: "höchstens ",
    Comparator.BELOW: "weniger als ",
    Comparator.ABOUT: "etwa ",
}
MEASURES: Final[Mapping[StaffingBasis, str]] = {
    StaffingBasis.FTE: "VZÄ",
    StaffingBasis.PERCENT: "% der Arbeitszeit",
    StaffingBasis.HOURS_WEEK: "Stunden in der Woche",
}


def say_euro(amount: Decimal) -> str:
    """Return an amount as Germans print it: `1.041,24 Euro`."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,")) + " Euro"


def say_number(number: Decimal) -> str:
    """Return a number without zeros that say nothing: `12`, `0,125`."""
    return f"{number.normalize():f}".replace(".", ",")


def say_amount(item: CostItem) -> str:
    """Return an item's amount with its basis, or why there is none."""
    if item.amount is None:
        return NOTHINGS[item.nothing] if item.nothing else UNREADABLE
    about = "rund " if item.is_estimate else ""
    basis = f" {BASES[item.basis]}" if item.basis in {CostBasis.NET, CostBasis.GROSS} else ""
    return f"{about}{say_euro(item.amount)}{basis}"


def say_years(first: int | None, last: int | None) -> str:
    """Return a period in years: `2016`, `2017 bis 2019`, `seit 2018`; nothing where none is known."""
    if first is None:
        return ""
    if last is None:
        return f"seit {first}"
    return str(first) if first == last else f"{first} bis {last}"


def say_persons(row: StaffingRecord) -> str:
    """Return how many people: `2`, `1 bis 2`; nothing where nobody said."""
    if row.persons_min is None or row.persons_min == row.persons_max:
        return "" if row.persons_min is None else str(row.persons_min)
    return f"{row.persons_min} bis {row.persons_max}"


def say_effort(row: StaffingRecord) -> str:
    """Return with how much effort: `höchstens 10 % der Arbeitszeit`, `Aufwand nicht beziffert`, `entfällt`."""
    if row.nothing is not None:
        return NOTHINGS[row.nothing]
    if row.effort is None or row.comparator is None or row.basis is None:
        return "Aufwand nicht beziffert" if row.basis is StaffingBasis.UNQUANTIFIED else ""
    return f"{COMPARATORS[row.comparator]}{say_number(row.effort)} {MEASURES[row.basis]}"


def say_staffing(row: StaffingRecord) -> str:
    """Return who looks after channels in a line: `1 bis 2 Personen, etwa 0,5 VZÄ, von außen: Agentur Muster`."""
    persons = say_persons(row)
    parts = (
        f"{persons} {'Person' if persons == '1' else 'Personen'}" if persons else "",
        say_effort(row),
        f"von außen: {row.external}" if row.external else "",
    )
    return ", ".join(part for part in parts if part)


def say_strategy(row: Strategy) -> str:
    """Return whose strategy it is: `eigene`, `folgt einem anderen Papier: Medienkonzept`."""
    return f"{STRATEGY_KINDS[row.kind]}: {row.document}" if row.document else STRATEGY_KINDS[row.kind]


def say_count(number: int) -> str:
    """Return a whole number with a point at the thousands: `488.792`."""
    return f"{number:,}".replace(",", ".")


def say_change(gain: int, percent: int | None) -> str:
    """Return how a number changed: `+1.245 (+12 %)`, `±0`; what is lost has a minus."""
    if gain == 0:
        return "±0"
    sign = "+" if gain > 0 else "−"
    share = "" if percent is None else f" ({sign}{abs(percent)} %)"
    return f"{sign}{say_count(abs(gain))}{share}"


def say_snapshot(row: MetricsSnapshot) -> str:
    """Return how many on which day: `365 Abonnenten, 488.792 Aufrufe am 19.02.2019`."""
    counted = ((row.followers, "Abonnenten"), (row.views, "Aufrufe"))
    said = ", ".join(f"{say_count(number)} {what}" for number, what in counted if number is not None)
    return f"{said} am {row.as_of:%d.%m.%Y}"


def say_reported(entry: CostItem | StaffingRecord | Strategy | MetricsSnapshot) -> str:
    """Return what was reported in a line, whatever it is about."""
    if isinstance(entry, CostItem):
        return say_amount(entry)
    if isinstance(entry, StaffingRecord):
        return say_staffing(entry)
    return say_strategy(entry) if isinstance(entry, Strategy) else say_snapshot(entry)
