"""What the forms about the life of channels, decisions and stops of platforms say, as the actions take it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BeforeValidator, Field, TypeAdapter

from app.fields import Abbreviation, Name, Reason, Text, Title, WebAddress
from app.models.channel import ChannelScope
from app.models.channel_life import LifeStep, NoticeMeans, NoticeRecipient, StopEffect
from app.web.forms import Entered

_text, _title, _day, _id = TypeAdapter(Text), TypeAdapter(Title), TypeAdapter(date), TypeAdapter(UUID)
_address, _name, _short = TypeAdapter(WebAddress), TypeAdapter(Name), TypeAdapter(Abbreviation)
_reason, _effect, _step = TypeAdapter(Reason), TypeAdapter(StopEffect), TypeAdapter(LifeStep)
_recipient, _means = TypeAdapter(NoticeRecipient), TypeAdapter(NoticeMeans)
_scope = TypeAdapter(ChannelScope)
_addresses: TypeAdapter[list[str]] = TypeAdapter(
    Annotated[list[WebAddress], BeforeValidator(str.split), Field(max_length=20)]
)
_months: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=1, le=24)])

LABELS: Final = {
    "platform": "Plattform",
    "organisation": "Stelle",
    "scope": "Art",
    "label": "Bezeichnung",
    "url": "Adresse",
    "handle": "Name auf der Plattform",
    "purpose": "Zweck der Nutzung",
    "extent": "Art und Umfang der Nutzung",
    "responsibility": "Wer verantwortlich ist",
    "target_group": "Zielgruppe",
    "topics": "Themen",
    "delimitation": "Abgrenzung zu den Landeskanälen",
    "concept_title": "Titel des Nutzungskonzepts",
    "concept_as_of": "Stand des Nutzungskonzepts",
    "concept_url": "Wo es zu finden ist",
    "embedded_in": "Eingebunden in",
    "privacy_url": "Adresse der Datenschutzerklärung",
    "privacy_version": "Fassung der Datenschutzerklärung",
    "privacy_placed_on": "Auf der Plattform geändert am",
    "privacy_months": "Abstand der Beiträge zum Datenschutz in Monaten",
    "delivery_id": "Veröffentlichter Beitrag",
    "published_on": "Veröffentlicht am",
    "recipient": "Empfänger",
    "means": "Wie",
    "told_on": "Tag",
    "proof": "Nachweis",
    "reason": "Grund",
    "step": "Schritt",
    "decide_on": "Entscheidung am",
    "decision_id": "Entscheidung",
    "title": "Worum es ging",
    "decided_on": "Entschieden am",
    "participants": "Beteiligte",
    "arguments": "Abwägung",
    "outcome": "Ergebnis",
    "legal_basis": "Rechtsgrundlage",
    "document_url": "Dokument",
    "effect": "Wirkung",
    "legal_reason": "Rechtlicher Grund",
    "review_on": "Überprüfung am",
    "condition": "Bedingung für das Ende",
}
"""What the fields are called."""
Kinds = Mapping[str, tuple[TypeAdapter[Any], bool]]
CHANNEL: Final[Kinds] = {
    "platform": (_name, True),
    "organisation": (_short, True),
    "scope": (_scope, True),
    "label": (_title, True),
    "url": (_address, False),
    "handle": (_title, False),
}
USE: Final[Kinds] = {
    "purpose": (_text, True),
    "extent": (_text, True),
    "responsibility": (_text, True),
    "target_group": (_text, True),
    "topics": (_text, True),
    "delimitation": (_text, True),
    "concept_title": (_title, False),
    "concept_as_of": (_day, False),
    "concept_url": (_address, False),
    "embedded_in": (_addresses, False),
    "privacy_url": (_address, False),
    "privacy_version": (_title, False),
    "privacy_placed_on": (_day, False),
    "privacy_months": (_months, False),
}
PRIVACY_POST: Final[Kinds] = {
    "delivery_id": (_id, False),
    "url": (_address, False),
    "published_on": (_day, False),
}
NOTICE: Final[Kinds] = {
    "recipient": (_recipient, True),
    "means": (_means, True),
    "told_on": (_day, True),
    "proof": (_title, True),
}
REASON: Final[Kinds] = {"reason": (_reason, True)}
STEP: Final[Kinds] = {
    "step": (_step, True),
    "reason": (_reason, False),
    "decide_on": (_day, False),
    "decision_id": (_id, False),
}
DECISION: Final[Kinds] = {
    "organisation": (_short, True),
    "title": (_title, True),
    "decided_on": (_day, True),
    "participants": (_text, True),
    "arguments": (_text, True),
    "outcome": (_text, True),
    "legal_basis": (_title, False),
    "document_url": (_address, False),
}
STOP: Final[Kinds] = {
    "effect": (_effect, True),
    "legal_reason": (_text, True),
    "decision_id": (_id, False),
    "review_on": (_day, True),
    "condition": (_text, True),
}


def read_fields(entered: Entered, kinds: Kinds) -> dict[str, Any]:
    """Return what a form says, field by field. Raises InvalidError with everything found wrong with it."""
    entered.need(*(name for name, (_, is_needed) in kinds.items() if is_needed))
    found = {name: entered.take_if_any(name, kind) for name, (kind, _) in kinds.items()}
    entered.ensure_clean()
    return found
