"""The file of a post as pages in German: sections of facts, quotations and tables for `app.paper`."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from app.editorial.payload import images_of, text_of
from app.messages import STATES, explain
from app.messages.elections import CAUSES
from app.messages.events import ABOUT, CALLS, EVENTS, RESULTS, SCOPES, SIGHTS
from app.models import DeliveryAttempt, Event, Revision
from app.models.user import MACHINE
from app.queries.post_record import DeliveryFile, PostRecord
from app.queries.record_parts import facts, moment, quote, section, table, text
from app.queries.record_takedowns import takedown_sections

NONE: Final = "Keine."
CALL_HEAD: Final = ("Nr.", "Art", "Zeit", "Durch", "Ergebnis", "Antwort der Plattform")


def lay_out(record: PostRecord) -> dict[str, Any]:
    """Return everything that the template `record` shows, in the order in which somebody reads a file."""
    made = f"Akte erstellt am {moment(record.made_at)} für {record.reader}"
    return {
        "footer": made,
        "sections": [
            _summary(record),
            section(2, "Fassungen", text("Jede Fassung ist unveränderlich; die letzte gilt.")),
            *(_revision(row) for row in record.revisions),
            _comments(record),
            _checks(record),
            _approvals(record),
            section(2, "Ausspielungen", *([] if record.deliveries else [text(NONE)])),
            *(_delivery(row) for row in record.deliveries),
            *takedown_sections(record),
            _events(record),
            _proof(record),
        ],
    }


def title_of(record: PostRecord) -> str:
    """Return what the file is called."""
    return f"Akte zum Beitrag «{record.view.post.current_revision.title}»"


def _summary(record: PostRecord) -> dict[str, Any]:
    post = record.view.post
    origin = ("Berichtigung zu " if post.corrects else "Kopie von ") + str(post.origin_id)
    corrections = ", ".join(map(str, record.view.corrections))
    is_whole = not record.faults
    return section(
        2,
        "Auf einen Blick",
        facts(
            ("Verantwortlich", f"{post.organisation.abbreviation} – {post.organisation.name}"),
            ("Gemeinsam mit", ", ".join(record.view.joint_with)),
            ("Verfasst von", post.author.name),
            ("Im Auftrag", "ja, durch die Zentralredaktion" if post.on_behalf else ""),
            ("Stand", record.view.message),
            ("Kennung", str(post.id)),
            ("Herkunft", origin if post.origin_id else ""),
            ("Berichtigt durch", corrections),
            (
                "Prüfung der Akte",
                "Alles passt zu Prüfsummen und Prüfkette." if is_whole else " ".join(record.faults),
            ),
        ),
    )


def _revision(row: Revision) -> dict[str, Any]:
    own = [
        piece
        for rendering in row.renderings
        if rendering.text is not None
        for piece in (text(f"Eigener Text für {rendering.variant.channel.label}:"), quote(rendering.text))
    ]
    images = [f"{image['alt'] or 'ohne Alternativtext'} ({image['sha256']})" for image in row.media]
    return section(
        3,
        f"Fassung {row.number}: {row.title}",
        facts(
            ("Geschrieben", f"{moment(row.created_at)}, {row.editor.name}"),
            ("Hinweis an die Zentralredaktion", row.note_to_desk),
            ("Inhaltswarnung", row.content_warning),
            ("Akuter Anlass", CAUSES[row.cause] if row.cause else None),
            ("Weiterführende Adresse", row.alternative_url),
            ("Bilder", "\n".join(images)),
            ("Prüfsumme", row.sha256, "code"),
        ),
        quote(row.text),
        *own,
    )


def _comments(record: PostRecord) -> dict[str, Any]:
    """Return what people said to each other about the post, each wording of it."""
    rows = [
        (
            moment(wording.written_at),
            view.comment.author.name,
            f"Fassung {view.comment.revision.number}",
            view.comment.quote or "",
            wording.text,
        )
        for view in record.comments
        for wording in view.comment.wordings
    ]
    head = ("Geschrieben", "Von", "Zu", "Stelle", "Kommentar")
    return section(2, "Kommentare", _table_or_none(head, ("2.6", "2.6", "1.8", "3", "1fr"), rows))


def _checks(record: PostRecord) -> dict[str, Any]:
    post = record.view.post
    declared = {True: "abgegeben", False: "verweigert", None: "nicht abgegeben"}[post.neutrality_declared]
    findings = [explain(row.key, **row.context) for row in record.issues]
    return section(
        2,
        "Prüfungen",
        facts(
            ("Erklärung «keine parteipolitische Aussage»", declared),
            ("Begründungen", "\n".join(f"{row['rule']}: {row['text']}" for row in post.justifications)),
            ("Prüfung der letzten Fassung, bei Erstellung dieser Akte", "\n".join(findings) or "ohne Befund"),
        ),
    )


def _approvals(record: PostRecord) -> dict[str, Any]:
    numbers = {row.id: row.number for row in record.revisions}
    labels = {row.id: row.channel_row.label for row in record.view.deliveries}
    rows = [
        (
            moment(row.created_at),
            row.approver.name,
            labels.get(row.variant_id, ""),
            f"Fassung {numbers[row.revision_id]}",
            moment(row.due_at),
            row.payload_sha256[:16],
        )
        for row in record.approvals
    ]
    head = ("Erteilt", "Durch", "Kanal", "Wofür", "Fällig", "Prüfsumme (Anfang)")
    return section(2, "Freigaben", _table_or_none(head, ("2.6", "1fr", "2.6", "1.8", "2.6", "3.2"), rows))


def _delivery(file: DeliveryFile) -> dict[str, Any]:
    view, row = file.view, file.view.delivery
    images = images_of(view.payload) if view.payload else ()
    said = [
        f"{moment(word.asked_at)}, {word.by.name}: {SIGHTS[word.outcome]}. {word.reason}"
        for word in file.resolutions
    ]
    orders = [
        f"{moment(order.requested_at)}, {order.requested_by.name}: {order.reason}" for order in file.removals
    ]
    return section(
        3,
        f"{view.channel_row.label} ({SCOPES[view.channel_row.scope]})",
        facts(
            ("Stand", view.message),
            ("Fällig", moment(view.due_at) if view.due_at else ""),
            ("Veröffentlicht", moment(row.sent_at) if row and row.sent_at else ""),
            ("Adresse", row.remote_url if row else ""),
            ("Kennung der Plattform", row.remote_id if row else ""),
            ("Bilder", "\n".join(f"{image.alt or 'dekorativ'} ({image.sha256})" for image in images)),
            ("Worte zur Klärung", "\n".join(said)),
            ("Anordnungen der Entfernung", "\n".join(orders)),
            ("Entfernt", moment(row.removed_at) if row and row.removed_at else ""),
            ("Prüfsumme", row.payload_sha256 if row else "", "code"),
        ),
        *([quote(text_of(view.payload))] if view.payload else []),
        *([text("Aufrufe der Plattform:"), calls_table(file.attempts)] if file.attempts else []),
    )


def calls_table(attempts: Iterable[DeliveryAttempt]) -> dict[str, Any]:
    """Return the table of calls to a platform with what it answered."""
    rows = [
        (
            str(row.number),
            CALLS[row.kind],
            moment(row.intent_at),
            row.by.name if row.by else MACHINE.name,
            RESULTS[row.outcome] if row.outcome else "offen",
            "\n".join(filter(None, [row.error, row.remote_url or row.remote_id])),
        )
        for row in attempts
    ]
    return table(CALL_HEAD, ("0.8", "2.6", "2.6", "2.6", "2.6", "1fr"), rows)


def _events(record: PostRecord) -> dict[str, Any]:
    rows = [
        (
            str(row.position or "–"),
            moment(row.event.at),
            record.name(row.event.actor_id) or MACHINE.name,
            _happened(record, row.event),
            " → ".join(
                STATES.get(state, state) for state in (row.event.from_state, row.event.to_state) if state
            ),
            row.event.reason or "",
        )
        for row in record.events
    ]
    head = ("Platz", "Zeit", "Durch", "Vorgang", "Stand", "Begründung")
    return section(2, "Verlauf", _table_or_none(head, ("1.2", "2.6", "2.6", "3", "2.4", "1fr"), rows))


def _happened(record: PostRecord, event: Event) -> str:
    """Return what happened, with the channel it was about, or the person whom it was to reach."""
    told = EVENTS.get(event.action, event.action)
    if event.object_type == "notification":
        what = ABOUT.get(event.body.get("kind", ""), "Benachrichtigung")
        for_whom = record.name(UUID(event.body["user_id"])) if event.body.get("user_id") else ""
        return f"{what} {told}" + (f": {for_whom}" if for_whom else "")
    labels = {row.view.id: row.view.channel_row.label for row in record.deliveries}
    return f"{told}: {labels[event.object_id]}" if event.object_id in labels else told


def _proof(record: PostRecord) -> dict[str, Any]:
    """Return what makes the file believable, and how somebody checks it."""
    return section(
        2,
        "Nachweis",
        text(
            "Jedes Ereignis steht an einem Platz der Prüfkette des ganzen Hauses: Seine Prüfsumme umfasst die des vorigen. "
            "Für diese Akte wurde jedes Ereignis nachgerechnet, ebenso jede Fassung und jede Ausspielung; jedes Löschverfahren wurde mit seinen Ereignissen verglichen. Das Ende der "
            "Kette wird stündlich außerhalb der Datenbank aufbewahrt."
        ),
        facts(
            ("Ereignisse dieser Akte", str(len(record.events))),
            ("Abweichungen", "\n".join(record.faults) or "keine"),
            ("Länge der Kette", str(record.head.position)),
            ("Ende der Kette", record.head.sha256, "code"),
        ),
    )


def _table_or_none(
    head: Sequence[str], widths: Sequence[str], rows: Sequence[Sequence[str]]
) -> dict[str, Any]:
    return table(head, widths, rows) if rows else text(NONE)
