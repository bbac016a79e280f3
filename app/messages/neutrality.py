"""How the neutrality assistant speaks: what, why, source, what speaks against it, and who decides (NEUTRALITY section 4).

It never says that something is unlawful; a test looks for such words in everything it can say.
"""

from collections.abc import Mapping
from typing import Any, Final

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "vote.appeal": (
        "Aufruf zur Stimmabgabe",
        "Die Stelle kann als Rat verstanden werden, wen man wählen soll",
    ),
    "vote.appeal-actor": (
        "Aufruf zur Stimmabgabe für oder gegen jemanden",
        "Neben dem Namen kann die Stelle als Rat verstanden werden, wen man wählen oder nicht wählen soll",
    ),
    "candidate.wish": (
        "Wünsche für eine Kandidatur",
        "Gute Wünsche eines amtlichen Kontos können als Unterstützung verstanden werden",
    ),
    "candidate.news": (
        "Kandidatur einer einzelnen Person",
        "Wer eine Person nennt, andere aber nicht, kann für sie zu werben scheinen",
    ),
    "candidate.praise": (
        "Lob für jemanden, der sich zur Wahl stellt",
        "Lob vor einer Wahl kann als Unterstützung verstanden werden",
    ),
    "candidate.campaign": (
        "Amtsperson im Wahlkampf",
        "Ein amtliches Konto, das vom Wahlkampf einer Person erzählt, kann als deren Mittel verstanden werden",
    ),
    "term.another": (
        "Wunsch nach einer weiteren Amtszeit",
        "Die Regierung soll sich nicht als Regierung zur Wahl stellen",
    ),
    "term.go-on": (
        "Fortsetzung neben einer Wahl",
        "Der Wunsch weiterzumachen kann neben Wahl oder Stimme als Bitte um Wiederwahl verstanden werden",
    ),
    "term.no-occasion": (
        "Wahl ohne erkennbaren amtlichen Anlass",
        "Spricht ein Amt von sich und der Wahl, kann das als Bitte um Wiederwahl verstanden werden. Worum geht es?",
    ),
    "vote.no-occasion": (
        "Stimmabgabe ohne erkennbaren amtlichen Anlass",
        "Es ist nicht erkennbar, warum ein Amt hier von der Stimmabgabe spricht; das kann als Wahlempfehlung verstanden werden. Was ist der Anlass?",
    ),
    "praise.own-party": (
        "Partei als die eigene genannt",
        "Ein amtliches Konto hat keine Partei; die Stelle kann als Bekenntnis verstanden werden",
    ),
    "praise.merit": (
        "Lob oder Verdienst einer Partei",
        "Die Stelle kann als Werbung für eine Partei verstanden werden",
    ),
    "praise.mild": (
        "Wertendes Wort neben einer Partei",
        "Im Zusammenhang kann das Wort als Lob der Partei verstanden werden",
    ),
    "praise.foundation": (
        "Lob für eine parteinahe Stiftung",
        "Die Nähe zur Partei kann mitverstanden werden",
    ),
    "praise.no-occasion": (
        "Partei oder Opposition ohne erkennbaren amtlichen Anlass genannt",
        "Es ist nicht erkennbar, warum ein Amt hier eine Partei oder die Opposition nennt; das kann als Parteinahme verstanden werden. Was ist der Anlass?",
    ),
    "attack.party": (
        "Abwertung einer Partei oder der Opposition",
        "Die Stelle kann als Angriff im Wettbewerb der Parteien verstanden werden",
    ),
    "attack.mild": (
        "Wertendes Wort neben einer Partei",
        "Im Zusammenhang kann das Wort als Abwertung verstanden werden",
    ),
    "attack.contrast": (
        "Regierung und andere gegenübergestellt",
        "Wer sich von anderen absetzt, kann sie damit abwerten",
    ),
    "event.party": (
        "Veranstaltung einer Partei oder des Wahlkampfs",
        "Eine Einladung oder Hilfe aus dem Amt kann als Einsatz amtlicher Mittel verstanden werden",
    ),
    "role.party-office": (
        "Parteiamt neben dem öffentlichen Amt",
        "Beide Ämter nebeneinander können das Ansehen des Amtes auf die Partei übertragen",
    ),
    "record.period": (
        "Leistungsbericht in der Vorwahlzeit",
        "In dieser Zeit gilt äußerste Zurückhaltung mit Berichten über Arbeit und Erfolge, wenn kein akuter Anlass besteht",
    ),
    "record.election": (
        "Leistungsbericht neben einer Wahl",
        "Erfolge neben einem Wahltermin können als Werbung verstanden werden; Zahlen bitte belegen",
    ),
    "advertising.person": (
        "Person als Marke",
        "Lob der Person statt der Sache kann als Werbung verstanden werden",
    ),
    "advertising.praise": (
        "Superlativ neben der Regierung",
        "Die Form der Werbung kann vor die Information treten",
    ),
    "advertising.cheer": (
        "Jubel über eigene Leistungen",
        "Die Form der Werbung kann vor die Information treten",
    ),
    "deterrence.party": (
        "Abhalten von einer Veranstaltung",
        "Die Stelle kann Menschen davon abhalten, die Veranstaltung einer Partei zu besuchen",
    ),
    "striking-back.ridicule": (
        "Spott über politische Gegner",
        "Sachliche Antwort ist möglich; Spott kann als Gegenschlag verstanden werden",
    ),
    "coalition.judgement": (
        "Urteil über Koalitionen",
        "Wer mit wem regieren soll, ist Sache der Parteien; aus dem Amt kann es als Parteinahme verstanden werden",
    ),
    "other-election.wish": (
        "Wunsch zu einer anderen Wahl",
        "Ein amtliches Konto soll nicht in die Wahl eines anderen Landes oder einer anderen Ebene hineinwirken",
    ),
    "poll.valued": (
        "Umfrage oder Ergebnis mit Wertung",
        "Freude oder Häme über Zahlen einer Partei kann als Parteinahme verstanden werden",
    ),
    "poll.figures": (
        "Umfrage oder Ergebnis einer Partei",
        "Einzelne Zahlen ohne die der anderen können einseitig wirken",
    ),
    "allusion.collective": (
        "Anspielung auf politische Gruppen",
        "Auch ohne Namen kann verstanden werden, wer gemeint ist",
    ),
    "allusion.colours": (
        "Farben statt Parteinamen",
        "Auch ohne Namen kann verstanden werden, wer gemeint ist",
    ),
    "channel.handle": (
        "Konto einer Partei oder eines Wahlkampfs",
        "Ein Verweis von einem amtlichen Konto dorthin kann als Parteinahme verstanden werden",
    ),
    "channel.domain": (
        "Adresse einer Partei",
        "Ein Verweis von einem amtlichen Konto dorthin kann als Parteinahme verstanden werden",
    ),
    "channel.covered": (
        "Kurzadresse, Ziel verdeckt",
        "Wohin die Adresse führt, ist nicht zu sehen; bitte das Ziel prüfen",
    ),
    "channel.campaign-handle": (
        "Konto, das nach Wahlkampf aussieht",
        "Ein Verweis von einem amtlichen Konto auf ein Wahlkampfkonto kann als Parteinahme verstanden werden",
    ),
    "channel.campaign-domain": (
        "Adresse, die nach Wahlkampf aussieht",
        "Ein Verweis von einem amtlichen Konto auf eine Wahlkampfseite kann als Parteinahme verstanden werden",
    ),
    "channel.hashtag": (
        "Schlagwort einer Partei",
        "Mit dem Schlagwort erscheint der Beitrag unter den Beiträgen der Partei",
    ),
    "channel.slogan": ("Losung einer Partei", "Die Worte sind als Losung einer Partei bekannt"),
    "channel.logo": (
        "Zeichen einer Partei",
        "Das Zeichen einer Partei in einem amtlichen Beitrag kann als Parteinahme verstanden werden",
    ),
}
"""By reason: what was found, and why somebody should look at it."""

AGAINST: Final[Mapping[str, str]] = {
    "neutral-call": "ein neutraler Aufruf, überhaupt zu wählen, oder eine Anleitung zur Briefwahl",
    "list-of-all": "eine amtliche Liste aller, die sich zur Wahl stellen",
    "current-term": "ein Vorhaben der laufenden Wahlperiode ohne Bezug zur Wahl",
    "factual-naming": "eine sachliche Angabe, wer etwas eingebracht oder beschlossen hat",
    "statutory-report": "ein gesetzlich vorgesehener Bericht oder ein Urteil mit Quelle",
    "register-of-all": "ein Verzeichnis aller Parteien durch die Wahlbehörde",
    "traffic-notice": "ein Hinweis auf Verkehr oder Einsatz",
    "biography": "ein Nachruf, eine Wahl ins Amt oder ein Lebenslauf",
    "current-cause": "ein akuter Anlass: Gesetz in Kraft, Frist, Gefahr, Tag der Statistik",
    "no-government": "Kultur oder Tourismus ohne Bezug zur Regierung",
    "not-aimed": "ein Eintreten für die Demokratie, das auf keine Partei zielt; die Länder entscheiden verschieden",
    "factual-correction": "eine Richtigstellung mit Zahlen und Quelle",
    "report-of-a-vote": "der Bericht über eine Abstimmung",
    "date-and-rules": "Termin und Regeln der Wahl",
    "official-result": "ein amtliches Ergebnis mit allen Parteien und ohne Wertung",
    "no-reference": "kein Bezug zu einer Partei",
}
"""By key: what would speak against the flag."""

NOTHING: Final = "Keine Anhaltspunkte gefunden."
NOT_CHECKED: Final = "Nicht geprüft."
DECIDES: Final = "Ihre Entscheidung; bei Zweifel: Zentralredaktion."


def tell_flag(reason: str, against: str, *, source: str, quote: str, is_disputed: bool = False) -> str:
    """Return the sentences of one flag in their lasting order: what, where, why, source, what speaks against it, who decides."""
    what, why = REASONS[reason]
    why = why if why.endswith("?") else why + "."
    disputed = " Gerichte der Länder entscheiden hier verschieden." if is_disputed else ""
    return f"Anhaltspunkt: {what}. Stelle: „{quote}“. {why} Quelle: {source}.{disputed} Dagegen spräche: {AGAINST[against]}. {DECIDES}"


def tell_issue(reason: str, **context: Any) -> str:
    """Return the same for a flag that became an issue, from its context."""
    return tell_flag(
        reason,
        context["against"],
        source=context["source"],
        quote=context["quote"],
        is_disputed=context["disputed"],
    )
