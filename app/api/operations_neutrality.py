"""The operations about pre-election periods and the lexicon of the neutrality assistant."""

from typing import Final

from app.api.operation import Operation

NEUTRALITY: Final = {
    "GET /elections": Operation(
        "list_elections", "Listet die Wahlen mit ihren Vorwahlzeiten auf, die späteste zuerst."
    ),
    "POST /elections": Operation(
        "propose_election",
        "Schlägt eine Vorwahlzeit vor; ohne eigene Tage beginnt sie drei Monate vor der Wahl.",
    ),
    "POST /elections/{election_id}/confirm": Operation(
        "confirm_election", "Setzt eine Vorwahlzeit in Kraft; das muss eine zweite Person tun."
    ),
    "POST /elections/{election_id}/withdraw": Operation(
        "withdraw_election",
        "Nimmt eine Vorwahlzeit zurück: eine vorgeschlagene sofort, eine geltende mit dem Wort einer zweiten Person.",
    ),
    "POST /elections/{election_id}/keep": Operation(
        "keep_election",
        "Verwirft den Antrag, eine geltende Vorwahlzeit zurückzunehmen; sie gilt weiter.",
    ),
    "GET /lexicon/versions": Operation(
        "list_lexicon_versions", "Listet Vorschläge und Fassungen des Lexikons auf, die neuesten zuerst."
    ),
    "POST /lexicon/versions": Operation(
        "propose_lexicon_change",
        "Schlägt eine Änderung des Lexikons vor; bis zur Bestätigung ändert sich nichts.",
    ),
    "GET /lexicon/versions/{version_id}": Operation(
        "get_lexicon_version", "Zeigt einen Vorschlag oder eine Fassung des Lexikons."
    ),
    "GET /lexicon/versions/{version_id}/impact": Operation(
        "preview_lexicon_change",
        "Zeigt, welche der letzten 500 Beiträge nach der Änderung anders beurteilt würden.",
    ),
    "POST /lexicon/versions/{version_id}/confirm": Operation(
        "confirm_lexicon_change", "Bestätigt eine Änderung des Lexikons; das muss eine zweite Person tun."
    ),
    "POST /lexicon/versions/{version_id}/withdraw": Operation(
        "withdraw_lexicon_change", "Zieht einen Vorschlag zum Lexikon zurück."
    ),
    "GET /lexicon/terms": Operation(
        "list_lexicon_terms", "Listet die Begriffe der geltenden Fassung auf, auch die beendeten."
    ),
    "GET /lexicon/cues": Operation(
        "list_lexicon_cues", "Listet die Wendungen der geltenden Fassung auf, auch die beendeten."
    ),
}
