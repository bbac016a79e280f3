"""Operations around the checks."""

from typing import Final

from app.api.operation import Operation

CHECKS: Final = {
    "POST /check": Operation(
        "check_text", "Zeigt, was die Prüfung zu einem Text allein sagt; behält nichts."
    ),
    "GET /posts/{post_id}/checks": Operation(
        "list_check_runs",
        "Listet auf, was bei Einreichung und Freigabe gefunden wurde, mit den Fassungen der Regeln.",
    ),
    "GET /check-rules": Operation(
        "list_check_rules", "Listet die Regeln der Prüfung auf, wie sie eingestellt sind."
    ),
    "POST /check-rules/{rule}/tune": Operation(
        "tune_check_rule", "Stellt eine Regel der Prüfung ein: an oder aus, Stufe, Zahl; mit Begründung."
    ),
    "GET /check-rules/hits": Operation(
        "count_check_hits", "Zählt je Regel und Stelle die Treffer der letzten Tage."
    ),
}
