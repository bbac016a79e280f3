"""What each ground is called, and what a ministry can do after a decision against its post."""

from collections.abc import Mapping
from typing import Final

from app.models.ground import Ground

GROUNDS: Final[Mapping[Ground, str]] = {
    Ground.PARTY_POLITICAL: "Parteipolitische Aussage",
    Ground.FACTUAL: "Angaben unrichtig, unklar oder nicht belegt",
    Ground.LEGAL: "Rechtliche Bedenken, etwa zu Datenschutz, Bildrechten oder Persönlichkeitsrechten",
    Ground.DUPLICATE: "Doppelung oder nicht abgestimmt",
    Ground.UNSUITABLE: "Kein erkennbarer Mehrwert für die Bürgerinnen und Bürger",
    Ground.AUDIENCE: "Nicht für die Zielgruppe dieses Kanals geschrieben",
    Ground.SEQUENCE: "Reihenfolge: zuerst auf den Landeskanälen",
    Ground.WORDING: "Schreibregeln des Redakteursleitfadens",
    Ground.OTHER: "Anderer Grund",
}
"""What each ground is called."""

AFTER_CHANGES_REQUESTED: Final = (
    "Bitte den Beitrag ändern und erneut einreichen; die Zentralredaktion oder die Leitung sieht dann, was sich geändert "
    "hat. Rückfragen bitte als Kommentar am Beitrag."
)
AFTER_REJECTION: Final[Mapping[Ground, str]] = {
    Ground.PARTY_POLITICAL: "Veröffentlicht wird dieser Beitrag nicht; sein Text bleibt in der Akte. Möglich ist ein "
    "neuer Beitrag zum selben Thema ohne die beanstandete Aussage. Wer anderer Auffassung ist, schreibt das als "
    "Kommentar an den Beitrag; die Zentralredaktion wird darüber benachrichtigt.",
    Ground.FACTUAL: "Bitte die Angaben prüfen und einen neuen Beitrag anlegen. Rückfragen bitte als Kommentar.",
    Ground.LEGAL: "Bitte die Bedenken im Haus klären und danach einen neuen Beitrag anlegen. Rückfragen bitte als "
    "Kommentar.",
    Ground.DUPLICATE: "Bitte mit der genannten Stelle abstimmen, wer veröffentlicht. Rückfragen bitte als Kommentar.",
    Ground.UNSUITABLE: "Möglich ist ein neuer Beitrag, der den Nutzen für die Bürgerinnen und Bürger in den "
    "Mittelpunkt stellt. Rückfragen bitte als Kommentar.",
    Ground.AUDIENCE: "Möglich ist ein neuer Beitrag mit einem eigenen Text für diesen Kanal. Rückfragen bitte als "
    "Kommentar.",
    Ground.SEQUENCE: "Möglich ist ein neuer Beitrag für die Zeit nach der Veröffentlichung auf den Landeskanälen. "
    "Rückfragen bitte als Kommentar.",
    Ground.WORDING: "Bitte nach den Schreibregeln überarbeiten und einen neuen Beitrag anlegen. Rückfragen bitte als "
    "Kommentar.",
    Ground.OTHER: "Was möglich ist, sagt die Begründung. Rückfragen bitte als Kommentar.",
}
"""What the ministry can do once a post was rejected on a ground."""
