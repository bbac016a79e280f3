"""Cases (Löschverfahren) in the file of a post: notice, arrival, answers, decision, end, and what became of each delivery."""

from collections.abc import Iterable
from typing import Any

from app.editorial.grounds import PAPER
from app.messages import ANSWERS, GROUNDS, OUTCOMES, STATES
from app.messages.events import EVENTS
from app.messages.takedowns import KINDS
from app.queries.post_record import PostRecord
from app.queries.record_parts import facts, moment, quote, section, table, text
from app.queries.takedown_proof import find_arrivals
from app.queries.takedowns import TakedownView


def takedown_sections(record: PostRecord) -> Iterable[dict[str, Any]]:
    """Return the sections of all cases against a post; none where there is none."""
    if record.takedowns:
        yield section(2, "Löschverfahren")
    for number, view in enumerate(record.takedowns, start=1):
        yield section(
            3,
            f"Verfahren {number}: {GROUNDS[view.takedown.ground]}",
            _notice(view),
            *(quote(f"«{row.text}» (Seite {row.page}, Abschnitt {row.section})") for row in view.sentences),
            text("Beanstandete Stelle:"),
            quote(view.takedown.quote),
            text("Verlangte Abhilfe:"),
            quote(view.takedown.remedy),
            *_way_of_notice(record, view),
            *_answers(view),
            _end(view),
            _deliveries(view),
        )


def _notice(view: TakedownView) -> dict[str, Any]:
    row = view.takedown
    arrived = moment(view.delivered_at) if view.delivered_at else "noch nicht nachgewiesen"
    return facts(
        ("Kennung", str(row.id)),
        ("Art", KINDS[row.kind]),
        ("Angekündigt", f"{moment(row.opened_at)}, {row.opened_by.name}"),
        ("An", f"{row.post.organisation.abbreviation} – {row.post.organisation.name}"),
        ("Zugegangen", arrived),
        ("Frist", moment(row.deadline_at)),
        ("Dringlichkeit", row.urgent_reason),
        ("Gegenstand", f"Fassung {row.revision.number}"),
        ("Grundlage", PAPER),
    )


def _way_of_notice(record: PostRecord, view: TakedownView) -> list[dict[str, Any]]:
    """Return how the notice went to each person of the ministry."""
    arrivals = find_arrivals(view.takedown, [row.event for row in record.events])
    if not arrivals:
        return [text("Zur Zustellung der Ankündigung ist noch nichts festgehalten.")]
    rows = [(moment(row.at), record.name(row.user_id), EVENTS[row.action]) for row in arrivals]
    return [
        text("Zustellung der Ankündigung:"),
        table(("Zeit", "Person", "Was geschah"), ("3.8", "5", "1fr"), rows),
    ]


def _answers(view: TakedownView) -> list[dict[str, Any]]:
    rows = [
        (moment(row.at), row.by.name, ANSWERS[row.answer], row.statement or "")
        for row in view.takedown.answers
    ]
    if not rows:
        return [text("Das Ressort hat nicht geantwortet.")]
    head = ("Geantwortet", "Durch", "Antwort", "Stellungnahme")
    return [table(head, ("2.6", "3", "3", "1fr"), rows)]


def _end(view: TakedownView) -> dict[str, Any]:
    row = view.takedown
    decided = (
        f"{moment(row.executed_at)}, {row.executed_by.name}" if row.executed_at and row.executed_by else ""
    )
    alone = "Eröffnet und entschieden hat dieselbe Person." if row.by_same_person else ""
    ended = (
        f"{moment(row.ended_at)}, {row.ended_by.name if row.ended_by else 'selbsttätig'}"
        if row.ended_at
        else ""
    )
    return facts(
        ("Entfernung entschieden", decided),
        ("Vermerk", alone),
        ("Begründung", row.execute_reason),
        ("Stand", view.message),
        ("Beendet", ended),
        ("Ergebnis", OUTCOMES[row.outcome] if row.outcome else ""),
        ("Begründung der Rücknahme", row.end_reason),
    )


def _deliveries(view: TakedownView) -> dict[str, Any]:
    rows = [
        (
            row.row.variant.channel.label,
            "ja" if row.row.is_removable else "nein",
            STATES.get(row.state, row.state),
            moment(row.delivery.removed_at) if row.delivery and row.delivery.removed_at else "",
            _loss(row.delivery is not None and row.delivery.removed_at is not None),
        )
        for row in view.covered
    ]
    head = ("Kanal", "Von der Zentralredaktion entfernbar", "Stand", "Entfernt", "Mit entfernte Kommentare")
    return table(head, ("3", "3", "2.6", "2.6", "1fr"), rows)


def _loss(is_removed: bool) -> str:  # noqa: FBT001 - the one thing it is about
    return "nicht bekannt" if is_removed else ""
