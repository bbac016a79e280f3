"""The notices of a channel as letters: what PIA and LfD are told before it opens (Anlage 1, page 9)."""

import re
from datetime import date
from typing import Final

from app.messages.register import RECIPIENTS
from app.models.channel_life import NoticeRecipient
from app.pieces import Document, facts, lines, section, text
from app.queries.channel_life import ChannelLife

OPENINGS: Final = {
    NoticeRecipient.PIA: "wir zeigen Ihnen an, dass der folgende Kanal eingerichtet werden soll. Wir stellen ihn auch in der "
    "Pressesprecherrunde vor.",
    NoticeRecipient.LFD: "wir zeigen Ihnen an, dass der folgende Kanal eingerichtet werden soll, und legen die Angaben zu "
    "Zweck, Art und Umfang der Nutzung und zu den Verantwortlichkeiten vor.",
}


def write_letter(life: ChannelLife, recipient: NoticeRecipient, day: date) -> Document:
    """Return the notice to one recipient as of a day; what the register does not know yet is left out."""
    channel, use = life.channel, life.use
    told = facts(
        ("Stelle", f"{channel.organisation.name} ({channel.organisation.abbreviation})"),
        ("Kanal", channel.label),
        ("Plattform", channel.platform.name),
        ("Adresse", channel.url),
        ("Name auf der Plattform", channel.handle),
    )
    sections = [
        section(
            2,
            "Anzeige",
            lines(RECIPIENTS[recipient]),
            text(f"Sehr geehrte Damen und Herren, {OPENINGS[recipient]}"),
        ),
        section(2, "Kanal", told),
    ]
    if use is not None:
        said = facts(
            ("Zweck", use.purpose),
            ("Art und Umfang", use.extent),
            ("Verantwortlich", use.responsibility),
            ("Zielgruppe", use.target_group),
            ("Themen", use.topics),
            ("Abgrenzung zu den Landeskanälen", use.delimitation),
            ("Nutzungskonzept", _name_concept(use.concept_title, use.concept_as_of)),
            ("Zu finden unter", use.concept_url),
        )
        sections.append(section(2, "Nutzung", said))
    sections.append(section(2, "Datum", text(f"{day:%d.%m.%Y}"), text(f"{channel.organisation.name}")))
    slug = re.sub(r"[^0-9A-Za-z]+", "-", channel.label).strip("-").lower()
    title = f"Anzeige des Kanals {channel.label}"
    return Document(f"anzeige-{recipient}-{slug}", title, title, sections)


def _name_concept(title: str | None, as_of: date | None) -> str | None:
    return f"{title}, Stand {as_of:%d.%m.%Y}" if title and as_of else None
