"""The operations about the life of channels, their concepts, decisions, and stops of platforms."""

from typing import Final

from app.api.operation import Operation
from app.api.operations_concepts import CONCEPTS

CHANNEL_LIFE: Final = {
    "POST /channels": Operation("plan_channel", "Trägt einen geplanten Kanal ein; niemand genehmigt ihn."),
    "GET /channels/{channel_id}/life": Operation(
        "get_channel_life",
        "Zeigt, was ein Kanal hat, was ihm zum Öffnen fehlt und welche Schritte möglich sind.",
    ),
    "PUT /channels/{channel_id}/use": Operation(
        "describe_channel", "Beschreibt Zweck, Art und Umfang der Nutzung und nennt das Nutzungskonzept."
    ),
    "POST /channels/{channel_id}/notices": Operation(
        "note_channel_notice",
        "Hält fest, dass PIA oder LfD von einem Kanal erfahren hat, mit Tag und Nachweis.",
    ),
    "GET /channels/{channel_id}/notices/{recipient}/letter": Operation(
        "get_channel_letter", "Gibt die Anzeige eines Kanals als Schreiben aus, als DOCX oder PDF."
    ),
    "POST /channels/{channel_id}/privacy-posts": Operation(
        "note_privacy_post", "Hält einen Beitrag zum Datenschutz auf einem Kanal fest, mit Nachweis."
    ),
    "POST /channels/{channel_id}/waive": Operation(
        "waive_channel_preparation", "Verzichtet mit Begründung auf Konzept und Anzeigen."
    ),
    "POST /channels/{channel_id}/steps/{step}": Operation(
        "take_channel_step",
        "Geht einen Schritt im Leben eines Kanals, etwa activate, pause oder discontinue.",
    ),
    "POST /channels/{channel_id}/confirm": Operation(
        "confirm_channel", "Bestätigt den Eintrag eines Kanals im öffentlichen Verzeichnis."
    ),
    "GET /directory": Operation(
        "list_directory", "Listet die amtlichen Kanäle des Landes auf, auch beendete; ohne Anmeldung."
    ),
    "GET /directory/check": Operation(
        "check_account", "Sagt, ob ein Konto auf einer Plattform amtlich ist oder es war; ohne Anmeldung."
    ),
    "GET /decisions": Operation("list_decisions", "Listet die Entscheidungen auf, die neuesten zuerst."),
    "POST /decisions": Operation("record_decision", "Hält eine Entscheidung über Kanäle fest."),
    "GET /platforms": Operation("list_platforms", "Listet die Plattformen auf, mit der Sperre, die gilt."),
    "POST /platforms/{slug}/stop": Operation(
        "stop_platform", "Sperrt eine Plattform; als Probelauf nennt es nur die Wirkungen."
    ),
    "POST /platforms/{slug}/lift": Operation(
        "lift_platform_stop", "Hebt die Sperre einer Plattform auf; von selbst geht nichts hinaus."
    ),
} | CONCEPTS
