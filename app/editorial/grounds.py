"""What each ground rests on: sentences of the strategy paper, word for word.

The paper is «Social Media-Ausrichtung der Landesregierung» of 19 February 2019, Anlage 1 of Drucksache 7/4655.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.models.channel import ChannelScope
from app.models.ground import Ground

PAPER: Final = "Social Media-Ausrichtung der Landesregierung (19.02.2019), Anlage 1 zu Drucksache 7/4655"


@dataclass(frozen=True)
class Sentence:
    """A sentence of the paper with page and section; `scope` where it is about one kind of channel only."""

    page: int
    section: str
    text: str
    scope: ChannelScope | None = None


_RESPONSIBLE = Sentence(
    9,
    "4",
    "Die Verantwortung der gemeinsam gepflegten Landeskanäle übernimmt das Presse- und Informationsamt der "
    "Staatskanzlei.",
    ChannelScope.CENTRAL,
)
_RESPONSIBLE_ALONE = Sentence(
    9,
    "4",
    "Die Verantwortung der ressorteigenen Kanäle für die sachlichen sowie personellen Ressourcen liegt in den "
    "einzelnen Ressorts.",
    ChannelScope.OWN,
)
_FACTS = Sentence(
    10,
    "6",
    "Auch die Landesregierung von Sachsen-Anhalt verstärkt ihre Kommunikation in den sozialen Medien, um am "
    "gesellschaftlichen sowie politischen Diskurs teilzuhaben und um landesbezogene Inhalte, Fakten und Botschaften "
    "zu transportieren (und ggfs. zu korrigieren).",
)

RESTS_ON: Final[Mapping[Ground, tuple[Sentence, ...]]] = {
    Ground.PARTY_POLITICAL: (
        Sentence(
            7,
            "3.2",
            "Parteipolitische Positionen sind auf den Landeskanälen untersagt und werden bei Veröffentlichung nach "
            "vorheriger Ankündigung an das publizierende Ressort durch die gesamtverantwortliche Redaktion in der "
            "Staatskanzlei gelöscht.",
            ChannelScope.CENTRAL,
        ),
        Sentence(
            9,
            "3.3",
            "Parteipolitische Themen sind auch auf ressorteigenen Kanälen nicht zulässig.",
            ChannelScope.OWN,
        ),
    ),
    Ground.FACTUAL: (_FACTS,),
    Ground.LEGAL: (
        Sentence(
            10,
            "5",
            "Unter Berücksichtigung der aktuellen Entwicklungen, Beschlüsse und Gerichtsentscheidungen aktualisiert "
            "die Staatskanzlei die Datenschutzerklärungen auf dem Landesportal und – sofern möglich – in den "
            "sozialen Medien.",
        ),
    ),
    Ground.DUPLICATE: (
        Sentence(
            10,
            "6",
            "Dafür braucht es ein hohes Maß an Aufmerksamkeit, Leidenschaft und Mut, eine klare Strategie, ein "
            "abgestimmtes Handeln sowie notwendige personelle und technische Ressourcen, um den sich stetig "
            "ändernden Anforderungen und Regeln der sozialen Medien gerecht zu werden.",
        ),
    ),
    Ground.UNSUITABLE: (
        Sentence(
            7,
            "3.2",
            "Als Grundsatz für die redaktionelle Inhaltsaufbereitung gilt: Thema und Mehrwert für die Bürgerinnen "
            "und Bürger stehen im Fokus.",
        ),
        Sentence(
            7,
            "3.2",
            "Beiträge, die überwiegend der Dokumentation von Fördermittelbescheidübergaben oder der "
            "Terminbegleitung der Ressortleitung ohne inhaltliche Botschaft für das Land Sachsen-Anhalt dienen, "
            "sind zu vermeiden.",
        ),
    ),
    Ground.AUDIENCE: (
        Sentence(
            6,
            "3.1",
            "Unterschiedliche Zielgruppen der einzelnen Plattformen müssen unterschiedlich angesprochen werden.",
        ),
    ),
    Ground.SEQUENCE: (
        Sentence(
            7,
            "3.2",
            "Themen des Kabinetts und der Landespressekonferenz werden zuerst in den zentralen Landeskanälen "
            "veröffentlicht.",
        ),
    ),
    Ground.WORDING: (
        Sentence(
            8,
            "3.2",
            "Schwerpunkte sind die Ziele und Ausrichtung der Social Media-Kanäle, organisatorische Details der "
            "redaktionellen Zusammenarbeit, die Festlegung von Schreibregeln, die Verwendung des Redaktionssystems "
            "sowie die Handlungsempfehlungen im Krisenfall.",
        ),
    ),
    Ground.OTHER: (_RESPONSIBLE, _RESPONSIBLE_ALONE),
}
