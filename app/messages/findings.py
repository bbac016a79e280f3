"""What the watcher says: for each rule its name, how much hurry there is, what is the matter and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from app.clock import berlin_minute
from app.models.finding import FindingRule


class Level(StrEnum):
    """How much hurry there is: an alarm passes quiet hours, a warning waits for the morning."""

    ALARM = "alarm"
    WARNING = "warning"


LEVELS: Final[Mapping[Level, str]] = {Level.ALARM: "Alarm", Level.WARNING: "Warnung"}


@dataclass(frozen=True)
class Said:
    """The words of a rule. `sentence` names details of a finding in braces."""

    title: str
    level: Level
    sentence: str
    next_step: str


FINDINGS: Final[Mapping[FindingRule, Said]] = {
    FindingRule.DELIVERY_OVERDUE: Said(
        "Überfällig und nicht draußen",
        Level.ALARM,
        "Die Ausspielung auf {channel} war fällig ({due_at}) und ist noch nicht draußen.",
        "Öffnen Sie die Ausspielung: Dort steht, was sie aufhält. Steht dort nichts, verständigen Sie die Technik.",
    ),
    FindingRule.NOT_VISIBLE: Said(
        "Draußen, aber nicht zu sehen",
        Level.ALARM,
        "Auf {channel} ist nicht zu sehen, was dort veröffentlicht wurde ({sent_at}).",
        "Sehen Sie auf dem Kanal nach. Fehlt der Beitrag dort wirklich, entscheidet die Redaktion über einen neuen.",
    ),
    FindingRule.STILL_VISIBLE: Said(
        "Entfernt, aber noch zu sehen",
        Level.ALARM,
        "Auf {channel} ist noch oder wieder zu sehen, was entfernt wurde ({removed_at}).",
        "Sehen Sie auf dem Kanal nach und entfernen Sie den Beitrag dort von Hand.",
    ),
    FindingRule.UNCLEAR_LONG: Said(
        "Zu lange unklar",
        Level.ALARM,
        "Ob die Ausspielung auf {channel} dort steht, ist ungeklärt ({unknown_since_at}).",
        "Sehen Sie auf dem Kanal nach und sagen Sie bei der Ausspielung, ob der Beitrag dort steht.",
    ),
    FindingRule.CLAIM_STUCK: Said(
        "Angefangen und liegen geblieben",
        Level.ALARM,
        "{what} wurde begonnen; die Zeit dafür war um ({lease_until_at}), und niemand hat sich darum gekümmert.",
        "Verständigen Sie die Technik: Laufen Beat und die Worker reconcile, remove und notify?",
    ),
    FindingRule.PART_SILENT: Said(
        "Ein Teil arbeitet nicht",
        Level.ALARM,
        "{part} gibt kein Zeichen getaner Arbeit mehr{ago}.",
        "Verständigen Sie die Technik: Der Teil muss neu gestartet werden.",
    ),
    FindingRule.QUEUE_OLD: Said(
        "Fällige Arbeit bleibt liegen",
        Level.WARNING,
        "In der Warteschlange {queue} wartet die älteste fällige Arbeit seit {age}.",
        "Verständigen Sie die Technik: Kommt der Worker dieser Warteschlange nicht nach, oder antwortet ein Kanal langsam?",
    ),
    FindingRule.CLOCK_WRONG: Said(
        "Eine Uhr geht falsch",
        Level.ALARM,
        "Die Uhr {clock} weicht um {seconds} Sekunden von {reference} ab.{effect}",
        "Verständigen Sie die Technik: Die Zeitsynchronisation (NTP) ist zu prüfen.",
    ),
    FindingRule.CREDENTIAL_EXPIRES: Said(
        "Zugangsdaten laufen ab",
        Level.WARNING,
        "Die Zugangsdaten von {channel} laufen ab ({expires_at}).",
        "Die Kanalverwaltung hinterlegt rechtzeitig neue Zugangsdaten; danach endet der Befund von selbst.",
    ),
    FindingRule.CHAIN_BROKEN: Said(
        "Das Protokoll ist nicht unversehrt",
        Level.ALARM,
        "Die Kette des Protokolls stimmt ab Platz {position} nicht: {message}",
        "Verständigen Sie sofort Technik und Leitung, und geben Sie nichts wieder frei, bevor geklärt ist, wer es war.",
    ),
    FindingRule.INVARIANT_BROKEN: Said(
        "Eine Zusage ist verletzt",
        Level.ALARM,
        "Eine Ausspielung verletzt eine Zusage des Systems ({clauses}).",
        "Setzen Sie den Not-Aus und verständigen Sie die Technik; in der Datenbank ist nichts von Hand zu ändern.",
    ),
    FindingRule.TIME_MOVED: Said(
        "Neue Zeitregeln",
        Level.WARNING,
        "Auf {channel} steht {wall} Ortszeit; nach den geltenden Zeitregeln ist das ein anderer Augenblick als bei der Eingabe.",
        "Öffnen Sie die Ausspielung oder den Beitrag und setzen Sie die Zeit neu; von selbst wird nichts verschoben.",
    ),
    FindingRule.POST_WITHOUT_ROW: Said(
        "Beitrag ohne Eintrag",
        Level.ALARM,
        "Auf einem Kanal steht ein Beitrag, von dem das System nach der Wiederherstellung nichts weiß: {remote_url}",
        "Sehen Sie auf dem Kanal nach, und entscheiden Sie, ob der Beitrag bleiben kann oder von Hand zu entfernen ist. "
        "Beenden Sie danach den Befund mit einem Satz dazu.",
    ),
}


def say_finding(rule: FindingRule, detail: Mapping[str, Any]) -> str:
    """Return what is the matter, with the details of one finding; instants as an office writes them."""
    told = _Told({name: _told(name, value) for name, value in detail.items()})
    return FINDINGS[rule].sentence.format_map(told)


class _Told(dict[str, Any]):
    """Details as a sentence names them; one that whoever filed the finding did not know is unknown."""

    def __missing__(self, name: str) -> str:
        return "unbekannt"


def _told(name: str, value: Any) -> Any:
    is_instant = name.endswith("_at") and isinstance(value, str)
    return berlin_minute(datetime.fromisoformat(value)) if is_instant else value
