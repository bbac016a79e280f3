"""The operations about themes, contributions and occasions."""

from typing import Final

from app.api.operation import Operation

THEMES: Final = {
    "GET /themes": Operation(
        "list_themes", "Listet die Themen auf, die man kennen darf, die neuesten zuerst."
    ),
    "POST /themes": Operation("create_theme", "Legt ein Thema an; ohne Tage ist es eine Idee."),
    "GET /radar": Operation(
        "get_radar",
        "Zählt, was diese Tage nach Ressort, Ziel und Format bringen, geplant und veröffentlicht, und was ihnen fehlt.",
    ),
    "GET /themes/{theme_id}": Operation(
        "get_theme", "Zeigt ein Thema; unter Sperrfrist nur den Beteiligten und der Zentralredaktion."
    ),
    "PUT /themes/{theme_id}": Operation(
        "change_theme", "Schreibt ein Thema neu; eine verlegte Sperrfrist wirkt sofort."
    ),
    "POST /themes/{theme_id}/withdraw": Operation(
        "withdraw_theme", "Nimmt ein Thema zurück; seine Beiträge bleiben, was sie sind."
    ),
    "GET /themes/{theme_id}/comments": Operation(
        "list_theme_comments",
        "Listet auf, was zu einem Thema gesagt und entschieden wurde, das Älteste zuerst.",
    ),
    "POST /themes/{theme_id}/comments": Operation(
        "comment_theme", "Sagt etwas zu einem Thema, oder entscheidet darüber mit Begründung."
    ),
    "PUT /posts/{post_id}/theme": Operation(
        "assign_theme", "Ordnet einen Beitrag einem Thema zu oder löst ihn davon."
    ),
    "GET /contributions": Operation(
        "list_contributions", "Listet die erbetenen Zulieferungen auf, die neuesten zuerst."
    ),
    "POST /themes/{theme_id}/contributions": Operation(
        "ask_for_contribution", "Bittet ein Ressort bis zu einer Frist um eine Zulieferung."
    ),
    "POST /contributions/{contribution_id}/answer": Operation(
        "answer_contribution",
        "Antwortet für das gefragte Ressort: mit einem Satz, einem Beitrag oder beidem.",
    ),
    "POST /contributions/{contribution_id}/decline": Operation(
        "decline_contribution", "Sagt eine Zulieferung mit Grund ab."
    ),
    "POST /contributions/{contribution_id}/withdraw": Operation(
        "withdraw_contribution",
        "Zieht eine Bitte um eine Zulieferung zurück, die noch niemand beantwortet hat.",
    ),
    "POST /contributions/{contribution_id}/hand-over": Operation(
        "hand_over_contribution", "Übergibt eine Zulieferung an ein anderes Ressort."
    ),
    "GET /occasions": Operation("list_occasions", "Listet die Anlässe auf, die diese Tage berühren."),
    "POST /occasions": Operation("enter_occasion", "Trägt einen Anlass ein."),
    "DELETE /occasions/{occasion_id}": Operation("remove_occasion", "Entfernt einen Anlass."),
}
