"""What the forms about themes say, as the actions take it, and a theme as the fields of its form."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import TypeAdapter

from app import clock
from app.actions.themes import Material, Plan
from app.errors import Issue, Refusal
from app.fields import Note, Surface, Title, WebAddress
from app.messages import explain
from app.models import Organisation, Theme
from app.models.theme import Goal, Purpose, Sensitivity, ThemeKind
from app.web.forms import Entered, Fault, faults_of
from app.web.moments import take_moment

LABELS: Final = {
    "title": "Titel",
    "kind": "Art",
    "lead": "Federführung",
    "ministries": "Beteiligte Ressorts",
    "summary": "Worum es geht",
    "starts_on": "Erster Tag",
    "ends_on": "Letzter Tag",
    "date-embargo": "Sperrfrist",
    "target_groups": "Zielgruppen",
    "formats": "Formate",
    "material": "Material",
    "reason": "Grund",
    "organisation": "Ressort",
    "request": "Was gebraucht wird",
    "date-due": "Frist",
    "remark": "Kommentar",
}
MOST_WORDS, MOST_MATERIAL = 20, 50
"""As many as the API takes."""
_PLACES: Final = {
    "lead_id": "lead",
    "organisation_id": "organisation",
    "due_at": "date-due",
    "post_id": "post",
}
_title, _note, _word = TypeAdapter(Title), TypeAdapter(Note), TypeAdapter(Surface)
_kind, _id, _day = TypeAdapter(ThemeKind), TypeAdapter(UUID), TypeAdapter(date)
_address = TypeAdapter(WebAddress)
Said = TypeVar("Said", Goal, Purpose)


def read_plan(entered: Entered) -> Plan:
    """Return what a form says of a theme. Raises InvalidError with everything found wrong with it."""
    entered.need("title", "kind", "lead")
    title, kind = entered.take_if_any("title", _title), entered.take_if_any("kind", _kind)
    lead_id = entered.take_if_any("lead", _id)
    starts_on, ends_on = entered.take_if_any("starts_on", _day), entered.take_if_any("ends_on", _day)
    rest: dict[str, Any] = {
        "summary": entered.take_if_any("summary", _note),
        "embargo_until": read_embargo(entered),
        "target_groups": _words(entered, "target_groups"),
        "formats": _words(entered, "formats"),
        "material": _material(entered),
        "ministries": _ministries(entered),
    }
    entered.ensure_clean()
    assert title is not None  # noqa: S101 - needed above
    assert kind is not None  # noqa: S101 - as above
    assert lead_id is not None  # noqa: S101 - as above
    return Plan(
        title=title,
        kind=kind,
        lead_id=lead_id,
        starts_on=starts_on,
        ends_on=ends_on or starts_on,
        goals=_chosen(entered, "goal", Goal),
        purposes=_chosen(entered, "purpose", Purpose),
        sensitivity=Sensitivity.CONFIDENTIAL if entered.text("confidential") else Sensitivity.NORMAL,
        **rest,
    )


def read_embargo(entered: Entered) -> datetime | None:
    """Return the end of the embargo, None where both fields are empty; what is wrong is noted."""
    if not entered.text("date-embargo").strip() and not entered.text("time-embargo").strip():
        return None
    moment = take_moment(entered, "-embargo")
    return moment.instant if moment else None


def read_due(entered: Entered) -> datetime | None:
    """Return until when something is due; what is wrong is noted."""
    moment = take_moment(entered, "-due")
    return moment.instant if moment else None


def plan_of(theme: Theme) -> Plan:
    """Return what is said of a theme as it stands."""
    return Plan(
        title=theme.title,
        kind=theme.kind,
        lead_id=theme.lead_id,
        summary=theme.summary,
        ministries=tuple(row.organisation_id for row in theme.ministries),
        starts_on=theme.starts_on,
        ends_on=theme.ends_on,
        goals=tuple(map(Goal, theme.goals)),
        purposes=tuple(map(Purpose, theme.purposes)),
        target_groups=tuple(theme.target_groups),
        formats=tuple(theme.formats),
        sensitivity=theme.sensitivity,
        embargo_until=theme.embargo_until,
        material=tuple(Material(**row) for row in theme.material),
    )


def fields_of(theme: Theme) -> dict[str, str]:
    """Return the fields of the form that says what a theme is."""
    fields = {
        "title": theme.title,
        "kind": theme.kind.value,
        "lead": str(theme.lead_id),
        "summary": theme.summary or "",
        "starts_on": theme.starts_on.isoformat() if theme.starts_on else "",
        "ends_on": theme.ends_on.isoformat() if theme.ends_on else "",
        "target_groups": ", ".join(theme.target_groups),
        "formats": ", ".join(theme.formats),
        "material": "\n".join(f"{row['label']} {row['url']}" for row in theme.material),
        "confidential": "1" if theme.sensitivity is Sensitivity.CONFIDENTIAL else "",
        "seen": str(theme.version),
    } | moment_fields("embargo", theme.embargo_until)
    fields |= {f"goal-{row}": "1" for row in theme.goals} | {f"purpose-{row}": "1" for row in theme.purposes}
    return fields | {f"ministry-{row.organisation_id}": "1" for row in theme.ministries}


def moment_fields(name: str, instant: datetime | None) -> dict[str, str]:
    """Return day, time and which of two hours as fields of a form."""
    if instant is None:
        return {}
    moment = clock.from_instant(instant)
    wall = moment.wall
    return {
        f"date-{name}": f"{wall:%Y-%m-%d}",
        f"time-{name}": f"{wall:%H:%M}",
        f"fold-{name}": str(moment.fold),
    }


def faults_of_theme(refusal: Refusal, field: str) -> list[Fault]:
    """Return a refusal as lines of a summary at the fields of these forms; one without issues at `field`."""
    if not refusal.issues:
        return [Fault(field, explain(refusal.key, **refusal.context))]
    places: Mapping[str, str] = _PLACES | {
        row.field: "ministries" for row in refusal.issues if row.field.startswith("ministries")
    }
    return faults_of(refusal.issues, places, LABELS)


def choosable(ministries: Iterable[Organisation], theme: Theme | None) -> Sequence[Organisation]:
    """Return whom one may tick as taking part: the ministries, and whoever takes part already."""
    taking_part = [row.organisation for row in theme.ministries] if theme else []
    return sorted({*ministries, *taking_part}, key=lambda row: row.abbreviation)


def _chosen(entered: Entered, prefix: str, kind: type[Said]) -> tuple[Said, ...]:
    return tuple(row for row in kind if entered.text(f"{prefix}-{row.value}"))


def _ministries(entered: Entered) -> tuple[UUID, ...]:
    names = [name.removeprefix("ministry-") for name in entered.texts if name.startswith("ministry-")]
    found = (entered.take_value("ministries", name, _id) for name in names)
    return tuple(key for key in found if key is not None and str(key) != entered.text("lead"))


def _words(entered: Entered, name: str) -> tuple[str, ...]:
    words = [word.strip() for word in entered.text(name).split(",") if word.strip()]
    _ensure_few(entered, name, words, MOST_WORDS)
    taken = (entered.take_value(name, word, _word) for word in words)
    return tuple(word for word in taken if word)


def _material(entered: Entered) -> tuple[Material, ...]:
    """Return what there is to work with: in each line what it is, then its address."""
    lines = [line.strip() for line in entered.text("material").splitlines() if line.strip()]
    _ensure_few(entered, "material", lines, MOST_MATERIAL)
    found = []
    for line in lines:
        label, _, url = line.rpartition(" ")
        if not label:
            entered.issues.append(Issue("material", "material-half"))
            continue
        name = entered.take_value("material", label, _title)
        address = entered.take_value("material", url, _address)
        if name and address:
            found.append(Material(name, address))
    return tuple(found)


def _ensure_few(entered: Entered, name: str, rows: Sequence[str], most: int) -> None:
    if len(rows) > most:
        entered.issues.append(Issue(name, "too-long", {"max_length": most}))
