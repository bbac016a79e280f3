"""What the checks say: each rule's name and meaning, and a sentence for each thing it points at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from app.messages.neutrality import NOT_CHECKED, NOTHING


@dataclass(frozen=True)
class RuleWords:
    """A rule's name, what it looks at, and what its number measures if it has one."""

    title: str
    meaning: str
    number: str = ""


RULES: Final[Mapping[str, RuleWords]] = {
    "channel": RuleWords("Kanal gewählt", "Ein Beitrag braucht mindestens einen Kanal."),
    "length": RuleWords("Länge", "Der Text passt mit Kürzel auf den Kanal, so wie die Plattform zählt."),
    "media": RuleWords("Bilder", "Zahl der Bilder und Länge der Alternativtexte passen zum Kanal."),
    "alt-text": RuleWords("Alternativtext", "Jedes Bild ist beschrieben oder als Schmuck gekennzeichnet."),
    "signature": RuleWords("Kürzel", "Kein Text endet mit dem Kürzel einer anderen Stelle."),
    "funding-notice": RuleWords(
        "Übergabe von Förderbescheiden",
        "Beiträge, die überwiegend die Übergabe von Fördermittelbescheiden dokumentieren, sind zu vermeiden.",
    ),
    "appointment": RuleWords(
        "Termin ohne Botschaft",
        "Die Begleitung der Ressortleitung zu Terminen ohne inhaltliche Botschaft für das Land ist zu vermeiden.",
        "Ein Satz gilt als Botschaft ab so vielen Wörtern",
    ),
    "party-political": RuleWords(
        "Parteipolitik",
        "Zeigt Stellen, die als Parteinahme verstanden werden können. Die Entscheidung treffen Menschen.",
    ),
    "pre-election": RuleWords("Vorwahlzeit", "Der Beitrag ist in einer Vorwahlzeit fällig."),
    "closed-channel": RuleWords(
        "Kanal ruht oder ist beendet", "Ein gewählter Kanal nimmt zurzeit nichts an."
    ),
    "collision": RuleWords(
        "Kollision",
        "Auf demselben Kanal geht fast zur selben Zeit etwas anderes hinaus.",
        "Abstand in Minuten",
    ),
    "portfolio": RuleWords(
        "Fachthema",
        "Eigene Kanäle speisen sich aus den eigenen Fachthemen; das Ressort ist am Thema des Beitrags nicht beteiligt.",
    ),
    "identical-text": RuleWords(
        "Gleicher Text", "Derselbe Text geht auf mehrere Plattformen mit verschiedenen Zielgruppen."
    ),
    "missing-source": RuleWords(
        "Quelle fehlt",
        "Kein Verweis auf das Landesportal oder eine andere Quelle, die ohne Konto lesbar ist.",
    ),
    "citizen-value": RuleWords(
        "Mehrwert", "In einem Satz steht, was Bürgerinnen und Bürger von dem Beitrag haben."
    ),
    "relevance": RuleWords(
        "Relevanz",
        "Aktualität, Befindlichkeit, Gesprächswert, Service, Unterhaltung, Emotionalität, Interaktion.",
        "Mindestens so viele der sieben Kriterien",
    ),
    "hashtags": RuleWords(
        "Zahl der Hashtags", "Nicht zu viele Hashtags in einem Text.", "Höchstens so viele"
    ),
    "camel-case": RuleWords(
        "Schreibweise der Hashtags",
        "Lange Hashtags beginnen jedes Wort groß, damit Vorleseprogramme die Wörter trennen.",
        "Ab so vielen Zeichen",
    ),
    "emoji-chain": RuleWords(
        "Emoji-Ketten",
        "Viele Emojis hintereinander werden einzeln vorgelesen.",
        "Höchstens so viele hintereinander",
    ),
}
"""By rule, in the order of the pegboard."""

LEVELS: Final[Mapping[str, str]] = {
    "hint": "Hinweis",
    "reason_required": "Begründung nötig",
    "block": "muss behoben werden",
}
INDICATOR_LEVELS: Final[Mapping[str, str]] = {
    "hint": "Hinweis",
    "review": "bitte ansehen",
    "warning": "Anlass angeben",
}
"""What an indicator asks for; never a judgement."""
OCCASIONS: Final[Mapping[str, str]] = {"submission": "bei der Einreichung", "approval": "bei der Freigabe"}
RELEVANCE: Final[Mapping[str, str]] = {
    "timeliness": "Aktualität",
    "mood": "Befindlichkeit",
    "talk_value": "Gesprächswert",
    "service": "Service und Mehrwert",
    "entertainment": "Unterhaltendes und spielerisches Element",
    "emotion": "Emotionalität",
    "interaction": "Interaktion",
}
"""The seven criteria of relevance (Anlage 1, page 6)."""

SENTENCES: Final[Mapping[str, str]] = {
    "justification-missing": "Bitte zuerst begründen: Zu diesem Beitrag verlangt mindestens eine Regel einen Satz. "
    "Die Freigebenden sehen ihn neben der Stelle.",
    "not-checked": "Auf Parteipolitik nicht geprüft: Der Assistent war nicht verfügbar. Bitte selbst darauf achten.",
    "rule-technical": "Diese Regel beschreibt, was technisch oder rechtlich nicht anders geht. Sie lässt sich nicht ändern.",
    "rule-level": "Diese Stufe hat die Regel nicht. Möglich: {levels}.",
    "rule-number": "Bitte eine Zahl von {least} bis {most} angeben.",
    "rule-without-number": "Diese Regel hat keine Zahl, die sich einstellen lässt.",
    "funding-notice": "„{quote}“: Beiträge, die überwiegend die Übergabe von Förderbescheiden zeigen, sind zu vermeiden. "
    "Bitte das Geförderte in den Mittelpunkt stellen oder begründen.",
    "appointment": "„{quote}“: ein Termin ohne erkennbare Botschaft. Bitte sagen, was er für das Land bedeutet, oder begründen.",
    "pre-election": "{channel}: Die geplante Zeit liegt in der Vorwahlzeit „{election}“ (bis {until}). "
    "Bitte besonders zurückhaltend formulieren.",
    "channel-ended": "{channel} ist beendet. Bitte einen anderen Kanal wählen.",
    "foreign-subject": "Am Thema dieses Beitrags, das {lead} federführend plant, ist Ihr Ressort nicht beteiligt. Bitte prüfen, ob er auf {channel} gehört oder besser auf einen Landeskanal.",
    "channel-paused": "{channel} ruht zurzeit. Bitte mit der Kanalverwaltung absprechen, ab wann er wieder Beiträge annimmt.",
    "collision": "{channel}: Fast zur selben Zeit ({other_at}) geht dort ein anderer Beitrag hinaus. Bitte etwas verschieben.",
    "identical-text": "Derselbe Text geht an: {channels}. Bitte prüfen, ob die Zielgruppen eigene Worte brauchen.",
    "missing-source": "{channels}: Es fehlt ein Verweis auf das Landesportal oder eine andere Quelle, die ohne Konto lesbar ist.",
    "citizen-value": "Noch steht nirgends in einem Satz, was Bürgerinnen und Bürger von dem Beitrag haben.",
    "relevance": "Von den sieben Kriterien der Relevanz sind {found} genannt, erwartet mindestens {limit}.",
    "hashtags": "{found} Hashtags, vorgesehen sind höchstens {limit}.",
    "camel-case": "{quote}: Bitte jedes Wort groß beginnen, zum Beispiel #LandesportalSachsenAnhalt.",
    "emoji-chain": "{quote}: {found} Emojis hintereinander, vorgesehen sind höchstens {limit}.",
}
"""By key, together with the refusals that concern rules."""


def say_neutrality(rules: Collection[str], *, is_not_checked: bool) -> str:
    """Return in words what came of the neutrality assistant, from the rules that found something: never a clearance."""
    if is_not_checked:
        return NOT_CHECKED
    number = sum(rule == "party-political" for rule in rules)
    return (
        NOTHING if number == 0 else f"{number} {'Anhaltspunkt' if number == 1 else 'Anhaltspunkte'} gefunden."
    )
