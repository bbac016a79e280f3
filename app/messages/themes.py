"""What themes, contributions and occasions are called in German, and what is refused about them."""

from collections.abc import Mapping
from typing import Final

from app.models.contribution import ContributionState
from app.models.occasion import OccasionKind
from app.models.theme import Goal, Purpose, ThemeKind
from app.models.theme_comment import ThemeDecision

KINDS: Final[Mapping[ThemeKind, str]] = {
    ThemeKind.CABINET: "Kabinett",
    ThemeKind.STATE_PRESS_CONFERENCE: "Landespressekonferenz",
    ThemeKind.PRESS_RELEASE: "Pressemitteilung",
    ThemeKind.EVENT: "Veranstaltung",
    ThemeKind.CAMPAIGN: "Kampagne",
    ThemeKind.SERIES: "Serie",
    ThemeKind.ANNUAL_THEME: "Jahresthema",
}
GOALS: Final[Mapping[Goal, str]] = {
    Goal.BRAND: "Marke positiv positionieren",
    Goal.INFORMATION: "Informationen verbreiten",
    Goal.ADDED_VALUE: "Mehrwert schaffen",
    Goal.FEEDBACK: "Feedback erhalten",
    Goal.MORE_CHANNELS: "zusätzliche Informationskanäle",
    Goal.REACH: "Reichweite erhöhen",
    Goal.PORTAL: "Landesportal stärken",
}
"""The goals of August 2016, in the words of Anlage 1, page 5."""
PURPOSES: Final[Mapping[Purpose, str]] = {
    Purpose.INFORMATION: "Information",
    Purpose.TRANSPARENCY: "Transparenz",
    Purpose.DIALOGUE: "Dialog",
}
CONTRIBUTION_STATES: Final[Mapping[ContributionState, str]] = {
    ContributionState.OPEN: "offen",
    ContributionState.ANSWERED: "geliefert",
    ContributionState.DECLINED: "abgesagt",
    ContributionState.WITHDRAWN: "zurückgezogen",
}
DECISIONS: Final[Mapping[ThemeDecision, str]] = {
    ThemeDecision.TAKEN_UP: "aufgenommen",
    ThemeDecision.DEFERRED: "zurückgestellt",
    ThemeDecision.DECLINED: "abgelehnt",
}
OCCASIONS: Final[Mapping[OccasionKind, str]] = {
    OccasionKind.HOLIDAY: "Feiertag",
    OccasionKind.SCHOOL_HOLIDAYS: "Schulferien",
    OccasionKind.ANNIVERSARY: "Jahrestag",
    OccasionKind.CULTURE: "Kultur",
    OccasionKind.SPORT: "Sport",
}
DEEDS: Final[Mapping[str, str]] = {
    "theme.create": "Thema angelegt",
    "theme.change": "Thema geändert",
    "theme.comment": "Thema kommentiert",
    "theme.decide": "Über das Thema entschieden",
    "theme.withdraw": "Thema zurückgenommen",
    "contribution.ask": "Zulieferung erbeten",
    "contribution.answer": "Zulieferung geliefert",
    "contribution.decline": "Zulieferung abgesagt",
    "contribution.withdraw": "Bitte um eine Zulieferung zurückgezogen",
    "contribution.hand_over": "Zulieferung übergeben",
}
"""What the history of a theme calls what happened."""
COLUMNS: Final[Mapping[str, str]] = {
    "title": "Titel",
    "kind": "Art",
    "lead_id": "Federführung",
    "ministries": "Beteiligte Ressorts",
    "starts_on": "Erster Tag",
    "ends_on": "Letzter Tag",
    "embargo_until": "Sperrfrist",
    "sensitivity": "Vertraulich",
    "summary": "Worum es geht",
    "goals": "Ziele",
    "purposes": "Wozu",
    "target_groups": "Zielgruppen",
    "formats": "Formate",
    "address": "Adresse",
}
"""The columns of a plan as a file; the address is for reading only."""
REFUSALS: Final[Mapping[str, str]] = {
    "import-not-allowed": "Für diese Stelle oder diese Art planen Sie nicht. Kabinett und Landespressekonferenz trägt die "
    "Zentralredaktion ein, alles andere das federführende Ressort.",
    "days-end-early": "Der letzte Tag liegt vor dem ersten. Bitte die Tage prüfen.",
    "days-out-of-reach": "Bitte Tage der Jahre {first} bis {last} angeben.",
    "days-too-many": "Das sind zu viele Tage. Möglich sind {most}.",
    "theme-unknown": "Dieses Thema gibt es nicht, oder es ist nicht für Sie bestimmt. Bitte ein anderes wählen.",
    "theme-not-left": "Aus diesem Thema nimmt einen Beitrag nur, wer es plant, bei Themen des Kabinetts und der Landespressekonferenz "
    "nur die Zentralredaktion.",
    "material-half": "In jeder Zeile steht zuerst, was es ist, dann die Adresse. Bitte ergänzen, was fehlt.",
    "theme-gone": "Dieses Thema wurde zurückgenommen. Bitte ein anderes wählen.",
    "theme-withdrawn": "Dieses Thema wurde zurückgenommen. Bitte bei Bedarf ein neues anlegen.",
    "theme-is-out": "Von diesem Thema ist schon etwas veröffentlicht oder unterwegs. Sperrfrist, Art und Zuordnung lassen sich "
    "nicht mehr ändern.",
    "theme-half-dated": "Bitte beide Tage angeben oder keinen: Ohne Tage ist es eine Idee.",
    "theme-ends-early": "Der letzte Tag liegt vor dem ersten. Bitte die Tage prüfen.",
    "before-embargo": "Für das Thema gilt eine Sperrfrist bis {until}. Bitte eine Zeit danach wählen.",
    "post-of-another-theme": "Dieser Beitrag gehört nicht zu diesem Thema. Bitte ihn zuerst dem Thema zuordnen.",
    "handed-over-to-itself": "Dieses Ressort ist schon zuständig. Bitte ein anderes wählen.",
}
