"""The operations about inquiries of parliament and the surveys for them."""

from typing import Final

from app.api.operation import Operation

INQUIRIES: Final = {
    "GET /inquiries": Operation(
        "list_inquiries", "Listet die Kleinen Anfragen auf, die mit der spätesten Frist zuerst."
    ),
    "POST /inquiries": Operation(
        "open_inquiry", "Legt eine Kleine Anfrage mit Fragen, Frist und Stichtag an."
    ),
    "GET /inquiries/{inquiry_id}": Operation(
        "get_inquiry", "Zeigt eine Kleine Anfrage mit Fragen und Fassungen."
    ),
    "PUT /inquiry-questions/{question_id}": Operation(
        "answer_question", "Schreibt eigene Worte der Landesregierung zu einer Frage."
    ),
    "GET /inquiries/{inquiry_id}/surveys": Operation(
        "list_surveys", "Zeigt, wer gefragt wurde und wer was geantwortet hat."
    ),
    "POST /inquiries/{inquiry_id}/surveys": Operation(
        "send_surveys", "Fragt alle Stellen, die noch nicht gefragt sind, und benachrichtigt sie."
    ),
    "GET /surveys/{survey_id}": Operation(
        "get_survey", "Zeigt die Abfrage einer Stelle mit dem, was das Register von ihr weiß."
    ),
    "PUT /surveys/{survey_id}/answers": Operation(
        "answer_survey", "Bestätigt einen Baustein, meldet ihn als berichtigt oder als entfallend."
    ),
    "POST /surveys/{survey_id}/sign": Operation(
        "sign_survey", "Zeichnet die Abfrage über genau die Angaben, die gezeigt wurden."
    ),
    "POST /inquiries/{inquiry_id}/versions": Operation(
        "keep_inquiry", "Hält die Antwort als Fassung fest; spätere Änderungen berühren sie nicht."
    ),
    "GET /inquiry-versions/{version_id}": Operation(
        "get_inquiry_version", "Gibt eine Fassung aus, als JSON, DOCX, PDF, XLSX oder je Tabelle als CSV."
    ),
    "POST /inquiry-versions/{version_id}/co-sign": Operation(
        "co_sign_inquiry", "Zeichnet eine Fassung für eine Stelle mit."
    ),
    "GET /inquiry-versions/{version_id}/differences": Operation(
        "compare_inquiry_versions", "Vergleicht eine Fassung mit einer früheren, auch einer anderen Anfrage."
    ),
}
