"""What themes, contributions and occasions are called in German."""

from collections.abc import Mapping
from typing import Final

from app.models.contribution import ContributionState
from app.models.occasion import OccasionKind
from app.models.theme import Goal, Purpose, ThemeKind

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
    "theme.withdraw": "Thema zurückgenommen",
    "contribution.ask": "Zulieferung erbeten",
    "contribution.answer": "Zulieferung geliefert",
    "contribution.decline": "Zulieferung abgesagt",
    "contribution.withdraw": "Bitte um eine Zulieferung zurückgezogen",
    "contribution.hand_over": "Zulieferung übergeben",
}
"""What the history of a theme calls what happened."""
