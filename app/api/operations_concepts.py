"""The operations about Nutzungskonzepte, imprints, and what concepts say of platforms."""

from typing import Final

from app.api.operation import Operation

CONCEPTS: Final = {
    "GET /concepts": Operation(
        "list_concepts", "Listet die Nutzungskonzepte nach den Kürzeln der Stellen auf."
    ),
    "POST /concepts": Operation("start_concept", "Beginnt das Nutzungskonzept einer Stelle."),
    "GET /concepts/{concept_id}": Operation(
        "get_concept", "Zeigt ein Nutzungskonzept, was ihm fehlt, und die ausgegebenen Fassungen."
    ),
    "PUT /concepts/{concept_id}": Operation(
        "write_concept", "Schreibt die eigenen Worte der Stelle neu; ausgegebene Fassungen bleiben."
    ),
    "POST /concepts/{concept_id}/entries": Operation(
        "add_imprint_entry", "Trägt ein, wen Impressum und Konzept nennen, mit Zuständigkeit und Zeitraum."
    ),
    "PUT /imprint-entries/{entry_id}": Operation(
        "change_imprint_entry", "Ändert eine Angabe des Impressums oder beendet sie."
    ),
    "POST /concepts/{concept_id}/versions": Operation(
        "issue_concept", "Gibt das Nutzungskonzept zu einem Stand aus; diese Fassung ändert sich nie mehr."
    ),
    "GET /concept-versions/{version_id}": Operation(
        "get_concept_version", "Gibt eine Fassung aus, als JSON, HTML, DOCX oder PDF."
    ),
    "GET /evaluations": Operation("list_evaluations", "Listet die Evaluationen auf, die neuesten zuerst."),
    "POST /evaluations": Operation(
        "evaluate_concept", "Hält fest, ob und wie eine Stelle ihre Kanäle weiter nutzt; fällig jedes Jahr."
    ),
    "GET /channels/{channel_id}/imprint": Operation(
        "get_channel_imprint", "Zeigt das Impressum eines Kanals, wie es an einem Tag lautet oder lautete."
    ),
    "GET /platforms/{slug}/facts": Operation(
        "get_platform_facts", "Zeigt, was Nutzungskonzepte von einer Plattform sagen."
    ),
    "PUT /platforms/{slug}/facts": Operation(
        "describe_platform", "Beschreibt eine Plattform für alle Nutzungskonzepte."
    ),
}
