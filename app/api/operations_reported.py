"""The operations about what bodies reported, costs, staffing, strategies and followers: entered, brought in, handed out."""

from typing import Final

from app.api.operation import Operation

REPORTED: Final = {
    "GET /costs": Operation("list_costs", "Listet auf, was Kanäle kosten, wie es gemeldet wurde."),
    "POST /costs": Operation(
        "enter_cost",
        "Trägt ein, was Kanäle gekostet haben: ein Betrag mit netto oder brutto, oder warum es keinen gibt.",
    ),
    "GET /costs/{cost_id}": Operation("get_cost", "Zeigt eine Kostenangabe."),
    "PUT /costs/{cost_id}": Operation(
        "change_cost", "Fasst eine von Hand eingetragene Kostenangabe als Ganzes neu."
    ),
    "DELETE /costs/{cost_id}": Operation(
        "remove_cost", "Entfernt eine von Hand eingetragene Kostenangabe; das Protokoll behält sie."
    ),
    "POST /staffing": Operation(
        "enter_staffing", "Trägt ein, wer Kanäle betreut: Personen, Aufwand oder von außen."
    ),
    "GET /staffing/{staffing_id}": Operation("get_staffing", "Zeigt eine Angabe zum Personal."),
    "PUT /staffing/{staffing_id}": Operation(
        "change_staffing", "Fasst eine von Hand eingetragene Angabe zum Personal als Ganzes neu."
    ),
    "DELETE /staffing/{staffing_id}": Operation(
        "remove_staffing",
        "Entfernt eine von Hand eingetragene Angabe zum Personal; das Protokoll behält sie.",
    ),
    "GET /staffing": Operation("list_staffing", "Listet auf, wer Kanäle betreut, wie es gemeldet wurde."),
    "GET /strategies": Operation(
        "list_strategies", "Listet auf, welcher Strategie die Stellen folgen und mit welchen Zielen."
    ),
    "POST /strategies": Operation(
        "enter_strategy", "Trägt ein, welcher Strategie eine Stelle folgt und mit welchen Zielen."
    ),
    "GET /strategies/{strategy_id}": Operation("get_strategy", "Zeigt eine Angabe zur Strategie."),
    "PUT /strategies/{strategy_id}": Operation(
        "change_strategy", "Fasst eine von Hand eingetragene Angabe zur Strategie als Ganzes neu."
    ),
    "DELETE /strategies/{strategy_id}": Operation(
        "remove_strategy",
        "Entfernt eine von Hand eingetragene Angabe zur Strategie; das Protokoll behält sie.",
    ),
    "POST /metrics-snapshots": Operation(
        "enter_metrics_snapshot",
        "Trägt ein, wie viele einen Kanal an einem Tag abonniert oder aufgerufen hatten; einmal je Kanal und Tag.",
    ),
    "GET /metrics-snapshots/{snapshot_id}": Operation(
        "get_metrics_snapshot", "Zeigt einen Stand von Abonnenten und Aufrufen."
    ),
    "PUT /metrics-snapshots/{snapshot_id}": Operation(
        "change_metrics_snapshot", "Fasst einen von Hand eingetragenen Stand als Ganzes neu."
    ),
    "DELETE /metrics-snapshots/{snapshot_id}": Operation(
        "remove_metrics_snapshot", "Entfernt einen von Hand eingetragenen Stand; das Protokoll behält ihn."
    ),
    "GET /metrics-snapshots": Operation(
        "list_metrics_snapshots", "Listet Abonnenten und Aufrufe auf, jeweils mit ihrem Stichtag."
    ),
    "POST /imports": Operation(
        "import_file",
        "Liest einen Plan mit Themen, Kosten, Personal, Strategien oder Abonnenten aus einer CSV- oder Excel-Datei ein: "
        "erst zur Probe, dann alles oder nichts.",
    ),
    "GET /reports/costs": Operation(
        "report_costs",
        "Gibt alle Kosten mit Unterpositionen und Summen aus, als JSON, CSV, XLSX, DOCX oder PDF.",
    ),
    "GET /reports/posts": Operation(
        "report_posts",
        "Zählt, was in diesen Tagen zum ersten Mal hinausging, je Woche und Stelle, und nennt die stillen Ressorts.",
    ),
    "GET /reports/punctuality": Operation(
        "report_punctuality", "Sagt je Kanal, wie pünktlich Ausspielungen in diesen Tagen waren."
    ),
    "GET /reports/decisions": Operation(
        "report_decisions",
        "Sagt je Stelle, wie lange die Freigabe in diesen Tagen dauerte und wie viele Beiträge zurückgingen.",
    ),
    "GET /reports/takedowns": Operation(
        "report_takedowns",
        "Zählt die Löschverfahren, die in diesen Tagen eröffnet wurden, je Stelle und Grund.",
    ),
    "GET /reports/channels": Operation(
        "report_channels", "Gibt alle Kanäle des Verzeichnisses aus, als JSON, CSV, XLSX, DOCX oder PDF."
    ),
    "GET /reports/staffing": Operation(
        "report_staffing", "Gibt alle Angaben zum Personal aus, als JSON, CSV, XLSX, DOCX oder PDF."
    ),
    "GET /reports/strategies": Operation(
        "report_strategies", "Gibt alle Strategien mit ihren Zielen aus, als JSON, CSV, XLSX, DOCX oder PDF."
    ),
    "GET /reports/followers": Operation(
        "report_followers",
        "Gibt Abonnenten und Aufrufe aller Konten aus, als JSON, CSV, XLSX, DOCX oder PDF.",
    ),
}
