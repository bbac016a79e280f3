"""A Nutzungskonzept in its six sections, written from the register and its body's own words, and imprints.

The sections and their order are those of the Nutzungskonzept Landkreis Mittelsachsen; what was issued is kept as pieces
and only set on paper again.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.actions.concepts import Edition
from app.messages.concepts import ELSEWHERE, EXTENT, PURPOSE, SECTIONS, name_law, say_as_of
from app.models import Channel, ChannelUse, ConceptVersion, ImprintEntry, PlatformFacts
from app.models.concept import ImprintRole
from app.pieces import Document, Piece, facts, lines, prose, section, text
from app.queries.concepts import ConceptView
from app.reports.keeping import sum_of

READ_BY_ALL: Final = {True: "ja", False: "nein", None: None}


@dataclass(frozen=True)
class Draft:
    """A concept as it would be issued on a day: its sections, and the keys of what it lacks."""

    sections: Sequence[Piece]
    missing: Sequence[str]


def write_draft(view: ConceptView, day: date) -> Draft:
    """Return the concept as it would be issued on a day."""
    concept, named = view.concept, _Named([row for row in view.concept.entries if row.is_valid_on(day)])
    known = {
        "preamble": concept.preamble,
        "mission": concept.mission,
        "body": named.of(ImprintRole.BODY),
        "responsible": named.of(ImprintRole.RESPONSIBLE),
        "contact": named.of(ImprintRole.CONTACT),
        "sources": concept.sources,
        "channels": view.uses,
        "commitment": concept.commitment,
    }
    elsewhere = ELSEWHERE.format(sources=" oder ".join(concept.sources))
    parts: Sequence[Sequence[Piece]] = (
        prose(concept.preamble),
        prose(concept.mission),
        write_imprint(named.entries, day),
        [
            *prose(concept.contact),
            *map(_write_entry, named.of(ImprintRole.CONTACT)),
            *([text(elsewhere)] if concept.sources else []),
        ],
        prose(concept.channels),
        [*prose(concept.commitment), text(f"Stand: {say_as_of(day)}")],
    )
    sections = [
        section(2, f"{number}. {heading}", *pieces)
        for number, (heading, pieces) in enumerate(zip(SECTIONS, parts, strict=True), start=1)
    ]
    sections[5:5] = _write_channels(view)
    return Draft(sections, [key for key, said in known.items() if not said])


def make_edition(view: ConceptView, as_of: date) -> Edition:
    """Return a concept as it is to be issued for a day."""
    concept, draft = view.concept, write_draft(view, as_of)
    content = {
        "title": concept.title,
        "organisation": concept.organisation.abbreviation,
        "as_of": as_of.isoformat(),
        "channels": [{"label": row.label, "url": row.url} for row, _ in view.uses],
        "sections": list(draft.sections),
    }
    ids = [row.id for row, _ in view.uses]
    return Edition(concept.version, as_of, ids, content, sum_of(content), draft.missing)


def write_imprint(entries: Sequence[ImprintEntry], day: date) -> list[Piece]:
    """Return the imprint of a day: who offers the channels, who represents them, who answers for what they say."""
    named = _Named(entries)
    pieces = [lines(row.name, *_address_of(row)) for row in named.of(ImprintRole.BODY)]
    representing = named.of(ImprintRole.REPRESENTATIVE)
    if representing:
        pieces += [text("vertreten durch:"), *map(_write_entry, representing)]
    responsible = named.of(ImprintRole.RESPONSIBLE)
    if responsible:
        pieces += [
            text(f"Verantwortlich für den Inhalt nach {name_law(day)}:"),
            *map(_write_entry, responsible),
        ]
    return pieces


def say_imprint(entries: Sequence[ImprintEntry], day: date) -> str:
    """Return the imprint of a day as plain text, to be put where a platform asks for it."""
    pieces = write_imprint(entries, day)
    return "\n\n".join("\n".join(row["lines"]) if "lines" in row else row["text"] for row in pieces)


def write_version(version: ConceptVersion) -> Document:
    """Return an issued concept as a document; equal versions make equal bytes."""
    content: Mapping[str, Any] = version.content
    footer = f"{content['title']}, Fassung {version.number}, Stand {version.as_of:%d.%m.%Y}"
    short = re.sub(r"[^0-9A-Za-z]+", "-", content["organisation"]).strip("-").lower()
    name = f"nutzungskonzept-{short}-fassung-{version.number}"
    return Document(name, content["title"], footer, content["sections"])


class _Named:
    """Whom an imprint names, by their role."""

    def __init__(self, entries: Sequence[ImprintEntry]) -> None:
        self.entries = entries

    def of(self, role: ImprintRole) -> list[ImprintEntry]:
        return [row for row in self.entries if row.role is role]


def _write_entry(row: ImprintEntry) -> Piece:
    return lines(
        row.name,
        row.function,
        row.area and f"(verantwortlich für {row.area})",
        *_address_of(row),
        row.phone and f"Tel.: {row.phone}",
        row.email and f"E-Mail: {row.email}",
    )


def _address_of(row: ImprintEntry) -> list[str]:
    return (row.address or "").splitlines()


def _write_channels(view: ConceptView) -> list[Piece]:
    """Return what section 5 says of each channel; of several on one platform each is called by its name, too."""
    count = Counter(channel.platform_slug for channel, _ in view.uses)
    told: set[str] = set()
    sections: list[Piece] = []
    for number, (channel, use) in enumerate(view.uses, start=1):
        platform = channel.platform
        name = platform.name if count[platform.slug] == 1 else f"{platform.name}: {channel.label}"
        said = view.platforms.get(platform.slug)
        about = _describe(said) if said and platform.slug not in told else []
        told.add(platform.slug)
        sections += _write_channel(f"5.{number}.", name, about, channel, use)
    return sections


def _write_channel(
    number: str, name: str, about: Sequence[Piece], channel: Channel, use: ChannelUse
) -> list[Piece]:
    of_purpose = facts(
        ("Adresse", channel.url),
        ("Name auf der Plattform", channel.handle),
        ("Zielgruppe", use.target_group),
        ("Verantwortlich", use.responsibility),
        ("Datenschutzerklärung", use.privacy_url and f"{use.privacy_url} (Fassung {use.privacy_version})"),
    )
    of_extent = facts(("Themen", use.topics), ("Eingebunden in", ", ".join(use.embedded_in)))
    return [
        section(3, f"{number} {name}", *about),
        section(4, f"{number}1. {PURPOSE}", *prose(use.purpose), of_purpose),
        section(4, f"{number}2. {EXTENT}", *prose(use.extent), of_extent),
    ]


def _describe(said: PlatformFacts) -> list[Piece]:
    known = facts(
        ("Betreiber", said.operator),
        ("Sitz", said.seat),
        ("Ohne Konto lesbar", READ_BY_ALL[said.is_open]),
        ("Weitere Informationen", said.info_url),
    )
    return [*prose(said.description), *([known] if known["rows"] else [])]
